// Entries of kustomizations that leave the tag to their base: where the base is among the files, its tag is known.
import type { ImageUse, Span } from "../model.ts";
import type { ImageEntry } from "./kustomize-images.ts";
import { nameEnds } from "./kustomize-pattern.ts";
import { isOutOfReach } from "./replaced.ts";

/** The same uses; an open entry is whole where all images of its name end alike. */
export function completed(uses: readonly ImageUse[], entries: readonly ImageEntry[]): readonly ImageUse[] {
  const open = entries.flatMap(({ use, name, open }) => (open === null ? [] : [{ use, name, ...open }]));
  if (open.length === 0) return uses;
  const endings = endingsByName(uses, new Set(open.map(({ name }) => name)));
  const whole = new Map<ImageUse, ImageUse>();
  for (const { use, name, newName, suffix } of open) {
    const [found, ...others] = endings.get(name) ?? [];
    if (found === undefined || others.length > 0) continue;
    const [ending, span] = found;
    const target = { kind: "named", name: newName + suffixed(ending, suffix) } as const;
    const related = [...use.related, { span, message: "the tag is the one that stands here" }];
    // What would have to change in its stead may be the base's tag.
    whole.set(use, { ...use, target, frame: null, related });
  }
  return uses.map((use) => whole.get(use) ?? use);
}

/** `:1.27`, `@sha256:…` or nothing, for each of `names`, and where each stands first. */
function endingsByName(
  uses: readonly ImageUse[],
  names: ReadonlySet<string>,
): ReadonlyMap<string, ReadonlyMap<string, Span>> {
  const endings = new Map<string, Map<string, Span>>();
  for (const use of uses) {
    if (isOutOfReach(use)) continue;
    for (const end of nameEnds(use.image)) {
      const name = use.image.slice(0, end);
      if (!names.has(name)) continue;
      const known = endings.get(name) ?? new Map<string, Span>();
      const ending = use.image.slice(end);
      endings.set(name, known.set(ending, known.get(ending) ?? use.span));
    }
  }
  return endings;
}

/** A suffix goes behind the tag, which is `latest` where none is written (kustomize `api/internal/image/image.go`). */
function suffixed(ending: string, suffix: string): string {
  if (suffix === "") return ending;
  return ending.startsWith("@") ? ending : `${ending === "" ? ":latest" : ending}${suffix}`;
}

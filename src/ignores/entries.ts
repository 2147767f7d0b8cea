// Which uses and files an entry of `ignore` in the settings is for.
import picomatch from "picomatch";
import { anyOf } from "../manifests/globs.ts";
import type { Extraction, ImageUse, Problem } from "../model.ts";
import { printReference } from "../references/print.ts";
import { readUse } from "../registries/plan.ts";
import type { IgnoreEntry, Settings } from "../settings/settings.ts";
import { fileRules } from "./ignorable.ts";

/** What one entry is for. */
export interface Reach {
  readonly uses: readonly ImageUse[];
  readonly problems: readonly Problem[];
}

/**
 * For each entry, what it is for. `image` is compared with the image as written and with the reference that a node makes
 * of it, `path` with the file; what isn't written takes all. Files that can't be read are reached by a rule that is about files.
 */
export function reachOf(
  { uses, problems }: Pick<Extraction, "uses" | "problems">,
  settings: Settings,
): (entry: IgnoreEntry) => Reach {
  const names = new Map<ImageUse, readonly string[]>();
  const namesOf = (use: ImageUse): readonly string[] => {
    const known = names.get(use);
    if (known !== undefined) return known;
    const { parsed } = readUse(use, settings);
    const found = [use.image, ...(parsed.kind === "reference" ? [printReference(parsed.reference)] : [])];
    names.set(use, found);
    return found;
  };
  return ({ rule, image, path }) => {
    const takesPath = path === null ? () => true : anyOf([path]);
    if (rule !== null && fileRules.includes(rule)) {
      return { uses: [], problems: image === null ? problems.filter(({ span }) => takesPath(span.file.path)) : [] };
    }
    const takesImage = image === null ? () => true : picomatch(image, { dot: true, nonegate: true });
    const isMeant = (use: ImageUse): boolean =>
      takesPath(use.span.file.path) && (image === null || namesOf(use).some((name) => takesImage(name)));
    return { uses: uses.filter(isMeant), problems: [] };
  };
}

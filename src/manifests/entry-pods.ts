// Entries of kustomizations are no pods: theirs are those whose images they replace, which say what is pulled with, and where.
import { posix } from "node:path";
import { joinedLists } from "./joined-lists.ts";
import type { ImageUse, Span } from "../model.ts";
import type { ImageEntry } from "./kustomize-images.ts";
import { landings } from "./kustomize-namespaces.ts";
import { matches, nameEnds, patternOf, type Steps } from "./kustomize-pattern.ts";
import { buildersOf, changedByFolders, type KustomizationLinks } from "./kustomize-reach.ts";
import { landed } from "./moved.ts";
import { isOutOfReach, mostSteps } from "./replaced.ts";

/** What an entry takes from them. */
type Taken = Pick<ImageUse, "namespaces" | "pullSecrets" | "serviceAccount" | "isPatched" | "pods">;

export interface EntriesWithPods {
  readonly uses: readonly ImageUse[];
  readonly entries: readonly ImageEntry[];
  /** Entries that are at their place already, whatever a kustomization does with the object that they are in. */
  readonly unmoved: readonly Span[];
}

/** The same; where no pod of an entry is among the files, somebody else has a word in what is pulled with. */
export function withPods(
  uses: readonly ImageUse[],
  entries: readonly ImageEntry[],
  links: readonly KustomizationLinks[],
): EntriesWithPods {
  if (entries.length === 0) return { uses, entries, unmoved: [] };
  const takenBy = takerOf(uses, entries, links);
  const joined = new Map(entries.map((entry) => [entry.use, { ...entry.use, ...takenBy(entry) }]));
  return {
    uses: uses.map((use) => joined.get(use) ?? use),
    entries: entries.map((entry) => ({ ...entry, use: joined.get(entry.use) ?? entry.use })),
    unmoved: entries.filter(({ pods }) => pods === "all" || pods === "rest").map(({ use }) => use.span),
  };
}

/** Entries replace what others have put in place, in as many steps as anybody has overlays. */
const mostSetBefore = 20;

function takerOf(
  uses: readonly ImageUse[],
  entries: readonly ImageEntry[],
  links: readonly KustomizationLinks[],
): (entry: ImageEntry) => Partial<Taken> {
  const named = usesNamed(uses, new Set(entries.map(({ name }) => name)));
  const set = Map.groupBy(entries, ({ use: { image, target } }) => {
    const name = target.kind === "named" ? target.name : image;
    return name.slice(0, Math.min(...nameEnds(name)));
  });
  const builders = buildersOf(links);
  const placing = placer(links);
  const known = new Map<ImageEntry, Taken | null>();

  function take(entry: ImageEntry, steps: number): Taken | null {
    const before = known.get(entry);
    if (before !== undefined || steps > mostSetBefore) return before ?? null;
    // Where a circle of kustomizations comes back here, nothing is added.
    known.set(entry, null);
    const folder = folderOf(entry.use);
    const isBuilt = entry.pods === "built";
    const own = named(entry.name).filter(({ span }) => !isBuilt || builders(span.file.path).has(folder));
    const seen = new Set<string>();
    const replaced = own.map((use): Taken => {
      // A pod is one workload's, however many of its containers run the image.
      const isFirst = !seen.has(workloadOf(use));
      seen.add(workloadOf(use));
      return { ...use, namespaces: placing(use, isBuilt ? folder : null), pods: isFirst ? use.pods : 0 };
    });
    const earlier = (set.get(entry.name) ?? [])
      .filter((other) => isBuilt && other.pods === "built" && builders(folderOf(other.use)).has(folder))
      .flatMap((other) => take(other, steps + 1) ?? []);
    const taken = union([...replaced, ...earlier]);
    known.set(entry, taken);
    return taken;
  }

  return (entry) => {
    const { namespaces } = entry.use;
    const taken = entry.pods === "chart" ? null : take(entry, 0);
    if (taken === null) return { isPatched: true };
    const isSaid = entry.pods === "all" || (entry.pods === "rest" && taken.namespaces.length === 0);
    return isSaid && namespaces.length > 0 ? { ...taken, namespaces } : taken;
  };
}

function folderOf({ span }: ImageUse): string {
  return posix.dirname(span.file.path);
}

function union(all: readonly Taken[]): Taken | null {
  const [first, ...others] = all;
  if (first === undefined) return null;
  const isAgreed = others.every(({ serviceAccount }) => serviceAccount?.name === first.serviceAccount?.name);
  return {
    namespaces: [...new Set(all.flatMap(({ namespaces }) => namespaces))],
    pullSecrets: joinedLists(all),
    serviceAccount: isAgreed ? first.serviceAccount : null,
    isPatched: !isAgreed || all.some(({ isPatched }) => isPatched),
    pods: all.reduce((sum: ImageUse["pods"], { pods }) => {
      return sum === "each-node" || pods === "each-node" ? "each-node" : sum + pods;
    }, 0),
  };
}

function workloadOf({ span, kind, namespace, name }: ImageUse): string {
  return [span.file.path, kind, namespace, name].join("\n");
}

/** Pods' uses by what entries call them: by letters, or, as kustomize has it, as a pattern of them. */
function usesNamed(uses: readonly ImageUse[], names: ReadonlySet<string>): (name: string) => readonly ImageUse[] {
  const byImage = Map.groupBy(
    uses.filter((use) => !isOutOfReach(use)),
    ({ image }) => image,
  );
  const byName = new Map<string, ImageUse[]>();
  for (const [image, ofImage] of byImage) {
    for (const name of new Set(nameEnds(image).map((end) => image.slice(0, end)))) {
      if (!names.has(name)) continue;
      const known = byName.get(name) ?? [];
      for (const use of ofImage) known.push(use);
      byName.set(name, known);
    }
  }
  const steps: Steps = { left: mostSteps };
  const known = new Map<string, readonly ImageUse[]>();
  const find = (name: string): readonly ImageUse[] => {
    const pattern = patternOf(name);
    if (pattern === null) return byName.get(name) ?? [];
    return [...byImage].flatMap(([image, ofImage]) =>
      steps.left > 0 && matches(pattern, image, nameEnds(image), steps) ? ofImage : [],
    );
  };
  return (name) => {
    const found = known.get(name) ?? find(name);
    known.set(name, found);
    return found;
  };
}

/** Where a use lands by the kustomizations that the one in a folder builds on; `null`: by all that there are. */
function placer(links: readonly KustomizationLinks[]): (use: ImageUse, folder: string | null) => readonly string[] {
  if (links.every(({ namespace }) => namespace === null)) return ({ namespaces }) => namespaces;
  const byFolder = Map.groupBy(links, ({ folder }) => folder);
  const changedBy = changedByFolders(links);
  const below = (folder: string): readonly KustomizationLinks[] =>
    [...changedBy([folder])].flatMap((one) => byFolder.get(one) ?? []);
  const known = new Map<string | null, ReturnType<typeof landings>>();
  return (use, folder) => {
    const landingOf = known.get(folder) ?? landings(folder === null ? links : below(folder));
    known.set(folder, landingOf);
    return landed(use, landingOf(use.span.file.path));
  };
}

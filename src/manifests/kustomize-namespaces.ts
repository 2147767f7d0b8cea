// Where kustomizations put what they build: the outermost that sets a namespace overrides what is written and what those below it set.
// Source: kustomize `api/internal/builtins/NamespaceTransformer.go`, run last for each kustomization (`kusttarget.go`).
import { posix } from "node:path";
import type { KustomizationLinks } from "./kustomize-reach.ts";
import { isKustomizationName } from "./names.ts";

/** On each way from a file to a kustomization that nobody builds on: the namespace, or `null` where none is set on it. */
export type Landing = readonly (string | null)[] | "anywhere";

/** A base that so many overlays build on may be in any namespace. */
const mostNamespaces = 50;

/** What becomes of the objects of the file at a path; empty where no kustomization reaches it. */
export function landings(links: readonly KustomizationLinks[]): (path: string) => Landing {
  const own = ownNamespaces(links);
  const above = buildersRightAbove(links);
  const known = outermost(own, above);
  return (path) => {
    const folder = posix.dirname(path);
    const isItself = isKustomizationName(path) && own.has(folder);
    const builders = [...(above.get(path) ?? []), ...(isItself ? [folder] : [])];
    return joined(builders.map((builder) => known.get(builder) ?? []));
  };
}

/** What each kustomization sets in what it has gathered: a component before the kustomization that names it. */
function ownNamespaces(links: readonly KustomizationLinks[]): ReadonlyMap<string, string | null> {
  const written = new Map<string, string | null>();
  for (const { folder, namespace } of links) written.set(folder, namespace ?? written.get(folder) ?? null);
  const set = new Map(written);
  for (const { folder, components } of links) {
    const ofComponent = components.findLast((component) => (written.get(component) ?? null) !== null);
    if (written.get(folder) === null && ofComponent !== undefined) set.set(folder, written.get(ofComponent) ?? null);
  }
  return set;
}

function buildersRightAbove(links: readonly KustomizationLinks[]): ReadonlyMap<string, ReadonlySet<string>> {
  const above = new Map<string, Set<string>>();
  for (const { folder, resources, components, patches, merges, generators } of links) {
    for (const below of [...resources, ...components, ...patches, ...merges, ...generators]) {
      if (below === folder) continue;
      const builders = above.get(below) ?? new Set();
      above.set(below, builders.add(folder));
    }
  }
  return above;
}

/**
 * From those that nobody builds on downwards, each once all above it are done. Those in a circle, which kustomize refuses, are
 * taken as they come.
 */
function outermost(
  own: ReadonlyMap<string, string | null>,
  above: ReadonlyMap<string, ReadonlySet<string>>,
): ReadonlyMap<string, Landing> {
  const buildersOf = (folder: string): readonly string[] => [...(above.get(folder) ?? [])];
  const below = new Map<string, string[]>();
  const waiting = new Map<string, number>();
  for (const folder of own.keys()) {
    const builders = buildersOf(folder);
    waiting.set(folder, builders.length);
    for (const builder of builders) {
      const others = below.get(builder) ?? [];
      others.push(folder);
      below.set(builder, others);
    }
  }
  const done = new Map<string, Landing>();
  const settle = (folder: string): void => {
    const outer = joined(buildersOf(folder).flatMap((builder) => (done.has(builder) ? [done.get(builder) ?? []] : [])));
    const ownOne = own.get(folder) ?? null;
    const set = outer === "anywhere" ? outer : outer.map((namespace) => namespace ?? ownOne);
    done.set(folder, set.length === 0 ? [ownOne] : distinct(set));
  };
  const queue = [...own.keys()].filter((folder) => waiting.get(folder) === 0);
  for (let folder = queue.pop(); folder !== undefined; folder = queue.pop()) {
    settle(folder);
    for (const next of below.get(folder) ?? []) {
      const left = (waiting.get(next) ?? 0) - 1;
      waiting.set(next, left);
      if (left === 0) queue.push(next);
    }
  }
  for (const folder of own.keys()) if (!done.has(folder)) settle(folder);
  return done;
}

function joined(landings: readonly Landing[]): Landing {
  const found = new Set<string | null>();
  for (const landing of landings) {
    if (landing === "anywhere") return landing;
    for (const namespace of landing) found.add(namespace);
    if (found.size > mostNamespaces) return "anywhere";
  }
  return [...found];
}

function distinct(landing: Landing): Landing {
  return landing === "anywhere" ? landing : [...new Set(landing)];
}

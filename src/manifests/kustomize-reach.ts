// Which kustomizations build on which: an entry of one replaces what another one below it has set.
// Source: kustomize `internal/target/kusttarget.go` (AccumulateTarget): resources first, then components, then the own entries.
import type { ImageUse } from "../model.ts";
import type { PatchWord } from "./patch-words.ts";

/** A kustomization's folder and the folders, or files, that it names; those of other hosts are left out. */
export interface KustomizationLinks {
  readonly folder: string;
  /** Its own `namespace`, which is set in all that it builds. */
  readonly namespace: string | null;
  readonly resources: readonly string[];
  readonly components: readonly string[];
  /** Files of patches. */
  readonly patches: readonly string[];
  /** Those of patches that can be written as objects alone. */
  readonly merges: readonly string[];
  readonly generators: readonly string[];
  /** What its own patches, those that stand in it, have a word in. */
  readonly words: readonly PatchWord[];
}

/** Without the uses in files of operations that no kustomization names: nobody applies those, as far as the files tell. */
export function applied(uses: readonly ImageUse[], links: readonly KustomizationLinks[]): readonly ImageUse[] {
  const named = new Set(links.flatMap(({ patches }) => patches));
  return uses.filter(({ kind, span }) => kind !== "" || named.has(span.file.path));
}

/** The folders of the kustomizations that build on the one in a folder, at any distance. */
export function buildersOf(all: readonly KustomizationLinks[]): (folder: string) => ReadonlySet<string> {
  const above = new Map<string, Set<string>>();
  const link = (builder: string, folder: string): void => {
    above.set(folder, (above.get(folder) ?? new Set()).add(builder));
  };
  for (const { folder, resources, components } of all) {
    for (const below of [...resources, ...components]) link(folder, below);
    // A component changes what the kustomization that names it has gathered.
    for (const component of components) for (const resource of resources) link(component, resource);
  }
  const known = new Map<string, ReadonlySet<string>>();
  return (folder) => {
    const found = known.get(folder) ?? reached(above, folder);
    known.set(folder, found);
    return found;
  };
}

function reached(above: ReadonlyMap<string, ReadonlySet<string>>, folder: string): ReadonlySet<string> {
  const found = new Set<string>();
  const queue = [folder];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const builder of above.get(next) ?? []) {
      if (builder === folder || found.has(builder)) continue;
      found.add(builder);
      queue.push(builder);
    }
  }
  return found;
}

/**
 * What the kustomizations in some folders change: themselves, and all that they build on; of a component, what those have gathered
 * that name it.
 */
export function changedByFolders(
  links: readonly KustomizationLinks[],
): (folders: readonly string[]) => ReadonlySet<string> {
  const byFolder = Map.groupBy(links, ({ folder }) => folder);
  const naming = new Map<string, string[]>();
  for (const { folder, components } of links) {
    for (const component of components) {
      const others = naming.get(component) ?? [];
      others.push(folder);
      naming.set(component, others);
    }
  }
  return (folders) => {
    const changing = new Set(folders);
    // A set's iteration comes to what is added on the way.
    for (const folder of changing) for (const builder of naming.get(folder) ?? []) changing.add(builder);
    const changed = new Set(changing);
    for (const folder of changed)
      for (const { resources, components, patches, merges } of byFolder.get(folder) ?? [])
        for (const below of [...resources, ...components, ...patches, ...merges]) changed.add(below);
    return changed;
  };
}

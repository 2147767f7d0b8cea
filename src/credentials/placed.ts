// Objects that are named from elsewhere: which one of several is meant, by namespace and by where they stand.
import { posix } from "node:path";
import type { Span } from "../model.ts";

interface Placed {
  readonly name: string;
  /** Empty where nobody says. */
  readonly namespaces: readonly string[];
  readonly span: Span;
}

/** Whoever names an object: its namespaces, and the file in which it does. */
export interface Caller {
  readonly namespaces: readonly string[];
  readonly path: string;
}

/** Objects by name. `namespace`: where those go of which nobody says. */
export interface PlacedIndex<Item extends Placed> {
  /**
   * Those that a caller can mean, best first kept: of its namespaces before those of which nobody says, in the folder nearest to
   * its file before any further off: a repository holds the same name once for each cluster. Several where they are alike.
   */
  find(name: string, caller: Caller): readonly Item[];
  /** All that a caller can mean, near or far. */
  all(name: string, caller: Caller): readonly Item[];
  /** Those of that name in other namespaces. */
  elsewhere(name: string, caller: Caller): readonly Item[];
}

/** Indexes `items`. */
export function indexPlaced<Item extends Placed>(items: readonly Item[], namespace: string | null): PlacedIndex<Item> {
  const byName = Map.groupBy(items, ({ name }) => name);
  const landing = ({ namespaces }: Pick<Placed, "namespaces">): readonly string[] =>
    namespaces.length > 0 || namespace === null ? namespaces : [namespace];

  /** 2: in a namespace of the caller's; 1: nobody says of one of the two; 0: elsewhere. */
  function nearness(item: Item, caller: Caller): number {
    const [theirs, ours] = [landing(item), landing(caller)];
    if (theirs.some((one) => ours.includes(one))) return 2;
    return theirs.length === 0 || ours.length === 0 ? 1 : 0;
  }

  function nearest(name: string, caller: Caller): readonly Item[] {
    const ranked = (byName.get(name) ?? [])
      .map((item) => ({ item, rank: nearness(item, caller) * 1000 + sharedFolders(item.span.file.path, caller.path) }))
      .filter(({ rank }) => rank >= 1000);
    const best = ranked.reduce((most, { rank }) => Math.max(most, rank), 0);
    return ranked.filter(({ rank }) => rank === best).map(({ item }) => item);
  }

  /** Thousands of uses call from one folder. */
  const known = new Map<string, readonly Item[]>();

  return {
    find(name, caller) {
      const key = [name, posix.dirname(caller.path), ...landing(caller)].join("\n");
      const found = known.get(key) ?? nearest(name, caller);
      known.set(key, found);
      return found;
    },
    all(name, caller) {
      return (byName.get(name) ?? []).filter((item) => nearness(item, caller) > 0);
    },
    elsewhere(name, caller) {
      return (byName.get(name) ?? []).filter((item) => nearness(item, caller) === 0);
    },
  };
}

/** In a namespace of the caller's; or nobody says of either, and one stands in the other's folder or below it. */
export function isNearby(item: Pick<Placed, "namespaces" | "span">, caller: Caller, namespace: string | null): boolean {
  const landing = (namespaces: readonly string[]): readonly string[] =>
    namespaces.length > 0 || namespace === null ? namespaces : [namespace];
  const [theirs, ours] = [landing(item.namespaces), landing(caller.namespaces)];
  if (theirs.length + ours.length > 0) return theirs.some((one) => ours.includes(one));
  const [own, other] = [foldersOf(item.span.file.path), foldersOf(caller.path)];
  return sharedFolders(item.span.file.path, caller.path) === Math.min(own.length, other.length);
}

/** Folders from the root on that two paths share; no path has a thousand. */
function sharedFolders(one: string, other: string): number {
  const [theirs, ours] = [foldersOf(one), foldersOf(other)];
  const differs = ours.findIndex((folder, index) => folder !== theirs[index]);
  return Math.min(differs === -1 ? ours.length : differs, 999);
}

function foldersOf(path: string): readonly string[] {
  const folder = posix.dirname(path);
  return folder === "." ? [] : folder.split("/");
}

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

  /** 2: in a namespace of the caller's; 1: nobody says of one of the two; 0: elsewhere. */
  function nearness(item: Item, caller: Caller): number {
    const [theirs, ours] = [landing(item, namespace), landing(caller, namespace)];
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

  const mattering = (name: string, caller: Caller, place: string): string =>
    [name, place, ...landing(caller, namespace)].join("\n");
  const near = remembered(nearest, (name, caller) => mattering(name, caller, posix.dirname(caller.path)));
  const meant = remembered(
    (name, caller) => (byName.get(name) ?? []).filter((item) => nearness(item, caller) > 0),
    (name, caller) => mattering(name, caller, ""),
  );

  return {
    find: near,
    all: meant,
    elsewhere(name, caller) {
      return (byName.get(name) ?? []).filter((item) => nearness(item, caller) === 0);
    },
  };
}

/** In a namespace of the caller's; or nobody says of either, and one stands in the other's folder or below it. */
export function isNearby(item: Pick<Placed, "namespaces" | "span">, caller: Caller, namespace: string | null): boolean {
  const [theirs, ours] = [landing(item, namespace), landing(caller, namespace)];
  if (theirs.length + ours.length > 0) return theirs.some((one) => ours.includes(one));
  const [own, other] = [foldersOf(item.span.file.path), foldersOf(caller.path)];
  return sharedFolders(item.span.file.path, caller.path) === Math.min(own.length, other.length);
}

/** Where those go of which nobody says: to the cluster's own namespace, if that is known. */
export function landing({ namespaces }: Pick<Placed, "namespaces">, namespace: string | null): readonly string[] {
  return namespaces.length > 0 || namespace === null ? namespaces : [namespace];
}

/** Thousands of uses call from one folder: each answer is worked out once for all that matters to it. */
function remembered<Items>(
  search: (name: string, caller: Caller) => Items,
  mattering: (name: string, caller: Caller) => string,
): (name: string, caller: Caller) => Items {
  const known = new Map<string, Items>();
  return (name, caller) => {
    const key = mattering(name, caller);
    const found = known.get(key) ?? search(name, caller);
    known.set(key, found);
    return found;
  };
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

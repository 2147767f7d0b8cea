// Entries of one docker config, found by image: a Secret has room for 60,000 of them, and thousands of pods may name it.
// Keys are taken apart once; a host without a star is looked up, and those with one are held against hosts as long as theirs.
import type { ConfigEntry } from "../model.ts";
import { type HostAndPath, splitAddress } from "./go-url.ts";
import { starMatcher } from "./stars.ts";

/** A key with its entries, in the order in which they were added. */
interface KeyedEntries {
  readonly key: string;
  readonly entries: readonly ConfigEntry[];
}

/** The entries of one config. */
export interface EntryIndex {
  /** Those whose key an image's repository falls under, the longest first; no more of them than bring `most` entries. */
  find(repository: string, most: number): readonly KeyedEntries[];
  /** Those of a key, whatever it matches. */
  of(key: string): readonly ConfigEntry[];
}

const known = new WeakMap<readonly ConfigEntry[], EntryIndex>();

/** The index of a config's entries, made with the first question. */
export function indexOf(entries: readonly ConfigEntry[]): EntryIndex {
  const index = known.get(entries) ?? makeIndex(entries);
  known.set(entries, index);
  return index;
}

/** Is a key for an image? The ports are the same text, each label of the host matches, and the path is how the image's begins. */
export function isFor(key: string, repository: string): boolean {
  const [wanted, image] = [placeOf(key), placeOf(repository)];
  if (wanted === null || image === null || shapeOf(wanted) !== shapeOf(image)) return false;
  return matcherOf(wanted)(image);
}

/** Orders keys as the kubelet does: the longer of two that begin alike comes first. */
export function byKey(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? 1 : -1;
}

/** A key or an image's repository, taken apart. */
interface Place {
  readonly host: string;
  readonly labels: readonly string[];
  readonly port: string;
  readonly path: string;
}

interface Keyed extends KeyedEntries {
  readonly isUnder: (image: Place) => boolean;
}

function makeIndex(entries: readonly ConfigEntry[]): EntryIndex {
  const ofKey = Map.groupBy(entries, ({ key }) => key);
  // By host, then by path; those with a star by how many labels they have, then by what is behind the last star.
  const [plain, starred] = [new Map<string, Shelf>(), new Map<string, Shelf>()];
  for (const [key, own] of ofKey) {
    const place = key === null ? null : placeOf(key);
    if (key === null || place === null) continue;
    const keyed: Keyed = { key, entries: own, isUnder: matcherOf(place) };
    if (place.labels.some(isPattern)) put(starred, shapeOf(place), tailOf(place), keyed);
    else put(plain, hostOf(place), place.path, keyed);
  }
  for (const { lists } of starred.values()) {
    for (const list of lists.values()) list.sort((a, b) => byKey(a.key, b.key));
  }

  return {
    find(repository, most) {
      const image = placeOf(repository);
      if (image === null) return [];
      const { host, path } = image;
      const own = listsFor(plain.get(hostOf(image)), path.length, (length) => path.slice(0, length)).flat();
      const tails = listsFor(starred.get(shapeOf(image)), host.length, (length) => host.slice(host.length - length));
      const found = tails.flatMap((list) => firstUnder(list, image, most));
      return [...own, ...found].sort((a, b) => byKey(a.key, b.key));
    },
    of: (key) => ofKey.get(key) ?? [],
  };
}

/** Keys by a text that the image's has to begin or to end with, and how long these texts are. */
interface Shelf {
  readonly lists: Map<string, Keyed[]>;
  readonly lengths: Set<number>;
}

function put(shelves: Map<string, Shelf>, name: string, text: string, keyed: Keyed): void {
  const shelf = shelves.get(name) ?? { lists: new Map<string, Keyed[]>(), lengths: new Set<number>() };
  shelves.set(name, shelf);
  shelf.lengths.add(text.length);
  const list = shelf.lists.get(text) ?? [];
  shelf.lists.set(text, list);
  list.push(keyed);
}

function listsFor(
  shelf: Shelf | undefined,
  longest: number,
  part: (length: number) => string,
): readonly (readonly Keyed[])[] {
  if (shelf === undefined) return [];
  const lengths = [...shelf.lengths].filter((length) => length <= longest);
  return lengths.flatMap((length) => [shelf.lists.get(part(length)) ?? []]);
}

function firstUnder(list: readonly Keyed[], image: Place, most: number): readonly Keyed[] {
  const found: Keyed[] = [];
  let size = 0;
  for (const keyed of list) {
    if (size >= most) break;
    if (!keyed.isUnder(image)) continue;
    found.push(keyed);
    size += keyed.entries.length;
  }
  return found;
}

function tailOf({ host }: Place): string {
  return host.slice(host.lastIndexOf("*") + 1);
}

/** A bracket opens a class of characters to Go's `filepath.Match`, be it that of an IPv6 address. */
function isPattern(label: string): boolean {
  return label.includes("*") || label.startsWith("[");
}

/**
 * Labels of a host are held against those of a key's, one by one; as many, and the same port, is settled before (`shapeOf`).
 * Nothing of Go's `filepath.Match` but `*` can be in one: a `?` begins a query, `\` and brackets are no part of a host; those of an
 * IPv6 address are a class of characters to it.
 */
function matcherOf({ labels, path }: Place): Keyed["isUnder"] {
  if (labels.some((label) => label.startsWith("["))) return () => false;
  const matchers = labels.map(starMatcher);
  return (image) => image.path.startsWith(path) && matchers.every((isLike, index) => isLike(image.labels[index] ?? ""));
}

function hostOf({ host, port }: Place): string {
  return `${port} ${host}`;
}

function shapeOf({ labels, port }: Place): string {
  return `${port} ${labels.length}`;
}

function placeOf(address: string): Place | null {
  const split = splitAddress(address);
  return split === null ? null : withoutPort(split);
}

/** Go `net.SplitHostPort`; without a port the brackets of an IPv6 address stay. */
function withoutPort({ host: written, path }: HostAndPath): Place {
  const [, bracketed, plain, port = ""] = /^(?:\[([^\]]*)\]|([^:]*)):(\d*)$/.exec(written) ?? [];
  const name = bracketed ?? plain;
  const host = name ?? written;
  return { host, labels: host.split("."), port: name === undefined ? "" : port, path };
}

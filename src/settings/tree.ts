// The YAML parser's tree, as far as settings need it: scalars, lists of scalars, keys with scalars, rows, aliases followed.
// Nothing is expanded, so an alias costs one look, and what is nested deeper is no value at all.
import { isAlias, isMap, isScalar, isSeq, type Node, visit } from "yaml";

/** One row of a table; `value` has its cells, each flat, by column. */
export interface FlatRow extends Flat {
  /** Where it begins and ends. */
  readonly range: readonly [number, number];
  /** Of cells that are lists, where each item begins. */
  readonly items: ReadonlyMap<string, ReadonlyMap<string | number, number>>;
}

/** Where each alias leads. */
export type Aliases = ReadonlyMap<unknown, Node>;

/** A value without its tree; parts are the items of a list or the keys of a map, with the offsets at which they begin. */
export interface Flat {
  readonly value: unknown;
  readonly parts: ReadonlyMap<string | number, number>;
  /** Keys that were there before, each with its offset. */
  readonly repeated: readonly (readonly [string, number])[];
}

/** Every alias with the anchor that stands nearest before it (YAML 1.2.2, 7.1), found in one walk. */
export function aliasesIn(root: Node): Aliases {
  const anchors = new Map<string, Node>();
  const aliases = new Map<unknown, Node>();
  visit(root, {
    Value(_key, node) {
      if (node.anchor !== undefined) anchors.set(node.anchor, node);
    },
    Alias(_key, node) {
      const target = anchors.get(node.source);
      if (target !== undefined) aliases.set(node, target);
    },
  });
  return aliases;
}

/** What is nested deeper than a list's items or a map's values becomes `null`, which no schema takes. */
export function flatten(node: unknown, aliases: Aliases): Flat {
  const target = followed(node, aliases);
  if (isSeq(target)) {
    return {
      value: target.items.map((item) => scalarOf(item, aliases)),
      parts: new Map(target.items.map((item, index) => [index, offsetOf(item)])),
      repeated: [],
    };
  }
  if (isMap(target)) {
    const values = new Map<string, unknown>();
    const parts = new Map<string, number>();
    const repeated: [string, number][] = [];
    for (const { key, value } of target.items) {
      const name = textOf(key, aliases) ?? "";
      if (parts.has(name)) repeated.push([name, offsetOf(key)]);
      values.set(name, scalarOf(value, aliases));
      parts.set(name, offsetOf(key));
    }
    return { value: Object.fromEntries(values), parts, repeated };
  }
  return { value: scalarOf(target, aliases), parts: new Map(), repeated: [] };
}

/**
 * The rows of a list of maps; `null` for what is no list. No more than `mostRows` and one are looked at, nor more than
 * `mostItems` and one of a cell: whoever counts them refuses the rest, and aliases may stand for millions.
 */
export function flattenRows(
  node: unknown,
  aliases: Aliases,
  { mostRows, mostItems }: { readonly mostRows: number; readonly mostItems: number },
): readonly FlatRow[] | null {
  const target = followed(node, aliases);
  if (!isSeq(target)) return null;
  return target.items.slice(0, mostRows + 1).map((item) => rowOf(item, aliases, mostItems));
}

function rowOf(node: unknown, aliases: Aliases, mostItems: number): FlatRow {
  const target = followed(node, aliases);
  const range = [offsetOf(node), endOf(node)] as const;
  if (!isMap(target)) return { value: null, parts: new Map(), repeated: [], range, items: new Map() };
  const cells: [string, unknown][] = [];
  const parts = new Map<string, number>();
  const repeated: [string, number][] = [];
  const items = new Map<string, ReadonlyMap<string | number, number>>();
  for (const { key, value } of target.items) {
    const name = textOf(key, aliases) ?? "";
    if (parts.has(name)) repeated.push([name, offsetOf(key)]);
    const list = followed(value, aliases);
    const some = isSeq(list) ? list.items.slice(0, mostItems + 1) : [];
    cells.push([name, isSeq(list) ? some.map((item) => scalarOf(item, aliases)) : scalarOf(list, aliases)]);
    parts.set(name, offsetOf(key));
    items.set(name, new Map(some.map((item, index) => [index, offsetOf(item)])));
  }
  return { value: Object.fromEntries(cells), parts, repeated, range, items };
}

/** The text of a key; `null` for a key that is none. */
export function textOf(node: unknown, aliases: Aliases): string | null {
  const value = scalarOf(node, aliases);
  return typeof value === "string" ? value : null;
}

/** Where a node begins. */
export function offsetOf(node: unknown): number {
  const range = isScalar(node) || isSeq(node) || isMap(node) || isAlias(node) ? node.range : null;
  return range?.[0] ?? 0;
}

/** Where a node's own text ends. */
function endOf(node: unknown): number {
  const range = isScalar(node) || isSeq(node) || isMap(node) || isAlias(node) ? node.range : null;
  return range?.[1] ?? 0;
}

function followed(node: unknown, aliases: Aliases): unknown {
  return isAlias(node) ? (aliases.get(node) ?? null) : node;
}

function scalarOf(node: unknown, aliases: Aliases): unknown {
  const target = followed(node, aliases);
  return isScalar(target) ? target.value : null;
}

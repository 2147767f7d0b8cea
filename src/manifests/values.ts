// Looking into a parsed document: members, elements and texts, through aliases and merge keys.
import { type Alias, CST, isAlias, isMap, isScalar, isSeq, Scalar, type YAMLMap } from "yaml";
import type { Content } from "./aliases.ts";
import { binaryTag } from "./binary.ts";
import type { ParsedDocument } from "./parse.ts";
import { PlainScalar } from "./plain-nodes.ts";
import { sourceOf } from "./spans.ts";

/** A node and the aliases that were passed on the way to it, outermost first. */
export interface Value {
  readonly node: Content;
  readonly aliases: readonly Alias[];
}

/** The document's root; `null` where it is empty. */
export function rootOf(document: ParsedDocument): Value | null {
  return valueOf(document, document.contents, []);
}

/**
 * The value of `key` in a mapping; `null` where there is none. What stands last wins, be it the mapping's own key or a
 * merged one, and of `<<: [*a, *b]` the first: so kubectl reads (go-yaml v2, decode.go, mapping and merge), see decision
 * 0016.
 */
export function member(document: ParsedDocument, value: Value | null, key: string): Value | null {
  if (value === null || !isMap(value.node)) return null;
  const { items } = value.node;
  if (items.length > fewKeys) return memberOfMany(document, value.node, value.aliases, key);
  // Asked more often than anything else.
  for (let index = items.length - 1; index >= 0; index -= 1) {
    const pair = items[index];
    if (pair === undefined) continue;
    if (keyText(document, pair.key) === key) return valueOf(document, pair.value, value.aliases);
    if (!isMergeKey(pair.key)) continue;
    const merged = valueOf(document, pair.value, value.aliases);
    const found = merged === null ? null : mergedMember(document, merged, key);
    if (found !== null) return found;
  }
  return null;
}

/** Of so few it takes longer to write them down than to go through them. */
const fewKeys = 24;

function memberOfMany(document: ParsedDocument, node: YAMLMap, aliases: readonly Alias[], key: string): Value | null {
  const { own, merges } = keysOf(document, node);
  const last = own.get(key) ?? -1;
  for (const index of merges) {
    if (index <= last) break;
    const merged = valueOf(document, node.items[index]?.value, aliases);
    const found = merged === null ? null : mergedMember(document, merged, key);
    if (found !== null) return found;
  }
  return last === -1 ? null : valueOf(document, node.items[last]?.value, aliases);
}

/** Where a mapping's keys stand among its items: the last of each, and its merges, last first. */
interface Keys {
  readonly own: ReadonlyMap<string, number>;
  readonly merges: readonly number[];
}

/** Whatever is asked of a mapping is asked for each image in it: to go through all of its keys each time takes minutes. */
const keysKnown = new WeakMap<YAMLMap, Keys>();

function keysOf(document: ParsedDocument, node: YAMLMap): Keys {
  const known = keysKnown.get(node);
  if (known !== undefined) return known;
  const own = new Map<string, number>();
  const merges: number[] = [];
  for (const [index, { key }] of node.items.entries()) {
    const name = keyText(document, key);
    if (name !== null) own.set(name, index);
    if (isMergeKey(key)) merges.push(index);
  }
  const keys = { own, merges: merges.toReversed() };
  keysKnown.set(node, keys);
  return keys;
}

function mergedMember(document: ParsedDocument, merged: Value, key: string): Value | null {
  const sources = isSeq(merged.node) ? elements(document, merged) : [merged];
  for (const source of sources) {
    const found = member(document, source, key);
    if (found !== null) return found;
  }
  return null;
}

/** Every key of a mapping, with the value that `member` gives; nothing for anything else. */
export function members(document: ParsedDocument, value: Value | null): ReadonlyMap<string, Value> {
  const found = new Map<string, Value>();
  if (value === null || !isMap(value.node)) return found;
  for (const pair of value.node.items) {
    const key = keyText(document, pair.key);
    const inner = valueOf(document, pair.value, value.aliases);
    if (inner === null) continue;
    if (isMergeKey(pair.key)) mergeInto(found, document, inner);
    else if (key !== null) found.set(key, inner);
  }
  return found;
}

function mergeInto(found: Map<string, Value>, document: ParsedDocument, merged: Value): void {
  const sources = isSeq(merged.node) ? elements(document, merged) : [merged];
  for (const source of sources.toReversed())
    for (const [key, inner] of members(document, source)) found.set(key, inner);
}

/** The value at the end of a way of keys: `["spec", "template"]`. */
export function descend(document: ParsedDocument, value: Value | null, way: readonly string[]): Value | null {
  return way.reduce((at: Value | null, key) => member(document, at, key), value);
}

/** The elements of a sequence, `null` for an empty one; nothing for anything else. */
export function elements(document: ParsedDocument, value: Value | null): readonly (Value | null)[] {
  if (value === null || !isSeq(value.node)) return [];
  return value.node.items.map((item) => valueOf(document, item, value.aliases));
}

/**
 * The text of a scalar as written, after YAML's own unquoting and that of `!!binary`: never a number, never a boolean.
 * `null` for YAML's null.
 * An unquoted `{{ … }}` parses as a mapping within a mapping and is a template's placeholder: its source is its text.
 */
export function text(document: ParsedDocument, value: Value | null): string | null {
  if (value === null) return null;
  const { node } = value;
  if (isScalar(node)) return isNull(node) ? null : scalarText(document, node);
  const source = isMap(node) && node.flow === true ? sourceOf(document, node) : "";
  return source.startsWith("{{") ? source : null;
}

function valueOf(document: ParsedDocument, node: unknown, aliases: readonly Alias[]): Value | null {
  if (isAlias(node)) {
    const target = document.targets.get(node);
    return target === undefined ? null : { node: target, aliases: [...aliases, node] };
  }
  return isScalar(node) || isMap(node) || isSeq(node) ? { node, aliases } : null;
}

function keyText(document: ParsedDocument, key: unknown): string | null {
  if (key instanceof PlainScalar) return key.source;
  const node = isAlias(key) ? document.targets.get(key) : key;
  return isScalar(node) ? scalarText(document, node) : null;
}

function scalarText(document: ParsedDocument, node: Scalar): string {
  const read = node.tag === binaryTag.tag ? String(node.value) : (node.source ?? String(node.value));
  const hasQuote = node.type === Scalar.QUOTE_DOUBLE && read.includes("\\'");
  return hasQuote ? withQuotesRead(sourceOf(document, node)) : read;
}

/** The text of a double-quoted scalar, in which `\'` is a quote to kubectl and no escape to the parser. */
function withQuotesRead(written: string): string {
  const source = written.replaceAll(/\\(.)/gs, (pair, escaped) => (escaped === "'" ? "\\x27" : pair));
  return CST.resolveAsScalar({ type: "double-quoted-scalar", offset: 0, indent: 0, source }, false)?.value ?? written;
}

/** Only the plain `<<`, or one tagged so, merges: quoted, it is a key like any other (go-yaml, isMerge). */
function isMergeKey(key: unknown): boolean {
  if (key instanceof PlainScalar) return false;
  if (!isScalar(key) || key.source !== "<<") return false;
  return key.tag === undefined ? key.type === Scalar.PLAIN : key.tag === "tag:yaml.org,2002:merge";
}

/** The plain scalars that YAML's core schema reads as null (1.2 §10.3.2). */
function isNull(node: Scalar): boolean {
  return node.type === Scalar.PLAIN && node.tag === undefined && /^(?:|~|null|Null|NULL)$/.test(node.source ?? "");
}

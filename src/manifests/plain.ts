// The plainest YAML, which most manifests are written in: mappings and lists in block style, words, quotes, texts behind `|`.
// Read line by line, in a tenth of the parser's time, into the same nodes at the same places; whatever could mean anything
// else (tags, merges, tabs, words that go on on the next line, an indentation too many) is left to the parser, mistakes too.
import { isAlias, Scalar } from "yaml";
import { blockScalar } from "./plain-blocks.ts";
import { type Cursor, firstLine, nextLine } from "./plain-lines.ts";
import { PlainMap, type PlainNode, PlainPair, PlainScalar, PlainSeq } from "./plain-nodes.ts";
import { keyOn, spacesEnd } from "./plain-scalars.ts";
import { anchorOn, valueOn } from "./plain-values.ts";

/** No manifest is nested so deep; the parser counts for itself. */
const mostNested = 64;

/** What the parser treats in ways of its own wherever it stands, but for tabs in the texts behind `|`. */
const unusual = /[\0-\x08\x0b-\x1f\x7f\uFEFF]/;

/**
 * The root of a document, as the parser would give it; `null` where this reader leaves it to the parser. The end of a
 * mapping or list in block style is the end of its last value, where the parser adds the comments behind it.
 */
export function plainRoot(text: string): PlainMap | PlainSeq | null {
  if (unusual.test(text)) return null;
  const cursor = firstLine(text);
  if (cursor === null || cursor.done) return null;
  const root = block(cursor, 0);
  return cursor.done ? root : null;
}

function block(cursor: Cursor, depth: number): PlainMap | PlainSeq | null {
  if (depth > mostNested) return null;
  return isItem(cursor) ? list(cursor, depth) : mapping(cursor, depth);
}

/** Does the line begin with a dash that begins an item? */
function isItem({ text, from }: Cursor): boolean {
  const next = text[from + 1];
  return text[from] === "-" && (next === " " || next === "\n" || next === undefined);
}

/** From its first key on, which may stand behind a dash, to the first line that is less far in. */
function mapping(cursor: Cursor, depth: number): PlainMap | null {
  const { text, indent, from } = cursor;
  const items: PlainPair[] = [];
  let end = from;
  while (!cursor.done && cursor.indent === indent) {
    const key = keyOn(text, cursor.from);
    if (key === null) return null;
    const value = valueBehind(cursor, key.end + 1, depth);
    if (value === null) return null;
    items.push(new PlainPair(key.node, value));
    end = value.range?.[1] ?? end;
  }
  return isClosed(cursor, indent) ? new PlainMap(items, false, from, end) : null;
}

/** What comes next has to be of a mapping or list further out. */
function isClosed(cursor: Cursor, indent: number): boolean {
  return cursor.done || cursor.indent < indent;
}

/** `null` where the parser has to read it. */
type Value = PlainNode | null;

/** Behind a key's colon: on its line, or below it. */
function valueBehind(cursor: Cursor, colonEnd: number, depth: number): Value {
  const { text, indent } = cursor;
  const first = spacesEnd(text, colonEnd);
  const anchor = anchorOn(text, first);
  const end = anchor?.end ?? colonEnd;
  const at = spacesEnd(text, end);
  if (!isLineOver(text, at)) return valueHere(cursor, first);
  if (!nextLine(cursor, end)) return null;
  const isBelow = !cursor.done && (cursor.indent > indent || (cursor.indent === indent && isItem(cursor)));
  if (!isBelow) return anchor === null ? new PlainScalar("", Scalar.PLAIN, at, at) : null;
  const value = block(cursor, depth + 1);
  if (value !== null) value.anchor = anchor?.name;
  return value;
}

function isLineOver(text: string, at: number): boolean {
  const first = text[at];
  return first === undefined || first === "\n" || first === "#";
}

/** A value that begins on the line; of the mapping or list around it the indentation is the cursor's. */
function valueHere(cursor: Cursor, first: number): Value {
  const { text } = cursor;
  const anchor = anchorOn(text, first);
  const at = anchor === null ? first : spacesEnd(text, anchor.end);
  const value = text[at] === "|" || text[at] === ">" ? blockScalar(cursor, at) : lineValue(cursor, at);
  if (anchor === null || value === null) return value;
  if (isAlias(value)) return null;
  value.anchor = anchor.name;
  return value;
}

function lineValue(cursor: Cursor, at: number): Value {
  const value = valueOn(cursor.text, at);
  return value !== null && nextLine(cursor, value.end) ? value.node : null;
}

/** From its first dash on, to the first line that begins with none. */
function list(cursor: Cursor, depth: number): PlainSeq | null {
  const { text, indent, from } = cursor;
  const items: PlainNode[] = [];
  let end = from;
  while (!cursor.done && cursor.indent === indent && isItem(cursor)) {
    const item = itemBehind(cursor, spacesEnd(text, cursor.from + 1), depth);
    if (item === null) return null;
    items.push(item);
    end = item.range?.[1] ?? end;
  }
  return cursor.done || cursor.indent <= indent ? new PlainSeq(items, false, from, end) : null;
}

/** A mapping that begins behind the dash goes on where its first key stands. */
function itemBehind(cursor: Cursor, at: number, depth: number): Value {
  if (keyOn(cursor.text, at) === null) return valueHere(cursor, at);
  if (depth > mostNested) return null;
  cursor.indent = at - cursor.line;
  cursor.from = at;
  return mapping(cursor, depth + 1);
}

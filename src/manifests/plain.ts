// The plainest YAML, which most manifests are written in: mappings and lists in block style, words, quotes, texts behind `|`.
// Read line by line, in a tenth of the parser's time, into the same nodes at the same places; whatever could mean anything
// else (anchors, tags, tabs, words that go on on the next line, an indentation too many) is left to the parser, mistakes too.
import { Pair, Scalar, YAMLMap, YAMLSeq } from "yaml";
import { blockScalar } from "./plain-blocks.ts";
import { type Cursor, firstLine, nextLine } from "./plain-lines.ts";
import { keyOn, read, spacesEnd, valueOn } from "./plain-scalars.ts";

/** No manifest is nested so deep; the parser counts for itself. */
const mostNested = 64;

/** What the parser treats in ways of its own wherever it stands, but for tabs in the texts behind `|`. */
const unusual = /[\0-\x08\x0b-\x1f\x7f\uFEFF]/;

/**
 * The root of a document, as the parser would give it; `null` where this reader leaves it to the parser. The end of a
 * mapping or list in block style is the end of its last value, where the parser adds the comments behind it.
 */
export function plainRoot(text: string): YAMLMap | YAMLSeq | null {
  if (unusual.test(text)) return null;
  const cursor = firstLine(text);
  if (cursor === null || cursor.done) return null;
  const root = block(cursor, 0);
  return cursor.done ? root : null;
}

function block(cursor: Cursor, depth: number): YAMLMap | YAMLSeq | null {
  if (depth > mostNested) return null;
  return isItem(cursor) ? list(cursor, depth) : mapping(cursor, depth);
}

/** Does the line begin with a dash that begins an item? */
function isItem({ text, from }: Cursor): boolean {
  const next = text[from + 1];
  return text[from] === "-" && (next === " " || next === "\n" || next === undefined);
}

/** From its first key on, which may stand behind a dash, to the first line that is less far in. */
function mapping(cursor: Cursor, depth: number): YAMLMap | null {
  const { text, indent, from } = cursor;
  const map = new YAMLMap();
  let end = from;
  while (!cursor.done && cursor.indent === indent) {
    const key = keyOn(text, cursor.from);
    if (key === null) return null;
    const value = valueBehind(cursor, key.end + 1, depth);
    if (value === null) return null;
    map.items.push(new Pair(key.node, value));
    end = value.range?.[1] ?? end;
  }
  map.range = [from, end, end];
  return isClosed(cursor, indent) ? map : null;
}

/** What comes next has to be of a mapping or list further out. */
function isClosed(cursor: Cursor, indent: number): boolean {
  return cursor.done || cursor.indent < indent;
}

/** `null` where the parser has to read it. */
type Value = Scalar | YAMLMap | YAMLSeq | null;

/** Behind a key's colon: on its line, or below it. */
function valueBehind(cursor: Cursor, colonEnd: number, depth: number): Value {
  const { text, indent } = cursor;
  const at = spacesEnd(text, colonEnd);
  const first = text[at];
  if (first !== undefined && first !== "\n" && first !== "#") return valueHere(cursor, at);
  if (!nextLine(cursor, colonEnd)) return null;
  const isBelow = !cursor.done && (cursor.indent > indent || (cursor.indent === indent && isItem(cursor)));
  return isBelow ? block(cursor, depth + 1) : read("", Scalar.PLAIN, at, at).node;
}

/** A value that begins on the line; of the mapping or list around it the indentation is the cursor's. */
function valueHere(cursor: Cursor, at: number): Value {
  const { text } = cursor;
  if (text[at] === "|" || text[at] === ">") return blockScalar(cursor, at);
  const value = valueOn(text, at);
  return value !== null && nextLine(cursor, value.end) ? value.node : null;
}

/** From its first dash on, to the first line that begins with none. */
function list(cursor: Cursor, depth: number): YAMLSeq | null {
  const { text, indent, from } = cursor;
  const seq = new YAMLSeq();
  let end = from;
  while (!cursor.done && cursor.indent === indent && isItem(cursor)) {
    const item = itemBehind(cursor, spacesEnd(text, cursor.from + 1), depth);
    if (item === null) return null;
    seq.items.push(item);
    end = item.range?.[1] ?? end;
  }
  seq.range = [from, end, end];
  return cursor.done || cursor.indent <= indent ? seq : null;
}

/** A mapping that begins behind the dash goes on where its first key stands. */
function itemBehind(cursor: Cursor, at: number, depth: number): Value {
  if (keyOn(cursor.text, at) === null) return valueHere(cursor, at);
  if (depth > mostNested) return null;
  cursor.indent = at - cursor.line;
  cursor.from = at;
  return mapping(cursor, depth + 1);
}

// Values on one line, in their plainest forms: a word or some, quoted or not, and lists and mappings of such in brackets.
// `null` says no more than that this reader doesn't read it; the parser will (`plain.ts`).
import { Alias, CST, Scalar } from "yaml";
import { PlainMap, type PlainNode, PlainPair, PlainScalar, PlainSeq } from "./plain-nodes.ts";
import { lineEnd } from "./slice.ts";

/** A node, and the offset just past it. */
export interface Read<Node = PlainNode> {
  readonly node: Node;
  readonly end: number;
}

/** What nests deeper on one line is written by a machine, and read by the parser. */
const mostNested = 16;

/** The value that begins at `from`, which is neither a space nor the line's end. */
export function valueOn(text: string, from: number): Read | null {
  switch (text.charAt(from)) {
    case '"':
      return doubleQuoted(text, from);
    case "'":
      return singleQuoted(text, from);
    case "[":
    case "{":
      return collection(text, from, 0);
    case "*":
      return alias(text, from);
    default:
      return plain(text, from);
  }
}

/** A key in block style, with the offset of its colon. Only what begins and ends like a word, or is quoted without escapes. */
export function keyOn(text: string, from: number): Read<PlainScalar> | null {
  key.lastIndex = from;
  if (!key.test(text)) return null;
  const end = key.lastIndex - 1;
  const first = text[from];
  if (first === '"') return read(text.slice(from + 1, end - 1), Scalar.QUOTE_DOUBLE, from, end);
  if (first === "'") return read(text.slice(from + 1, end - 1), Scalar.QUOTE_SINGLE, from, end);
  return read(text.slice(from, end), Scalar.PLAIN, from, end);
}

const key = /(?:[\w./$][\w./$-]{0,250}|"[^"\\\n]{0,250}"|'[^'\n]{0,250}'):(?=[ \n]|$)/y;

/** What `&` calls the value behind it, and the offset just past the name; `null` where no such name stands. */
export function anchorOn(text: string, from: number): { readonly name: string; readonly end: number } | null {
  name.lastIndex = from + 1;
  if (text[from] !== "&" || !name.test(text)) return null;
  return { name: text.slice(from + 1, name.lastIndex), end: name.lastIndex };
}

const name = /[\w-]+(?=[ \n]|$)/y;

function alias(text: string, from: number): Read | null {
  name.lastIndex = from + 1;
  if (!name.test(text)) return null;
  const end = name.lastIndex;
  const node = new Alias(text.slice(from + 1, end));
  node.range = [from, end, end];
  return { node, end };
}

/** What a value may not begin with, unless it is a dash that something follows. */
const startsOtherwise = /[-?:,[\]{}#&*!|>'"%@`]/;

/** To the line's end or a comment. A colon before a space would make it a key; tabs are white space at some places. */
function plain(text: string, from: number): Read | null {
  const first = text.charAt(from);
  if (startsOtherwise.test(first) && !(first === "-" && /[^ \n]/.test(text.charAt(from + 1)))) return null;
  const lineFeed = text.indexOf("\n", from);
  const rest = text.slice(from, lineFeed === -1 ? text.length : lineFeed);
  const comment = rest.indexOf(" #");
  const line = comment === -1 ? rest : rest.slice(0, comment + 1);
  if (line.endsWith(":") || line.includes(": ") || line.includes("\t")) return null;
  let end = line.length;
  while (line[end - 1] === " ") end -= 1;
  return read(line.slice(0, end), Scalar.PLAIN, from, from + end);
}

const twoQuotes = /"(?:[^"\\\n]|\\[^\n])*"/y;
const twoApostrophes = /'(?:[^'\n]|'')*'/y;

function doubleQuoted(text: string, from: number): Read<PlainScalar> | null {
  twoQuotes.lastIndex = from;
  if (!twoQuotes.test(text)) return null;
  const end = twoQuotes.lastIndex;
  const source = text.slice(from, end);
  if (!source.includes("\\")) return read(source.slice(1, -1), Scalar.QUOTE_DOUBLE, from, end);
  let isRead = true;
  const token = { type: "double-quoted-scalar", offset: 0, indent: 0, source } as const;
  const resolved = CST.resolveAsScalar(token, true, () => (isRead = false));
  return isRead && resolved !== null ? read(resolved.value, Scalar.QUOTE_DOUBLE, from, end) : null;
}

function singleQuoted(text: string, from: number): Read<PlainScalar> | null {
  twoApostrophes.lastIndex = from;
  if (!twoApostrophes.test(text)) return null;
  const end = twoApostrophes.lastIndex;
  return read(text.slice(from + 1, end - 1).replaceAll("''", "'"), Scalar.QUOTE_SINGLE, from, end);
}

function read(value: string, type: Scalar.Type, from: number, end: number): Read<PlainScalar> {
  return { node: new PlainScalar(value, type, from, end), end };
}

function collection(text: string, from: number, depth: number): Read | null {
  if (depth > mostNested) return null;
  return text[from] === "[" ? list(text, from, depth) : mapping(text, from, depth);
}

function list(text: string, from: number, depth: number): Read | null {
  const items: PlainNode[] = [];
  let at = gapEnd(text, from + 1);
  while (text[at] !== "]") {
    const item = element(text, at, depth);
    if (item === null) return null;
    items.push(item.node);
    const next = nextItem(text, item.end, "]");
    if (next === null) return null;
    at = next;
  }
  return { node: new PlainSeq(items, true, from, at + 1), end: at + 1 };
}

function mapping(text: string, from: number, depth: number): Read | null {
  const items: PlainPair[] = [];
  let at = gapEnd(text, from + 1);
  while (text[at] !== "}") {
    const key = keyOn(text, at);
    const value = key === null ? null : element(text, gapEnd(text, key.end + 1), depth);
    if (key === null || value === null) return null;
    items.push(new PlainPair(key.node, value.node));
    const next = nextItem(text, value.end, "}");
    if (next === null) return null;
    at = next;
  }
  return { node: new PlainMap(items, true, from, at + 1), end: at + 1 };
}

/** Where the next item begins, or the bracket that closes, with or without a comma before it. */
function nextItem(text: string, from: number, closing: string): number | null {
  const at = gapEnd(text, from);
  if (text[at] === closing) return at;
  return text[at] === "," ? gapEnd(text, at + 1) : null;
}

/** Within brackets lines may end anywhere between words, however far in the next one begins (`lexer.ts`). */
function gapEnd(text: string, from: number): number {
  let at = spacesEnd(text, from);
  for (let next = text[at]; next === "\n" || (next === "#" && at > from); next = text[at]) {
    at = spacesEnd(text, lineEnd(text, at));
  }
  return at;
}

/** Within brackets: words that look like one, so that no comma, colon or bracket is in doubt. */
const words = /-{0,2}[\w./$][\w./$@%+=~-]*(?:[: ][\w./$@%+=~-]+)*(?=[ \n,\]}])/y;

function element(text: string, from: number, depth: number): Read | null {
  switch (text.charAt(from)) {
    case '"':
      return doubleQuoted(text, from);
    case "'":
      return singleQuoted(text, from);
    case "[":
    case "{":
      return collection(text, from, depth + 1);
  }
  words.lastIndex = from;
  return words.test(text) ? read(text.slice(from, words.lastIndex), Scalar.PLAIN, from, words.lastIndex) : null;
}

/** The first offset from `from` on that is no space. */
export function spacesEnd(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === 32) at += 1;
  return at;
}

// Values on one line, in their plainest forms: a word or some, quoted or not, and lists and mappings of such in brackets.
// `null` says no more than that this reader doesn't read it; the parser will (`plain.ts`).
import { CST, Pair, Scalar, YAMLMap, YAMLSeq } from "yaml";

/** A node, and the offset just past it. */
export interface Read<Node = Scalar | YAMLMap | YAMLSeq> {
  readonly node: Node;
  readonly end: number;
}

/** What nests deeper on one line is written by a machine, and read by the parser. */
const mostNested = 16;

/** The value that begins at `from`, which is neither a space nor the line's end. */
export function valueOn(text: string, from: number): Read | null {
  switch (text[from]) {
    case '"':
      return doubleQuoted(text, from);
    case "'":
      return singleQuoted(text, from);
    case "[":
    case "{":
      return collection(text, from, 0);
    default:
      return plain(text, from);
  }
}

/** A key in block style, with the offset of its colon. Only what begins and ends like a word, or is quoted without escapes. */
export function keyOn(text: string, from: number): Read<Scalar> | null {
  key.lastIndex = from;
  if (!key.test(text)) return null;
  const end = key.lastIndex - 1;
  const first = text[from];
  if (first === '"') return read(text.slice(from + 1, end - 1), Scalar.QUOTE_DOUBLE, from, end);
  if (first === "'") return read(text.slice(from + 1, end - 1), Scalar.QUOTE_SINGLE, from, end);
  return read(text.slice(from, end), Scalar.PLAIN, from, end);
}

const key = /(?:[\w./$][\w./$-]{0,250}|"[^"\\\n]{0,250}"|'[^'\n]{0,250}'):(?=[ \n]|$)/y;

/** What a value may not begin with, unless it is a dash that something follows. */
const startsOtherwise = /[-?:,[\]{}#&*!|>'"%@`]/;

/** To the line's end or a comment. A colon before a space would make it a key. */
function plain(text: string, from: number): Read | null {
  const first = text.charAt(from);
  if (startsOtherwise.test(first) && !(first === "-" && /[^ \n]/.test(text.charAt(from + 1)))) return null;
  const lineFeed = text.indexOf("\n", from);
  const line = text.slice(from, lineFeed === -1 ? text.length : lineFeed);
  if (line.endsWith(":") || line.includes(": ")) return null;
  const comment = line.indexOf(" #");
  let end = comment === -1 ? line.length : comment;
  while (line[end - 1] === " ") end -= 1;
  return read(line.slice(0, end), Scalar.PLAIN, from, from + end);
}

const twoQuotes = /"(?:[^"\\\n]|\\[^\n])*"/y;
const twoApostrophes = /'(?:[^'\n]|'')*'/y;

function doubleQuoted(text: string, from: number): Read<Scalar> | null {
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

function singleQuoted(text: string, from: number): Read<Scalar> | null {
  twoApostrophes.lastIndex = from;
  if (!twoApostrophes.test(text)) return null;
  const end = twoApostrophes.lastIndex;
  return read(text.slice(from + 1, end - 1).replaceAll("''", "'"), Scalar.QUOTE_SINGLE, from, end);
}

export function read(value: string, type: Scalar.Type, from: number, end: number): Read<Scalar> {
  const node = new Scalar(value);
  node.range = [from, end, end];
  node.source = value;
  node.type = type;
  return { node, end };
}

function collection(text: string, from: number, depth: number): Read | null {
  if (depth > mostNested) return null;
  return text[from] === "[" ? list(text, from, depth) : mapping(text, from, depth);
}

function list(text: string, from: number, depth: number): Read | null {
  const node = new YAMLSeq();
  node.flow = true;
  let at = spacesEnd(text, from + 1);
  while (text[at] !== "]") {
    const item = element(text, at, depth);
    if (item === null) return null;
    node.items.push(item.node);
    const next = nextItem(text, item.end, "]");
    if (next === null) return null;
    at = next;
  }
  node.range = [from, at + 1, at + 1];
  return { node, end: at + 1 };
}

function mapping(text: string, from: number, depth: number): Read | null {
  const node = new YAMLMap();
  node.flow = true;
  let at = spacesEnd(text, from + 1);
  while (text[at] !== "}") {
    const name = keyOn(text, at);
    const value = name === null ? null : element(text, spacesEnd(text, name.end + 1), depth);
    if (name === null || value === null) return null;
    node.items.push(new Pair(name.node, value.node));
    const next = nextItem(text, value.end, "}");
    if (next === null) return null;
    at = next;
  }
  node.range = [from, at + 1, at + 1];
  return { node, end: at + 1 };
}

/** Where the next item begins, or the bracket that closes; a comma closes nothing. */
function nextItem(text: string, from: number, closing: string): number | null {
  const at = spacesEnd(text, from);
  if (text[at] === closing) return at;
  const next = spacesEnd(text, at + 1);
  return text[at] === "," && text[next] !== closing ? next : null;
}

/** Within brackets: a word that looks like one, so that no comma, colon or bracket is in doubt. */
const word = /[\w./$][\w./$@%+=~-]*(?::[\w./$@%+=~-]+)*(?=[ ,\]}])/y;

function element(text: string, from: number, depth: number): Read | null {
  switch (text[from]) {
    case '"':
      return doubleQuoted(text, from);
    case "'":
      return singleQuoted(text, from);
    case "[":
    case "{":
      return collection(text, from, depth + 1);
  }
  word.lastIndex = from;
  return word.test(text) ? read(text.slice(from, word.lastIndex), Scalar.PLAIN, from, word.lastIndex) : null;
}

/** The first offset from `from` on that is no space. */
export function spacesEnd(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === 32) at += 1;
  return at;
}

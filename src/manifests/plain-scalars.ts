// Words and quotes that end on the line they begin on: keys, and the plainest of values.
// `null` says no more than that this reader doesn't read it; the parser will (`plain.ts`).
import { CST, Scalar } from "yaml";
import { type PlainNode, PlainScalar } from "./plain-nodes.ts";

/** A node, and the offset just past it. */
export interface Read<Node = PlainNode> {
  readonly node: Node;
  readonly end: number;
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

/** What a value may not begin with, unless it is a dash that something follows. */
const startsOtherwise = /[-?:,[\]{}#&*!|>'"%@`]/;

/** To the line's end or a comment. A colon before a space would make it a key; tabs are white space at some places. */
export function plainWords(text: string, from: number): Read<PlainScalar> | null {
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

/** In double quotes that close on the line; escapes are read by the parser's own function. */
export function doubleQuoted(text: string, from: number): Read<PlainScalar> | null {
  let close = text.indexOf('"', from + 1);
  while (close !== -1 && isEscaped(text, close)) close = text.indexOf('"', close + 1);
  const source = close === -1 ? "\n" : text.slice(from, close + 1);
  if (source.includes("\n")) return null;
  if (!source.includes("\\")) return read(source.slice(1, -1), Scalar.QUOTE_DOUBLE, from, close + 1);
  let isRead = true;
  const token = { type: "double-quoted-scalar", offset: 0, indent: 0, source } as const;
  const resolved = CST.resolveAsScalar(token, true, () => (isRead = false));
  return isRead && resolved !== null ? read(resolved.value, Scalar.QUOTE_DOUBLE, from, close + 1) : null;
}

function isEscaped(text: string, quote: number): boolean {
  let at = quote;
  while (text[at - 1] === "\\") at -= 1;
  return (quote - at) % 2 === 1;
}

export function singleQuoted(text: string, from: number): Read<PlainScalar> | null {
  let close = text.indexOf("'", from + 1);
  while (close !== -1 && text[close + 1] === "'") close = text.indexOf("'", close + 2);
  const source = close === -1 ? "\n" : text.slice(from + 1, close);
  return source.includes("\n") ? null : read(source.replaceAll("''", "'"), Scalar.QUOTE_SINGLE, from, close + 1);
}

export function read(value: string, type: Scalar.Type, from: number, end: number): Read<PlainScalar> {
  return { node: new PlainScalar(value, type, from, end), end };
}

/** The first offset from `from` on that is no space. */
export function spacesEnd(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === 32) at += 1;
  return at;
}

// The head of an object in plain block style: its name, its namespace, its type. Told from the text alone, at a thousandth of the
// parser's price; whatever could mean anything else is left to the parser.
import { patterns } from "./patterns.ts";
import { lineEnd } from "./slice.ts";

/** A word and where it begins in the text. */
export interface Word {
  readonly word: string;
  readonly start: number;
}

export interface Head {
  readonly name: Word;
  readonly namespace: Word | null;
  readonly type: Word | null;
}

/** `null` where only the parser can tell, and where there is no name. `indent` stands before each key of the root. */
export function headOf(text: string, indent: string): Head | null {
  const [metadata, ...others] = text.matchAll(rootKey(indent, "metadata"));
  if (metadata === undefined || others.length > 0 || !isOver(metadata[1] ?? "")) return null;
  const found = wordsBelow(text, metadata.index + metadata[0].length, indent.length);
  const [type, ...types] = text.matchAll(rootKey(indent, "type"));
  const name = found?.get("name");
  if (found === null || name === undefined || types.length > 0) return null;
  const written = type === undefined ? null : wordIn(type[1] ?? "", type.index + type[0].length);
  if (type !== undefined && written === null) return null;
  return { name, namespace: found.get("namespace") ?? null, type: written };
}

const rootKey = patterns(
  (indent, key) => `(?:^|\\n)${indent}(?:${key}|"${key}"|'${key}')[ \\t]*:(?=[ \\t\\r\\n]|$)(.*)`,
);

/** Nothing but white space or a comment. */
function isOver(rest: string): boolean {
  const content = rest.trim();
  return content === "" || (content.startsWith("#") && /^\s/.test(rest));
}

/** The name and the namespace among the keys on the lines behind `from`, as far as they are further in than `outer`. */
function wordsBelow(text: string, from: number, outer: number): ReadonlyMap<string, Word> | null {
  const found = new Map<string, Word>();
  let indent = -1;
  let isWord = false;
  for (let line = lineEnd(text, from); line < text.length; line = lineEnd(text, line)) {
    const start = contentStart(text, line);
    const first = text[start];
    if (first === "\n" || first === "\r" || first === "#" || first === undefined) continue;
    if (start - line <= outer) break;
    if (indent === -1) indent = start - line;
    if (first === "\t" || start - line < indent) return null;
    // What goes on below a word is a part of it.
    if (start - line > indent && isWord) return null;
    if (start - line > indent || text.startsWith("- ", start)) continue;
    const key = keyAt(text, start);
    if (key === null) return null;
    isWord = key === "name" || key === "namespace";
    if (!isWord) continue;
    const end = lineEnd(text, line);
    const word = wordIn(text.slice(start + key.length + 1, end).trimEnd(), endOfLine(text, line));
    if (word === null || found.has(key)) return null;
    found.set(key, word);
  }
  return found;
}

function contentStart(text: string, line: number): number {
  let at = line;
  while (text[at] === " ") at += 1;
  return at;
}

function endOfLine(text: string, line: number): number {
  const end = lineEnd(text, line);
  return line + text.slice(line, end).trimEnd().length;
}

function keyAt(text: string, start: number): string | null {
  const key = /[A-Za-z]{1,40}(?=:(?:[ \t\r\n]|$))/y;
  key.lastIndex = start;
  return key.exec(text)?.[0] ?? null;
}

/** A plain or quoted word that is all there is, but for a comment; `end`: where `rest` ends in the text. Null is no word. */
function wordIn(rest: string, end: number): Word | null {
  const found = /^([ \t]+)(?:([\w./][\w./-]*)|"([\w./-]+)"|'([\w./-]+)')(?:[ \t]+#.*|[ \t]*)$/.exec(rest);
  if (found === null) return null;
  const [, space = "", plain, double, single] = found;
  if (plain !== undefined && /^(?:null|Null|NULL)$/.test(plain)) return null;
  const word = plain ?? double ?? single ?? "";
  const start = end - rest.length + space.length + (plain === undefined ? 1 : 0);
  return { word, start };
}

// Words on the lines of plain block style, found without a parser: those below a key, and those of a list below one.
import { patterns } from "./patterns.ts";
import { lineEnd } from "./slice.ts";

/** A word and where it begins in the text. */
export interface Word {
  readonly word: string;
  readonly start: number;
}

/** By key. `null` stands for what only the parser can tell. */
export type Words = ReadonlyMap<string, Word> | null;

/** A key of the root, whose keys stand behind `indent`: what is behind its colon, up to `end`. */
export interface RootKey {
  readonly rest: string;
  readonly end: number;
}

/** The root's key of that name; `absent`, or `null` where it stands twice. */
export function rootKeyOf(text: string, indent: string, key: string): RootKey | "absent" | null {
  const [found, ...others] = text.matchAll(rootKey(indent, key));
  if (found === undefined) return "absent";
  return others.length > 0 ? null : { rest: found[1] ?? "", end: found.index + found[0].length };
}

const rootKey = patterns(
  (indent, key) => `(?:^|\\n)${indent}(?:${key}|"${key}"|'${key}')[ \\t]*:(?=[ \\t\\r\\n]|$)(.*)`,
);

/** Is there nothing behind a key but white space or a comment, so that its value is on the lines below? */
export function isBelow({ rest }: RootKey): boolean {
  const content = rest.trim();
  return content === "" || (content.startsWith("#") && /^\s/.test(rest));
}

/** A plain or quoted word that is all there is, but for a comment; `end`: where `rest` ends in the text. Null is no word. */
export function wordIn({ rest, end }: RootKey): Word | null {
  const found = /^([ \t]+)(?:(\w(?:[\w./:-]*[\w./-])?)|"([\w./:-]+)"|'([\w./:-]+)')(?:[ \t]+#.*|[ \t]*)$/.exec(rest);
  if (found === null) return null;
  const [, space = "", plain, double, single] = found;
  if (plain !== undefined && /^(?:null|Null|NULL)$/.test(plain)) return null;
  const start = end - rest.length + space.length + (plain === undefined ? 1 : 0);
  return { word: plain ?? double ?? single ?? "", start };
}

/** A line with content: where that starts, and how far in. */
interface Line {
  readonly start: number;
  readonly column: number;
  readonly end: number;
}

/** The lines behind that of `from` which are more than a comment, as far as they are not less far in than `outer`. */
function* linesBelow(text: string, from: number, outer: number): Generator<Line, void> {
  for (let line = lineEnd(text, from); line < text.length; line = lineEnd(text, line)) {
    let start = line;
    while (text[start] === " ") start += 1;
    const first = text[start];
    if (first === undefined || first === "\n" || first === "\r" || first === "#") continue;
    if (start - line < outer) return;
    const end = lineEnd(text, line);
    yield { start, column: start - line, end: line + text.slice(line, end).trimEnd().length };
  }
}

/** Is there more of a value whose key's own column is `outer` on the lines below? */
export function goesOn(text: string, from: number, outer: number): boolean {
  return linesBelow(text, from, outer + 1).next().done === false;
}

/** Those of `wanted` among the keys below one whose own column is `outer`. */
export function wordsBelow(text: string, from: number, outer: number, wanted: readonly string[]): Words {
  const found = new Map<string, Word>();
  let inner: number | null = null;
  let isWord = false;
  for (const { start, column, end } of linesBelow(text, from, outer + 1)) {
    inner ??= column;
    // What goes on below a word is a part of it.
    if (text[start] === "\t" || column < inner || (column > inner && isWord)) return null;
    if (column > inner || text.startsWith("- ", start)) continue;
    const key = keyAt(text, start);
    if (key === null) return null;
    isWord = wanted.includes(key);
    if (isWord && !take(found, key, text.slice(start + key.length + 1, end), end)) return null;
  }
  return found;
}

/** The mappings of a list of words below a key whose own column is `outer`; their dashes may stand right below it. */
export function itemsBelow(text: string, from: number, outer: number): readonly Words[] | null {
  const items: Map<string, Word>[] = [];
  let dash: number | null = null;
  let inner = 0;
  for (const { start, column, end } of linesBelow(text, from, outer)) {
    const begins = text.startsWith("- ", start);
    if (column === outer && text[start] !== "-") break;
    if (begins) {
      dash ??= column;
      inner = column + 2;
      items.push(new Map());
    }
    // Another indentation, or a dash with nothing behind it, is for the parser to make sense of.
    if (column !== (begins ? dash : inner)) return null;
    const at = begins ? start + 2 : start;
    const [key, item] = [keyAt(text, at), items.at(-1)];
    if (key === null || item === undefined) return null;
    if (!take(item, key, text.slice(at + key.length + 1, end), end)) return null;
  }
  return items;
}

function take(words: Map<string, Word>, key: string, rest: string, end: number): boolean {
  const word = wordIn({ rest, end });
  if (word === null || words.has(key)) return false;
  words.set(key, word);
  return true;
}

function keyAt(text: string, start: number): string | null {
  const key = /[A-Za-z]{1,40}(?=:(?:[ \t\r\n]|$))/y;
  key.lastIndex = start;
  return key.exec(text)?.[0] ?? null;
}

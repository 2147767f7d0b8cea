// Lists and mappings in brackets and braces, on one line or over several, of words and quotes that leave no doubt.
import { Scalar } from "yaml";
import { PlainMap, type PlainNode, PlainPair, PlainSeq } from "./plain-nodes.ts";
import { doubleQuoted, keyOn, type Read, read, singleQuoted, spacesEnd } from "./plain-scalars.ts";
import { lineEnd } from "./slice.ts";

/** What nests deeper in them is written by a machine, and read by the parser. */
const mostNested = 16;

/** The collection that begins at `from`; `null` where the parser has to read it. */
export function collection(text: string, from: number, depth = 0): Read | null {
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

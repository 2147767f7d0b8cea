// JSON objects one after another without `---`, as `jq` prints them and kubectl reads them (yaml.YAMLOrJSONDecoder).
import { type DocumentSlice, lineEnd } from "./slice.ts";

/** What a text that begins with a brace holds; no value and no rest for any other text. */
export interface JsonStream {
  /** Its objects, each from brace to brace, be it JSON or not; the last one may lack its brace. */
  readonly values: readonly DocumentSlice[];
  /** From the first that is no object and may not stand between two; `null` where there is nothing of the kind. */
  readonly rest: DocumentSlice | null;
}

/** Cuts a text into its objects. Between them white space may stand, and what YAML allows there: comments and markers. */
export function jsonStream({ start, text }: DocumentSlice): JsonStream {
  const values: DocumentSlice[] = [];
  let at = skipBetween(text, 0);
  while (text[at] === "{") {
    const end = objectEnd(text, at) ?? text.length;
    values.push({ start: start + at, text: text.slice(at, end) });
    at = skipBetween(text, end);
  }
  const hasRest = values.length > 0 && at < text.length;
  return { values, rest: hasRest ? { start: start + at, text: text.slice(at) } : null };
}

/** Is the text one JSON value? */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const space = /[\s\u0085]/;
const marker = /(?:---|\.\.\.)(?=\s|$)/y;

function skipBetween(text: string, from: number): number {
  let at = from;
  for (let next = text[at]; next !== undefined; next = text[at]) {
    if (space.test(next)) at += 1;
    else if (next === "#") at = lineEnd(text, at);
    else if (isMarkerAt(text, at)) at += 3;
    else break;
  }
  return at;
}

function isMarkerAt(text: string, at: number): boolean {
  marker.lastIndex = at;
  return (at === 0 || /[\r\n\uFEFF]/.test(text.charAt(at - 1))) && marker.test(text);
}

/** Just past the brace that closes the one at `start`; `null` where it is never closed. */
function objectEnd(text: string, start: number): number | null {
  const tokens = /["{}]/g;
  tokens.lastIndex = start;
  let depth = 0;
  for (let found = tokens.exec(text); found !== null; found = tokens.exec(text)) {
    if (found[0] === "{") depth += 1;
    else if (found[0] === "}") depth -= 1;
    else tokens.lastIndex = stringEnd(text, found.index);
    if (depth === 0) return tokens.lastIndex;
  }
  return null;
}

/** Just past the quote that closes the string whose first quote is at `open`; the text's end where none does. */
function stringEnd(text: string, open: number): number {
  let quote = open;
  do {
    quote = text.indexOf('"', quote + 1);
    if (quote === -1) return text.length;
  } while (isEscaped(text, quote));
  return quote + 1;
}

/** An odd number of backslashes before it. */
function isEscaped(text: string, at: number): boolean {
  let first = at;
  while (text[first - 1] === "\\") first -= 1;
  return (at - first) % 2 === 1;
}

// JSON objects one after another without `---`, as `jq` prints them and kubectl reads them (yaml.YAMLOrJSONDecoder).
import type { DocumentSlice } from "./documents.ts";

/** The top-level objects of a slice that is nothing but JSON objects and white space; nothing for any other text. */
export function jsonValues({ start, text }: DocumentSlice): readonly DocumentSlice[] {
  const values: DocumentSlice[] = [];
  let at = skipSpace(text, 0);
  while (at < text.length) {
    const end = text[at] === "{" ? objectEnd(text, at) : null;
    if (end === null) return [];
    values.push({ start: start + at, text: text.slice(at, end) });
    at = skipSpace(text, end);
  }
  return values;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (" \t\r\n".includes(text.charAt(at)) && at < text.length) at += 1;
  return at;
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

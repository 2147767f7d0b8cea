// JSON objects one after another without `---`, as `jq` prints them and kubectl reads them (yaml.YAMLOrJSONDecoder).
import { objectEnd } from "../json.ts";
import { type DocumentSlice, lineEnd } from "./slice.ts";

/** An object, from brace to brace, be it JSON or not; or what follows the last one and is none, to the end of the text. */
export interface Piece {
  readonly kind: "object" | "stray";
  readonly slice: DocumentSlice;
}

/**
 * The pieces of a text that begins with a brace; of any other text none. Between objects white space may stand, and what
 * YAML allows there: comments and markers. The last object may lack its closing brace.
 */
export function* jsonPieces({ start, text }: DocumentSlice): Generator<Piece, void> {
  const from = skipBetween(text, 0);
  let at = from;
  while (text[at] === "{") {
    const end = objectEnd(text, at) ?? text.length;
    yield { kind: "object", slice: { start: start + at, text: text.slice(at, end) } };
    at = skipBetween(text, end);
  }
  if (at > from && at < text.length) yield { kind: "stray", slice: { start: start + at, text: text.slice(at) } };
}

/** So many objects of a row are looked at until one is JSON: a stranger's file may hold a million that are none. */
const mostLooked = 100;

/** Is a text a row of JSON? Then it is more than one piece, and has an object that is JSON. */
export function isJsonStream(slice: DocumentSlice): boolean {
  let pieces = 0;
  let hasJson = false;
  for (const piece of jsonPieces(slice)) {
    pieces += 1;
    hasJson ||= piece.kind === "object" && isJson(piece.slice.text);
    if (hasJson ? pieces > 1 : pieces === mostLooked) break;
  }
  return hasJson && pieces > 1;
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

// A YAML stream → its documents as slices of text, so that one bad document costs no other.
import { isJson, jsonPieces } from "./json-stream.ts";
import { type DocumentSlice, lineEnd } from "./slice.ts";

/** `---` and `...` count only at the start of a line and before white space: there they end even a block scalar (YAML 1.2 §9.1.2). */
const marker = /(?:^|\n)(---|\.\.\.)(?=[ \t\r\n]|$)/g;

/** Every line blank, a comment or a directive: no document yet. */
const prelude = /^(?:[ \t]*(?:#.*)?|%.*)\r?$/;

/** Cuts `text` before each `---` (directives and comments above it go with it) and after each `...`. */
export function documentSlices(text: string): readonly DocumentSlice[] {
  const stream = withMarkers(withLineFeeds(text));
  const slices: DocumentSlice[] = [];
  let start = 0;
  const cut = (end: number): void => {
    if (end > start) slices.push({ start, text: stream.slice(start, end) });
    start = end;
  };
  for (const match of stream.matchAll(marker)) {
    const at = match.index + match[0].length - 3;
    if (match[1] === "---") {
      if (!isPrelude(stream, start, at)) cut(at);
    } else cut(lineEnd(stream, at));
  }
  cut(stream.length);
  return slices;
}

/**
 * kubectl cuts at `---` whatever comment follows, even without the space that YAML wants before it (apimachinery
 * `util/yaml/decoder.go`, splitYAMLDocument); the parser gets one, and all offsets stay the same.
 */
function withMarkers(text: string): string {
  if (!text.includes("---#")) return text;
  return text.replaceAll(/(^|\n)---#([^\n]?)/g, (_, before: string, next: string) => `${before}--- ${next && "#"}`);
}

/**
 * A lone CR, which ends a line too (YAML 1.2 §5.4); NEL, LS and PS, which do in YAML 1.1 (§4.1.4, go-yaml's is_break); and
 * a byte order mark at a line's start, as files put together have it.
 */
const unknownToParser = /\r(?!\n)|[\u0085\u2028\u2029]|(?<=[\r\n\u0085\u2028\u2029])\uFEFF/g;
const loneCarriageReturn = /\r(?!\n)/g;

/** libyaml and go-yaml read them and the parser doesn't: as LF they do no harm, and leave the length and all offsets the same. */
function withLineFeeds(text: string): string {
  if (text.search(unknownToParser) === -1) return text;
  const parts: string[] = [];
  let from = 0;
  // In JSON, which kubectl reads as such, NEL, LS and PS are text like any other, and no line starts within a string.
  for (const { slice } of jsonPieces({ start: 0, text })) {
    if (!isJson(slice.text)) break;
    parts.push(text.slice(from, slice.start).replaceAll(unknownToParser, "\n"));
    parts.push(slice.text.replaceAll(loneCarriageReturn, "\n"));
    from = slice.start + slice.text.length;
  }
  // Where a part ends in CR, the other half of a line break is never in the next: that begins or ends with a brace.
  return [...parts, text.slice(from).replaceAll(unknownToParser, "\n")].join("");
}

function isPrelude(text: string, start: number, end: number): boolean {
  for (let from = start; from < end; from = lineEnd(text, from)) {
    const to = Math.min(lineEnd(text, from), end);
    const line = text.slice(from, text[to - 1] === "\n" ? to - 1 : to);
    if (!prelude.test(line)) return false;
  }
  return true;
}

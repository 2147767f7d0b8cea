// Comments that speak to Pullgate, found in a manifest's text: without the YAML parser, which most files never reach.
// A `#` within quotes begins none; what stands in a block scalar is marked, for it may be anybody's text.
import type { GateComment, SourceFile } from "../model.ts";
import { isJson } from "./problems.ts";

/** Comments of one file that are looked at; the next one is kept too, so that it can be said. */
export const mostComments = 10_000;

/** Asked of every file, and six times as fast to say no as the next. */
const mentioned = /pullgate[ \t]*:/i;
const spoken = /#[ \t]*pullgate[ \t]*:/i;
const spokenFirst = /^#[ \t]*pullgate[ \t]*:/i;

/** `mostComments` and one of a file, in its order. JSON has no comments. */
export function commentsIn(source: SourceFile): readonly GateComment[] {
  const { text } = source;
  if (isJson(source) || !mentioned.test(text) || !spoken.test(text)) return [];
  const found: GateComment[] = [];
  // How far in the key is whose block scalar goes on; its text is further in.
  let key: number | null = null;
  for (const [start, end] of linesOf(text)) {
    const line = text.slice(start, end);
    const content = line.search(/[^ ]/);
    if (key !== null && (isMarker(line) || (content !== -1 && line.trim() !== "" && content <= key))) key = null;
    const at = spoken.test(line) ? commentStart(line) : -1;
    const words = at === -1 ? null : spokenFirst.exec(line.slice(at));
    if (words !== null) {
      found.push({
        span: { file: source, start: start + at, end: start + line.trimEnd().length },
        text: line.slice(at + words[0].length).trim(),
        alone: line.slice(0, at).trim() === "",
        inText: key !== null,
      });
      if (found.length > mostComments) break;
    }
    key ??= blockKey(line);
  }
  return found;
}

/** Start and end of every line, its break left out: as `positionOf` counts them. */
function* linesOf(text: string): Generator<readonly [number, number], void> {
  let start = 0;
  for (const { index, 0: lineBreak } of text.matchAll(/\r\n?|\n/g)) {
    yield [start, index];
    start = index + lineBreak.length;
  }
  yield [start, text.length];
}

/** Between documents, where even a block scalar ends (YAML 1.2 §9.1.2). */
function isMarker(line: string): boolean {
  return /^(?:---|\.\.\.)(?:[ \t]|$)/.test(line);
}

/** A key, a dash or a marker, tags and anchors, then `|` or `>` with what may follow it (YAML 1.2 §8.1.1). */
const header = /(?:^|[:?-][ \t]+)(?:[!&]\S*[ \t]+){0,2}[|>][-+1-9]{0,2}[ \t]*(?:[ \t]#[^]*)?$/;

/** Where the line ends with the header of a block scalar: how far in its key is, `-1` for the root's; else `null`. */
export function blockKey(line: string): number | null {
  if (!/[|>]/.test(line) || !header.test(line)) return null;
  if (isMarker(line)) return -1;
  const dashes = /^ *(?:[-?][ \t]+)*/.exec(line)?.[0] ?? "";
  const isKeyed = !/^(?:[!&]\S*[ \t]+){0,2}[|>]/.test(line.slice(dashes.length));
  // The text of `- |` is further in than its dash, that of `- key: |` further in than its key.
  return isKeyed ? dashes.length : Math.max(dashes.trimEnd().length - 1, dashes === "" ? -1 : 0);
}

/** Where a line's comment begins; -1 where there is none. A quote opens only where a value may begin. */
function commentStart(line: string): number {
  let quote = "";
  let mayOpen = true;
  let mayEnd = true;
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at);
    if (quote !== "") {
      if (character === "\\" && quote === '"') at += 1;
      else if (character === quote && quote === "'" && line[at + 1] === "'") at += 1;
      else if (character === quote) quote = "";
      continue;
    }
    if (character === "#" && mayEnd) return at;
    if (character === " " || character === "\t") {
      mayEnd = true;
      continue;
    }
    if ((character === '"' || character === "'") && mayOpen) {
      quote = character;
      mayOpen = false;
      // go-yaml, hence kubectl, reads a comment right behind a closing quote (scannerc.go, yaml_parser_scan_to_next_token).
      mayEnd = true;
      continue;
    }
    const isProperty = mayOpen && mayEnd && (character === "!" || character === "&");
    if (isProperty) at = wordEnd(line, at) - 1;
    else mayOpen = opens(character, line[at + 1]);
    mayEnd = false;
  }
  return -1;
}

/** What a value, and so a quote, may follow. */
function opens(character: string, next: string | undefined): boolean {
  if ("[{,:".includes(character)) return true;
  return "-?".includes(character) && (next === " " || next === "\t");
}

function wordEnd(line: string, from: number): number {
  const end = line.slice(from).search(/[ \t]/);
  return end === -1 ? line.length : from + end;
}

// A few lines of a manifest around a span, with the place of the token in them: what a reader looks at first.
// It never reads more of a file than it shows: a minified manifest is one line of many megabytes.
import { positionOf } from "../manifests/position.ts";
import type { SourceFile, Span } from "../model.ts";
import { visible } from "./escape.ts";
import { hidden, isAmongSecrets, isHarmlessAfter } from "./secret-lines.ts";
import { columnsOf } from "./width.ts";

/** One line to draw. `mark`: where the token stands in `text`, in columns; `null` on lines of context. */
export interface FrameLine {
  /** 1-based. */
  readonly number: number;
  readonly text: string;
  readonly mark: { readonly offset: number; readonly width: number } | null;
}

/** Code units of one line that are shown; a longer line is a window around the token. */
export const widestFrame = 120;

/**
 * The token's line, and the lines above and below where they are short and hold something; nothing for an empty file.
 * `widest`: code units of one line, where there is less room than usual.
 */
export function frameOf(span: Span, widest: number = widestFrame): readonly FrameLine[] {
  const { text } = span.file;
  if (text === "") return [];
  // Between CR and LF is still the line that they end.
  const start = text.startsWith("\r\n", span.start - 1) ? span.start - 1 : Math.min(span.start, text.length);
  const begins = lineStart(text, start, widest);
  const ends = lineEnd(text, start, widest);
  // Of a window's code units a third is before the token.
  const before = Math.floor(widest / 3);
  const whole = begins !== null && ends !== null && ends - begins <= widest;
  const from = whole ? begins : betweenCharacters(text, Math.max(begins ?? 0, start - before));
  const to = whole ? ends : betweenCharacters(text, Math.min(ends ?? text.length, from + widest));
  const tokenEnd = Math.max(start, Math.min(span.end, to));

  const parts = partsOf(span.file, from, start, tokenEnd, to);
  const lead = (from === begins ? "" : "…") + drawn(parts.lead);
  const token = drawn(parts.token);
  const rest = drawn(parts.rest) + (to === ends ? "" : "…");
  const { line } = positionOf(span);
  const mark = { offset: columnsOf(lead), width: Math.max(1, columnsOf(token)) };
  return [
    ...(from === begins ? above(span.file, begins, line, widest) : []),
    { number: line, text: (lead + token + rest).trimEnd(), mark },
    ...(from === begins && ends !== null ? below(span.file, ends, line, widest) : []),
  ];
}

interface Parts {
  readonly lead: string;
  readonly token: string;
  readonly rest: string;
}

/** The token and what is around it; of a line that may hold a secret, what is none of it. */
function partsOf(file: SourceFile, from: number, start: number, tokenEnd: number, to: number): Parts {
  const [lead, token, rest] = [from, start, tokenEnd].map((at, index) =>
    file.text.slice(at, [start, tokenEnd, to][index]),
  );
  const parts = { lead: lead ?? "", token: token ?? "", rest: rest ?? "" };
  if (!isAmongSecrets(file, start)) return parts;
  const line = parts.lead + parts.token + parts.rest;
  if (hidden(line) === line) return parts;
  if (isHarmlessAfter(parts.lead) && !/["',{}[\]\s]/.test(parts.token))
    return { lead: "… ", token: parts.token, rest: " …" };
  return { lead: hidden(line).replace(/\*{3}$/, ""), token: "***", rest: "" };
}

function above(file: SourceFile, begins: number, line: number, widest: number): readonly FrameLine[] {
  const { text } = file;
  if (begins === 0) return [];
  const ends = begins - (text.startsWith("\r\n", begins - 2) ? 2 : 1);
  const from = lineStart(text, ends, widest);
  return from === null ? [] : context(file, [from, ends], line - 1, widest);
}

function below(file: SourceFile, ends: number, line: number, widest: number): readonly FrameLine[] {
  const { text } = file;
  if (ends === text.length) return [];
  const from = ends + (text.startsWith("\r\n", ends) ? 2 : 1);
  const to = lineEnd(text, from, widest);
  return to === null ? [] : context(file, [from, to], line + 1, widest);
}

/** A marker between documents says nothing about the token's neighbourhood, and neither does an empty line. */
function context(
  file: SourceFile,
  [from, to]: readonly [number, number],
  number: number,
  widest: number,
): readonly FrameLine[] {
  const line = file.text.slice(from, to);
  if (line.length > widest || line.trim() === "" || line.startsWith("---")) return [];
  return [{ number, text: drawn(isAmongSecrets(file, from) ? hidden(line) : line).trimEnd(), mark: null }];
}

/** Where the line that holds `offset` begins; `null` where that is further away than anyone looks. */
function lineStart(text: string, offset: number, widest: number): number | null {
  const floor = Math.max(0, offset - widest);
  const near = text.slice(floor, offset);
  const found = Math.max(near.lastIndexOf("\n"), near.lastIndexOf("\r"));
  if (found !== -1) return floor + found + 1;
  return floor === 0 ? 0 : null;
}

/** Where it ends, before its line break (LF, CR LF, CR: as in `positionOf`); `null` likewise. */
function lineEnd(text: string, offset: number, widest: number): number | null {
  const ceiling = Math.min(text.length, offset + 2 * widest);
  const found = text.slice(offset, ceiling).search(/[\r\n]/);
  if (found !== -1) return offset + found;
  return ceiling === text.length ? ceiling : null;
}

/** A place that is not within a surrogate pair. */
function betweenCharacters(text: string, offset: number): number {
  return /^[\uDC00-\uDFFF]/.test(text.charAt(offset)) ? offset + 1 : offset;
}

/** As it is shown: tabs as two spaces, because a terminal's stops would move the underline. */
function drawn(text: string): string {
  return visible(text.replaceAll("\t", "  "));
}

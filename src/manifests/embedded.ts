// YAML within a text: patches of a kustomization, values of a chart, manifests that a workflow applies.
// In a literal block (`|`) each line has its place in the file; of any other text only the whole is known.
import { isScalar } from "yaml";
import type { Span } from "../model.ts";
import { documentSlices } from "./documents.ts";
import { type ParsedDocument, parseLimits, parseSlice } from "./parse.ts";
import { sourceOf, spanOf } from "./spans.ts";
import { text, type Value } from "./values.ts";

/** A text that holds texts that hold texts is somebody's attempt. */
const mostNested = 3;

/** The documents in a text; what doesn't parse is left out: it may be a template, and is its reader's to complain of. */
export function documentsWithin(document: ParsedDocument, value: Value | null): readonly ParsedDocument[] {
  const written = text(document, value);
  if (value === null || written === null || depthOf(document) >= mostNested) return [];
  const source = { path: document.source.path, text: written };
  const place = placing(document, value, written);
  const budget = { tokens: parseLimits.fileTokens };
  return documentSlices(written).flatMap((slice) => {
    const parsed = parseSlice(source, slice, parseLimits, budget);
    return parsed.kind === "documents" ? parsed.documents.map((inner) => ({ ...inner, place })) : [];
  });
}

const depths = new WeakMap<(span: Span) => Span, number>();

function depthOf({ place }: ParsedDocument): number {
  return place === null ? 0 : (depths.get(place) ?? 0);
}

/** From stretches of the text to stretches of the file. */
function placing(document: ParsedDocument, value: Value, written: string): (span: Span) => Span {
  const whole = spanOf(document, value.node);
  const lines = literalLines(document, value, written);
  const place =
    lines === null
      ? () => whole
      : (span: Span): Span => {
          const start = lines(span.start);
          const inner = { file: document.source, start, end: start + (span.end - span.start) };
          return document.place === null ? inner : document.place(inner);
        };
  depths.set(place, depthOf(document) + 1);
  return place;
}

/**
 * From offsets of a literal block's text to those of its source: each line lost the same indentation. `null` for a text in
 * another style, and where a line isn't found again.
 */
function literalLines(document: ParsedDocument, value: Value, written: string): ((offset: number) => number) | null {
  if (!isScalar(value.node) || value.node.type !== "BLOCK_LITERAL") return null;
  const block = sourceOf(document, value.node);
  const from = document.start + (value.node.range?.[0] ?? 0);
  const inner = linesOf(written);
  const outer = linesOf(block).slice(1);
  const indent = indentOf(inner, outer);
  if (indent === null) return null;
  return (offset) => {
    const index = inner.findLastIndex(({ start }) => start <= offset);
    const [line, shown] = [inner[index], outer[index]];
    if (line === undefined || shown === undefined) return from;
    return from + shown.start + Math.min(indent, shown.text.length) + (offset - line.start);
  };
}

interface Line {
  readonly start: number;
  readonly text: string;
}

function linesOf(written: string): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (const line of written.split("\n")) {
    lines.push({ start, text: line });
    start += line.length + 1;
  }
  return lines;
}

/** How much the first line that isn't blank lost. */
function indentOf(inner: readonly Line[], outer: readonly Line[]): number | null {
  const index = inner.findIndex(({ text: line }) => line.trim() !== "");
  const [line, shown] = [inner[index], outer[index]];
  if (line === undefined || shown === undefined) return null;
  const indent = shown.text.replace(/\r$/, "").length - line.text.replace(/\r$/, "").length;
  return indent >= 0 && shown.text.slice(indent).replace(/\r$/, "") === line.text.replace(/\r$/, "") ? indent : null;
}

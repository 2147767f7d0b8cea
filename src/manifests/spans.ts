// Where a value stands in its file: the span of the scalar's own text, and of the aliases that lead to it.
import { type Alias, isScalar } from "yaml";
import type { Related, Span } from "../model.ts";
import type { Content } from "./aliases.ts";
import type { ParsedDocument } from "./parse.ts";

/** A stretch of a document as one of its file: what is read out of a text stands where the text stands. */
function inFile(document: ParsedDocument, span: Span): Span {
  return document.place === null ? span : document.place(span);
}

/**
 * The text of a scalar without quotes; of a block scalar, from its first character that is no white space to its last.
 * Of a mapping or sequence, all of it.
 */
export function spanOf(document: ParsedDocument, node: Content): Span {
  return inFile(document, textSpanOf(document, node));
}

function textSpanOf(document: ParsedDocument, node: Content): Span {
  const [from, to] = rangeOf(node);
  const span = { file: document.source, start: document.start + from, end: document.start + to };
  if (!isScalar(node)) return span;
  const type = node.type ?? "PLAIN";
  switch (type) {
    case "QUOTE_DOUBLE":
    case "QUOTE_SINGLE":
      return { ...span, start: span.start + 1, end: span.end - 1 };
    case "BLOCK_FOLDED":
    case "BLOCK_LITERAL":
      return blockTextOf(span);
    case "PLAIN":
      return span;
  }
}

/** The stretch at the end of a scalar where `part` of its text stands; all of the scalar where it is written in another way. */
export function endOf(span: Span, part: string): Span {
  const start = span.end - part.length;
  return span.file.text.slice(start, span.end) === part ? { ...span, start } : span;
}

/** The text of a node as it stands in the file, quotes and all. */
export function sourceOf(document: ParsedDocument, node: Content): string {
  const [from, to] = rangeOf(node);
  return document.source.text.slice(document.start + from, document.start + to);
}

/** The places at which aliases bring a value into use. */
export function aliasPlaces(document: ParsedDocument, aliases: readonly Alias[]): readonly Related[] {
  return aliases.map((alias) => {
    const [from, to] = rangeOf(alias);
    const span = { file: document.source, start: document.start + from, end: document.start + to };
    return { span: inFile(document, span), message: `used here through the alias "*${alias.source}"` };
  });
}

/** The line of a block scalar's indicator (`>-`, `|2 # comment`) is no part of its text. */
function blockTextOf({ file, start, end }: Span): Span {
  const block = file.text.slice(start, end);
  const header = /^.*(?:\r\n?|\n)/.exec(block)?.[0] ?? "";
  const body = block.slice(header.length);
  const first = start + header.length + (body.length - body.trimStart().length);
  return { file, start: first, end: Math.max(first, start + block.trimEnd().length) };
}

/** Start and end of the value itself, from the document's start. */
function rangeOf({ range }: Content | Alias): readonly [number, number] {
  const [from = 0, to = 0] = range ?? [];
  return [from, to];
}

// Offsets → lines and columns, worked out once a file: what people and GitHub point at.
import type { SourceFile, Span } from "../model.ts";

/** 1-based; columns count code points; the end is just past the last character. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/**
 * Where a span stands. A line ends at LF, CR LF or a lone CR (YAML 1.2 §5.4). A column counts an astral character once,
 * though it takes two UTF-16 code units of the offset.
 */
export function positionOf(span: Span): Position {
  const index = indexOf(span.file);
  const [line, column] = place(index, span.start);
  const [endLine, endColumn] = place(index, span.end);
  return { line, column, endLine, endColumn };
}

/** Offsets, ascending: where lines start, and where the second halves of surrogate pairs stand. */
interface LineIndex {
  readonly starts: readonly number[];
  readonly secondHalves: readonly number[];
}

const indexes = new WeakMap<SourceFile, LineIndex>();

function indexOf(file: SourceFile): LineIndex {
  const known = indexes.get(file);
  if (known !== undefined) return known;
  const starts = [0];
  for (const { index, 0: lineBreak } of file.text.matchAll(/\r\n?|\n/g)) starts.push(index + lineBreak.length);
  const secondHalves: number[] = [];
  for (const { index } of file.text.matchAll(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g)) secondHalves.push(index + 1);
  const made = { starts, secondHalves };
  indexes.set(file, made);
  return made;
}

function place({ starts, secondHalves }: LineIndex, offset: number): [line: number, column: number] {
  const line = countUpTo(starts, offset);
  const start = starts[line - 1] ?? 0;
  const halves = countUpTo(secondHalves, offset - 1) - countUpTo(secondHalves, start - 1);
  return [line, offset - start - halves + 1];
}

/** How many of the ascending `offsets` are not above `limit`. */
function countUpTo(offsets: readonly number[], limit: number): number {
  let low = 0;
  let high = offsets.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((offsets[middle] ?? Infinity) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

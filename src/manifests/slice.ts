// A stretch of a file's text that is read by itself, and the lines in it.

/** One document: its text (markers and directives included) and where that starts in the file. */
export interface DocumentSlice {
  readonly start: number;
  readonly text: string;
}

/** The offset just past the line break that ends the line of `offset`. */
export function lineEnd(text: string, offset: number): number {
  const lineFeed = text.indexOf("\n", offset);
  return lineFeed === -1 ? text.length : lineFeed + 1;
}

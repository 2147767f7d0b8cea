// The lines of a document in plain block style, one after another: where each begins, and how far in.
import { spacesEnd } from "./plain-scalars.ts";
import { lineEnd } from "./slice.ts";

/** Where reading stands. */
export interface Cursor {
  readonly text: string;
  /** The line, how far in its content stands, and where that is. */
  line: number;
  indent: number;
  from: number;
  /** Nothing is left. */
  done: boolean;
}

/** At the first line of content behind marker and comments; `null` where the document has more of a beginning than that. */
export function firstLine(text: string): Cursor | null {
  const cursor: Cursor = { text, line: 0, indent: 0, from: 0, done: false };
  settle(cursor, 0);
  if (!cursor.done && cursor.indent === 0 && text.startsWith("---", cursor.from)) {
    const end = contentEnd(text, cursor.from + 3);
    if (end === null) return null;
    settle(cursor, end);
  }
  return cursor;
}

/** On to the next line of content; false where something stands behind `from`, which the content before was to end with. */
export function nextLine(cursor: Cursor, from: number): boolean {
  const end = contentEnd(cursor.text, from);
  if (end === null) return false;
  settle(cursor, end);
  return true;
}

/** Where the next line begins, if there is nothing but spaces and a comment from `from` on. */
export function contentEnd(text: string, from: number): number | null {
  const at = spacesEnd(text, from);
  if (at === text.length) return at;
  if (text[at] === "\n") return at + 1;
  return text[at] === "#" && at > from ? lineEnd(text, at) : null;
}

/** At the first line from `line` on that has content. */
export function settle(cursor: Cursor, line: number): void {
  const { text } = cursor;
  let start = line;
  while (start < text.length) {
    const from = spacesEnd(text, start);
    const first = text[from];
    if (first !== "\n" && first !== "#" && first !== undefined) {
      cursor.line = start;
      cursor.from = from;
      cursor.indent = from - start;
      return;
    }
    start = lineEnd(text, from);
  }
  cursor.done = true;
}

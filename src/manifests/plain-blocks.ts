// Texts behind `|` and `>` in their plainest form: no indentation but their first line's, no line break kept at the end.
import { CST, Scalar } from "yaml";
import { contentEnd, type Cursor, settle } from "./plain-lines.ts";
import { PlainScalar } from "./plain-nodes.ts";
import { spacesEnd } from "./plain-scalars.ts";
import { lineEnd } from "./slice.ts";

/** Reads the text whose header begins at `from`, and moves on behind it; `null` where the parser has to. */
export function blockScalar(cursor: Cursor, from: number): PlainScalar | null {
  const { text } = cursor;
  const isStripped = text[from + 1] === "-";
  const header = text.slice(from, from + (isStripped ? 2 : 1));
  const start = contentEnd(text, from + header.length);
  const body = start === null ? null : bodyFrom(text, start, cursor.indent);
  if (start === null || body === null) return null;
  const written = text.slice(start, body.end);
  const value = header.startsWith("|") ? literal(written, body.indent, isStripped) : folded(header, written);
  settle(cursor, body.end);
  const type = header.startsWith("|") ? Scalar.BLOCK_LITERAL : Scalar.BLOCK_FOLDED;
  return value === null ? null : new PlainScalar(value, type, from, body.end);
}

interface Body {
  /** How far in its first line stands; all others stand as far in, or further. */
  readonly indent: number;
  /** Just past its last line that isn't blank. */
  readonly end: number;
}

/** `null` for a text without a line, and for blank lines with more in them than the indentation. */
function bodyFrom(text: string, start: number, parent: number): Body | null {
  let indent = 0;
  let end = start;
  let blank = 0;
  for (let line = start; line < text.length; line = lineEnd(text, line)) {
    const from = spacesEnd(text, line);
    const first = text[from];
    if (first === "\n" || first === undefined) {
      blank = Math.max(blank, from - line);
      continue;
    }
    const isOutside = from - line <= parent;
    if (first === "\t" && (isOutside || isBlank(text, from))) return null;
    if (isOutside) break;
    if (indent === 0) indent = from - line;
    if (from - line < indent) return null;
    end = lineEnd(text, line);
  }
  return indent === 0 || blank > indent ? null : { indent, end };
}

function isBlank(text: string, from: number): boolean {
  return /[ \t]*(?=\n|$)/y.test(text.slice(from, lineEnd(text, from)));
}

function literal(written: string, indent: number, isStripped: boolean): string {
  const lines = written.split("\n").map((line) => line.slice(indent));
  const content = lines.at(-1) === "" ? lines.slice(0, -1) : lines;
  return content.join("\n") + (isStripped ? "" : "\n");
}

function folded(header: string, source: string): string | null {
  const props = [{ type: "block-scalar-header", offset: 0, indent: 0, source: header }] as const;
  let isRead = true;
  const token = { type: "block-scalar", offset: 0, indent: 0, props: [...props], source } as const;
  const resolved = CST.resolveAsScalar({ ...token, props: [...token.props] }, true, () => (isRead = false));
  return isRead && resolved !== null ? resolved.value : null;
}

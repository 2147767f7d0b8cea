// What is expected: one image that somebody found in a corpus by other means than Pullgate, one line of `NAME.expected.jsonl`.
import { isObject, parseJson } from "../../src/json.ts";

/** One expected image. CONTRIBUTING.md describes the format. */
export interface Row {
  readonly file: string;
  /** Where the image's own text begins, 1-based, in code points; of an alias, where its anchor's does. */
  readonly line: number;
  readonly column: number;
  /** Where the scalar that decides stands, if the image is written in several. */
  readonly tagLine: number | null;
  /** `null`: only the line is known. */
  readonly tagColumn: number | null;
  readonly image: string;
  readonly class: string;
  /** From the object's root; empty where it isn't known. */
  readonly path: string;
  /** A duplicate key that loses: no use. */
  readonly shadowed: boolean;
}

/** Reads the rows of a file; throws with the line's number where one is no row, because a truth that can't be read is none. */
export function readRows(text: string, name: string): readonly Row[] {
  return text.split("\n").flatMap((line, index) => {
    if (line.trim() === "") return [];
    const row = rowOf(parseJson(line));
    if (row === null) throw new Error(`${name}:${index + 1}: no row: file, line, column, image and class are needed`);
    return [row];
  });
}

function rowOf(value: unknown): Row | null {
  if (!isObject(value)) return null;
  const { file, line, column, image, class: class_, path } = value;
  if (typeof file !== "string" || typeof image !== "string" || typeof class_ !== "string") return null;
  if (typeof line !== "number" || typeof column !== "number") return null;
  return {
    file,
    line,
    column,
    tagLine: numberOrNull(value["tagLine"]),
    tagColumn: numberOrNull(value["tagColumn"]),
    image,
    class: class_,
    path: typeof path === "string" ? path : "",
    shadowed: value["shadowed"] === true,
  };
}

function numberOrNull(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}

// A key of the settings file that holds a list of small tables → rows of texts, each with its place.
import type { SourceFile } from "../model.ts";
import type { Written, WrittenRow } from "./layer.ts";
import { quoted, suggest } from "./nearest.ts";
import type { Table } from "./option.ts";
import type { OptionName } from "./options.ts";
import { mostTexts, readRowShapes, type RowShape } from "./schema.ts";
import { type Aliases, type FlatRow, flattenRows } from "./tree.ts";

export interface TableReading {
  readonly rows: readonly WrittenRow[];
  readonly mistakes: readonly string[];
}

/** What a reader of a key knows of where it stands. */
export interface KeyPlace {
  readonly file: SourceFile;
  /** Offset of the key. */
  readonly offset: number;
  /** `.pullgate.yaml:3`. */
  readonly at: (offset: number) => string;
}

/** Reads the value of the key `name`. What one row lacks, and what its texts mean, is asked later. */
export function readTable(
  name: OptionName,
  table: Table,
  node: unknown,
  aliases: Aliases,
  { file, offset, at }: KeyPlace,
): TableReading {
  const flat = flattenRows(node, aliases, { mostRows: table.most, mostItems: mostTexts });
  const place = (start: number): string => `${at(start)}: "${name}"`;
  const reading = readRowShapes(table, flat?.map(({ value }) => value) ?? null);
  if (reading.kind === "mistakes") {
    const mistakes = reading.mistakes.map(({ path, message }) => {
      const [row, column] = path;
      const named = typeof column === "string" ? `${quoted(column)}: ` : "";
      return `${place(offsetOf(flat ?? [], path) ?? offset)}: ${typeof row === "number" ? named : ""}${message}`;
    });
    return { rows: [], mistakes };
  }
  const mistakes = (flat ?? []).flatMap(({ parts, repeated }) => [
    ...[...parts]
      .filter(([column]) => !Object.hasOwn(table.columns, column))
      .map(([column, start]) => `${place(start)}: ${unknownColumn(String(column), table)}`),
    ...repeated.map(([column, start]) => `${place(start)}: ${quoted(column)} is written twice`),
  ]);
  const rows = reading.shape.flatMap((shape, index) => {
    const row = flat?.[index];
    return row === undefined ? [] : [rowOf(shape, row, place, file)];
  });
  return { rows, mistakes };
}

function rowOf(shape: RowShape, row: FlatRow, place: (start: number) => string, file: SourceFile): WrittenRow {
  const [start, end] = row.range;
  const cells = Object.entries(shape).map(([column, cell]): [string, readonly Written[]] => {
    const texts = cell === undefined ? [] : typeof cell === "string" ? [cell] : cell;
    const items = row.items.get(column);
    const key = row.parts.get(column) ?? start;
    return [column, texts.map((text, index) => ({ text, place: place(items?.get(index) ?? key) }))];
  });
  const line = file.text.slice(start, end).split(/[\r\n]/, 1)[0] ?? "";
  const span = { file, start, end: start + line.trimEnd().length };
  return { place: place(start), span, cells: new Map(cells) };
}

/** The nearest part of which the offset is known. */
function offsetOf(rows: readonly FlatRow[], [row, column, item]: readonly (string | number)[]): number | null {
  const flat = typeof row === "number" ? rows[row] : undefined;
  if (flat === undefined) return null;
  if (typeof column !== "string") return flat.range[0];
  return flat.items.get(column)?.get(item ?? "") ?? flat.parts.get(column) ?? flat.range[0];
}

function unknownColumn(column: string, { columns }: Table): string {
  return `unknown key ${quoted(column)}: ${suggest(column, Object.keys(columns))}`;
}

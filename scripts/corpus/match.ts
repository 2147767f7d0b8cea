// Rows beside uses: which use answers which row, and what is left on either side.
import { forbidden } from "./classes.ts";
import type { Row } from "./row.ts";
import type { Use } from "./use.ts";

/** A row and the use that answers it. */
export interface Match {
  readonly row: Row;
  readonly use: Use;
  /** Line and column are the row's; the line alone where the row knows no more. */
  readonly placed: boolean;
  /** The image is the row's. */
  readonly same: boolean;
}

export interface Comparison {
  readonly matches: readonly Match[];
  /** Rows without a use. */
  readonly misses: readonly Row[];
  /** Uses that no row names. */
  readonly extras: readonly Use[];
  /** Rows that must have no use. */
  readonly unwanted: readonly Row[];
  readonly uses: readonly Use[];
}

/**
 * Pairs each row with one use, what agrees most first. A use at a place and with an image that another one was matched by,
 * but of another container or object, is no extra: an alias or an anchor starts several pulls, and a row may name the scalar
 * once.
 */
export function compare(rows: readonly Row[], uses: readonly Use[]): Comparison {
  const expected = rows.filter((row) => !row.shadowed && !forbidden.includes(row.class));
  const { matches, openRows, openUses } = pairAll(expected, uses);
  const named = Map.groupBy(
    matches.map(({ use }) => use),
    scalarOf,
  );
  const extras = [...openUses].filter((use) => {
    const others = named.get(scalarOf(use));
    return others === undefined || others.some((other) => ownerOf(other) === ownerOf(use));
  });
  const unwanted = rows.filter((row) => forbidden.includes(row.class));
  return { matches, misses: [...openRows], extras, unwanted, uses };
}

/** Where the use has to stand: at the scalar that decides. */
export function lineOf({ line, tagLine }: Row): number {
  return tagLine ?? line;
}

/** `null` where the row doesn't know. */
export function columnOf({ column, tagLine, tagColumn }: Row): number | null {
  return tagLine === null ? column : tagColumn;
}

/** An artifact's row may have the name alone, and the scheme belongs to Flux and Helm. */
function isSameImage(row: Row, use: Use): boolean {
  if (row.class !== "artifact") return use.image === row.image;
  return withoutScheme(use.image).startsWith(withoutScheme(row.image));
}

function withoutScheme(image: string): string {
  return image.replace(/^(?:oci|docker):\/\//, "");
}

function scalarOf({ file, line, column, image }: Use): string {
  return JSON.stringify([file, line, column, image]);
}

function ownerOf({ owner, path }: Use): string {
  return `${owner} ${path}`;
}

type Key = readonly (string | number | null)[];

/** What two sides have to agree in to be a pair, the surest first. */
const agreements: readonly {
  readonly row: (row: Row) => Key;
  readonly use: (use: Use) => Key;
  /** Only where each side has one. */
  readonly alone?: true;
}[] = [
  {
    row: (row) => [lineOf(row), columnOf(row), row.image, row.path],
    use: (use) => [use.line, use.column, use.image, use.path],
  },
  { row: (row) => [lineOf(row), columnOf(row), row.image], use: (use) => [use.line, use.column, use.image] },
  { row: (row) => [lineOf(row), row.image], use: (use) => [use.line, use.image] },
  { row: (row) => [lineOf(row), columnOf(row)], use: (use) => [use.line, use.column] },
  { row: (row) => [lineOf(row)], use: (use) => [use.line], alone: true },
];
const elsewhere = { row: (row: Row): Key => [row.image, row.path], use: (use: Use): Key => [use.image, use.path] };

function pairAll(rows: readonly Row[], uses: readonly Use[]) {
  const matches: Match[] = [];
  const openRows = new Set(rows);
  const openUses = new Set(uses);

  function match(row: Row, use: Use, placed: boolean): void {
    openRows.delete(row);
    openUses.delete(use);
    matches.push({ row, use, placed, same: isSameImage(row, use) });
  }

  function pair({ row: ofRow, use: ofUse, alone }: (typeof agreements)[number]): void {
    const byKey = Map.groupBy(openUses, (use) => JSON.stringify([use.file, ...ofUse(use)]));
    for (const [key, asking] of Map.groupBy(openRows, (row) => JSON.stringify([row.file, ...ofRow(row)]))) {
      const answers = byKey.get(key) ?? [];
      if (alone === true && (asking.length > 1 || answers.length > 1)) continue;
      for (const [index, row] of asking.entries()) {
        const use = answers[index];
        if (use !== undefined) match(row, use, isPlaced(row, use));
      }
    }
  }

  for (const agreement of agreements) pair(agreement);
  // Rows of artifacts know the name's line alone, and the use stands at the tag.
  for (const row of [...openRows].filter(({ class: name, tagLine }) => name === "artifact" && tagLine === null)) {
    const use = [...openUses].find(({ related }) => related.includes(`${row.file}:${row.line}`));
    if (use !== undefined) match(row, use, true);
  }
  pair(elsewhere);
  return { matches, openRows, openUses };
}

function isPlaced(row: Row, use: Use): boolean {
  return use.line === lineOf(row) && (columnOf(row) === null || use.column === columnOf(row));
}

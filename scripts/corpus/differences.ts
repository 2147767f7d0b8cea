// What a comparison found wrong, one line each.
import { columnOf, type Comparison, lineOf } from "./match.ts";
import type { Row } from "./row.ts";
import type { Use } from "./use.ts";

/** Differences of one kind. */
export interface Differences {
  readonly heading: string;
  readonly lines: readonly string[];
}

/** Those there are, in the order in which they matter. */
export function differencesOf({ matches, misses, extras }: Comparison): readonly Differences[] {
  const misplaced = matches.filter(({ placed }) => !placed);
  const different = matches.filter(({ same }) => !same);
  return [
    { heading: "missed", lines: misses.map((row) => `${placeOf(row)}  ${row.class} ${quoted(row)} ${row.path}`) },
    {
      heading: "found, and no row names it",
      lines: extras.map((use) => `${useAt(use)}  ${use.source} ${quoted(use)} ${use.owner}, ${use.path}`),
    },
    {
      heading: "in the wrong place",
      lines: misplaced.map(({ row, use }) => `${placeOf(row)}  ${row.class} ${quoted(row)} is found at ${useAt(use)}`),
    },
    {
      heading: "read as something else",
      lines: different.map(({ row, use }) => `${placeOf(row)}  ${row.class} ${quoted(row)} is read as ${quoted(use)}`),
    },
  ].filter(({ lines }) => lines.length > 0);
}

function placeOf(row: Row): string {
  return `${row.file}:${lineOf(row)}${columnOf(row) === null ? "" : `:${columnOf(row)}`}`;
}

function useAt({ file, line, column }: Use): string {
  return `${file}:${line}:${column}`;
}

/** As JSON: the text is a stranger's, and goes to a terminal. */
function quoted({ image }: { readonly image: string }): string {
  return JSON.stringify(image);
}

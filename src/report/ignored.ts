// What somebody said not to check: it is neither fine nor forgotten, so every report says who was silenced and why.
import type { Ignore, JudgedUse, Report } from "../model.ts";
import { printReference } from "../references/print.ts";
import { clip, plain } from "./escape.ts";
import { inOrder } from "./order.ts";
import { many } from "../counted.ts";

/** Lines of them in a report of lines. */
const mostLines = 50;

/** `ignored: built after merge, until 2027-01-31`; `null` where nobody said so. Untrusted words in it. */
export function ignoredWords({ ignored }: Pick<JudgedUse, "ignored">): string | null {
  if (ignored.length === 0) return null;
  return `ignored: ${[...new Set(ignored.map(reasonOf))].join("; ")}`;
}

function reasonOf({ reason, until }: Ignore): string {
  return until === null ? reason : `${reason}, until ${until}`;
}

/** `2 uses of ghcr.io/acme/next:1 ignored (tag-missing): built after merge`, one line for each image and reason. */
export function ignoredLines({ uses }: Pick<Report, "uses">): readonly string[] {
  const silenced = inOrder(uses.filter(({ ignored }) => ignored.length > 0));
  const groups = Map.groupBy(silenced, (use) => JSON.stringify([nameOf(use), rulesOf(use), ignoredWords(use)]));
  const lines = [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const rules = rulesOf(first);
    const head = `${many(others.length + 1, "use")} of ${shown(nameOf(first), 300)} ignored`;
    const named = rules === "" ? "" : ` (${shown(rules, 300)})`;
    return [`${head}${named}: ${shown(ignoredWords(first)?.replace(/^ignored: /, "") ?? "", 600)}`];
  });
  const rest = lines.length - mostLines;
  return rest > 0 ? [...lines.slice(0, mostLines), `and ${rest} more that are ignored`] : lines;
}

function nameOf({ use, parsed }: JudgedUse): string {
  return parsed.kind === "reference" ? printReference(parsed.reference) : use.image;
}

function rulesOf({ ignored }: JudgedUse): string {
  return [...new Set(ignored.flatMap(({ rules }) => rules))].join(", ");
}

function shown(text: string, length: number): string {
  return plain(clip(text, length));
}

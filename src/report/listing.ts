// What `pullgate list` prints: the uses of images that a check would judge, known without a single request.
import { positionOf } from "../manifests/position.ts";
import type { ImageUse, ListedUse, Listing, ParsedReference } from "../model.ts";
import { printReference } from "../references/print.ts";
import { clip, plain, unforgeable } from "./escape.ts";
import { each, jsonText, schemaVersion, useEntry } from "./json.ts";
import { inOrder } from "./order.ts";
import { scopeLine } from "./scope.ts";
import { registryCount, scopeWords, unchangedIn } from "./totals.ts";
import type { Totals } from "./totals.ts";
import { columnsOf, padTo } from "./width.ts";

/** Text: one line a use and one of counts. JSON: the report's keys as far as they are known, `verdict` always `null`. */
export function renderListing(listing: Listing, format: "text" | "json"): string {
  switch (format) {
    case "text":
      return text(listing);
    case "json":
      return [
        ...jsonText({
          schemaVersion,
          tool: { name: "pullgate", version: listing.version },
          totals: totalsOf(listing),
          uses: each(inOrder(listing.uses), (use) => useEntry(use, null)),
        }),
      ].join("");
  }
}

/** Nobody was asked and nothing was judged: those counts are zero. */
function totalsOf({ uses, scope, files, documents, durationMs }: Listing): Totals {
  const references = uses.flatMap(({ parsed }) => (parsed.kind === "reference" ? [parsed.reference] : []));
  return {
    files,
    documents,
    uses: uses.length,
    unchanged: unchangedIn(scope),
    images: new Set(references.map(printReference)).size,
    registries: registryCount(uses),
    errors: 0,
    warnings: 0,
    notices: 0,
    requests: 0,
    countedPulls: 0,
    durationMs,
  };
}

function text(listing: Listing): string {
  const rows = inOrder(listing.uses).map(
    (listed) => [placeOf(listed.use), meaning(listed), owner(listed.use)] as const,
  );
  const place = widestOf(rows.map(([cell]) => cell));
  const image = widestOf(rows.map(([, cell]) => cell));
  const lines = rows.map((row) => `${padTo(row[0], place)}  ${padTo(row[1], image)}  ${row[2]}`);
  const scope = scopeLine(listing.scope, listing.uses.length);
  const said = scope === null ? [] : [plain(clip(scope, 1000))];
  return `${[...lines, ...said, scopeWords(totalsOf(listing))].map(unforgeable).join("\n")}\n`;
}

/** The widest cell, but no wider than what a line can bear; a wider one pushes its line's rest to the right. */
function widestOf(cells: readonly string[]): number {
  return cells.reduce((widest, cell) => Math.max(widest, Math.min(60, columnsOf(cell))), 0);
}

function placeOf({ span }: ImageUse): string {
  const { line, column } = positionOf(span);
  return plain(`${span.file.path}:${line}:${column}`);
}

/** What a node would make of the name. */
function meaning({ use, parsed }: ListedUse): string {
  const written = plain(clip(use.image, 300));
  if (use.target.kind === "open") return `${written} (${openTo[use.target.to]})`;
  return parsed.kind === "reference" ? plain(printReference(parsed.reference)) : `${written} (${unknown(parsed)})`;
}

/** Who has the last word. */
const openTo: Readonly<Record<Extract<ImageUse["target"], { kind: "open" }>["to"], string>> = {
  base: "the tag is its base's",
  chart: "the tag is its chart's",
  "image-trigger": "an image change trigger fills it in",
  "version-range": "a range of versions",
  parameter: "a parameter fills it in",
};

function unknown(parsed: Exclude<ParsedReference, { kind: "reference" }>): string {
  switch (parsed.kind) {
    case "placeholder":
      return `placeholder ${plain(clip(parsed.token, 100))}`;
    case "invalid":
      return plain(clip(parsed.reason, 300));
  }
}

/** `Deployment shop/web, container web`. */
function owner({ kind, name, namespace, container }: ImageUse): string {
  const object = `${kind} ${namespace === null ? "" : `${namespace}/`}${name}`.trimEnd();
  return plain(clip(container === null ? object : `${object}, container ${container}`, 300));
}

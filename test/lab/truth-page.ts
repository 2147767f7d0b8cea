// What the cases came to, drawn: a table by family for a terminal, and the page docs/truth.md.
import { format, resolveConfig } from "prettier";
import { type Agreement, agreementOf } from "./agreement.ts";
import { seriesInLab } from "./containerd.ts";
import type { Result } from "./results.ts";

interface Row {
  readonly family: string;
  readonly cases: number;
  readonly counts: Readonly<Record<Agreement["kind"], number>>;
}

export function textTable(results: readonly Result[]): string {
  const lines = [
    ["family", "cases", "pulls", "agreed", "false alarms", "misses", "wrong reasons", "not counted"],
    ...rowsOf(results).map(cells),
  ];
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  return lines
    .map((line) =>
      line
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join("  "),
    )
    .join("\n");
}

export async function renderTruth(results: readonly Result[]): Promise<string> {
  const rows = rowsOf(results).map((row) => `| ${cells(row).join(" | ")} |`);
  const text = `# Truth

Each case is pulled by the real containerd (${seriesInLab.join(", ")}) from real registries behind a gateway, and the gate is asked for the same manifest.

| family | cases | pulls | agreed | false alarms | misses | wrong reasons | not counted |
| --- | --- | --- | --- | --- | --- | --- | --- |
${rows.join("\n")}
`;
  const options = await resolveConfig(new URL("../../docs/truth.md", import.meta.url));
  return format(text, { ...options, parser: "markdown" });
}

function rowsOf(results: readonly Result[]): readonly Row[] {
  const families = [...Map.groupBy(results, ({ one }) => one.family)].map(([family, of]) => rowOf(family, of));
  return [...families, rowOf("all", results)];
}

function rowOf(family: string, results: readonly Result[]): Row {
  const counts = { agreed: 0, uncounted: 0, "false alarm": 0, miss: 0, "wrong reason": 0 };
  for (const { one, trials } of results) for (const trial of trials) counts[agreementOf(one, trial).kind] += 1;
  return { family, cases: results.length, counts };
}

/** A wrong reason agrees all the same. */
function cells({ family, cases, counts }: Row): readonly string[] {
  const counted = counts.agreed + counts["wrong reason"] + counts["false alarm"] + counts.miss;
  const agreed = counts.agreed + counts["wrong reason"];
  const numbers = [
    cases,
    counted,
    agreed,
    counts["false alarm"],
    counts.miss,
    counts["wrong reason"],
    counts.uncounted,
  ];
  return [family, ...numbers.map(String)];
}

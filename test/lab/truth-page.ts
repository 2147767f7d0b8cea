// What the cases came to, drawn: a table by family for a terminal, and the page docs/truth.md.
import { format, resolveConfig } from "prettier";
import { type Agreement, agreementOf } from "./agreement.ts";
import { seriesInLab } from "./series.ts";
import type { Result } from "./results.ts";

/** How often the pulls of some cases came to what. */
interface Row {
  readonly name: string;
  readonly cases: number;
  readonly counts: Readonly<Record<Agreement["kind"], number>>;
}

interface Pull {
  readonly id: string;
  readonly family: string;
  readonly series: string;
  readonly agreement: Agreement;
}

const columns = ["cases", "pulls", "agreed", "false alarms", "misses", "wrong reasons", "not counted"];

export function textTable(results: readonly Result[]): string {
  const lines = [["family", ...columns], ...rowsBy(pullsOf(results), "family").map(cells)];
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  return lines
    .map((line) =>
      line
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join("  "),
    )
    .join("\n");
}

/** The page as it is committed; nothing in it differs from run to run. */
export async function renderTruth(results: readonly Result[]): Promise<string> {
  const pulls = pullsOf(results);
  const [total] = rowsBy(pulls, "family").slice(-1);
  const wrong = total?.counts["wrong reason"] ?? 0;
  const text = `# Truth

The verdict has to equal what containerd does. So each case below is pulled by the real containerd, by the kubelet's own call
(\`PullImage\`), from real registries behind a gateway that answers as the registry of the case does; and Pullgate is asked for
the same manifest, at depth \`blobs\` and with that \`--containerd\`. This page is what came of it: \`npm run truth\` writes it,
and CI fails when it is stale or when one pull disagrees. The cases are data, in [test/lab/cases](../test/lab/cases); how they
are made and run is told in [test/lab](../test/lab/README.md).

A pull and a verdict **agree** when Pullgate says \`pullable\` exactly if the pull succeeds, tried up to four times as the kubelet
does. A **false alarm** is a pull that works and a verdict that says otherwise; a **miss** is the reverse. A **wrong reason**
agrees, and names another verdict, another rule, or other words than containerd's: what \`kubelet\` holds is compared with the
real message, without addresses, ports and times of the machine.

${table("family", rowsBy(pulls, "family"))}

Right reasons: ${percent((total?.counts.agreed ?? 0) / Math.max(1, (total?.counts.agreed ?? 0) + wrong))} of what agrees.

${table("containerd", rowsBy(pulls, "series"))}

Nodes of arm64 are asked too: that containerd is run by QEMU. 2.0 has no judge: no Debian release carries it, and its rules
are from the source at its tag.

## The kubelet's choice

Which pull secrets and which logins of a node are tried is up to the kubelet. In ${results.filter(({ one }) => one.credentials.isWorkedOut).length} cases that was worked out by hand, from
the kubelet's sources, and each login was then tried by \`PullImage\` in its order; Pullgate was given the manifests alone.
Every password of these cases was looked for afterwards: in what it reported, and in what each host was sent.

## Written blind

The 30 cases of the family \`from-sources\` were written from containerd's source and the documents alone, without the code in view.
Their first run, before anything was mended: 77 of 90 pulls agreed, with 6 false alarms and 7 misses;
30 of the 77 for a reason or in words that were not quite right. On containerd 2.1, the default, 27 of 30 agreed. What they
found is mended; one of them is not counted, as listed below.

## Shown, and not counted

Each with why the pull's outcome and the verdict may differ. The verdict is checked all the same.

${uncounted(pulls)}
`;
  const options = await resolveConfig(new URL("../../docs/truth.md", import.meta.url));
  return format(text, { ...options, parser: "markdown" });
}

function pullsOf(results: readonly Result[]): readonly Pull[] {
  return results.flatMap(({ one, trials }) =>
    trials.map((trial) => ({
      id: one.id,
      family: one.family,
      series: trial.series,
      agreement: agreementOf(one, trial),
    })),
  );
}

function rowsBy(pulls: readonly Pull[], key: "family" | "series"): readonly Row[] {
  const parts = [...Map.groupBy(pulls, (pull) => pull[key])].map(([name, of]) => rowOf(name, of));
  return [...parts.toSorted((a, b) => (a.name < b.name ? -1 : 1)), rowOf("all", pulls)];
}

function rowOf(name: string, pulls: readonly Pull[]): Row {
  const counts = { agreed: 0, uncounted: 0, "false alarm": 0, miss: 0, "wrong reason": 0 };
  for (const { agreement } of pulls) counts[agreement.kind] += 1;
  return { name, cases: new Set(pulls.map(({ id }) => id)).size, counts };
}

/** A wrong reason agrees all the same. */
function cells({ name, cases, counts }: Row): readonly string[] {
  const agreed = counts.agreed + counts["wrong reason"];
  const counted = agreed + counts["false alarm"] + counts.miss;
  const numbers = [cases, counted, agreed, counts["false alarm"], counts.miss, counts["wrong reason"]];
  return [name, ...[...numbers, counts.uncounted].map(String)];
}

function table(first: string, rows: readonly Row[]): string {
  const lines = [[first, ...columns], ["---", ...columns.map(() => "--:")], ...rows.map(cells)];
  return lines.map((line) => `| ${line.join(" | ")} |`).join("\n");
}

function uncounted(pulls: readonly Pull[]): string {
  const reasons = new Map<string, Map<string, string[]>>();
  for (const { id, series, agreement } of pulls) {
    if (agreement.kind !== "uncounted") continue;
    const cases = reasons.get(agreement.why) ?? new Map<string, string[]>();
    reasons.set(agreement.why, cases.set(id, [...(cases.get(id) ?? []), series]));
  }
  return [...reasons]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([why, cases]) => {
      const lines = [...cases].map(([id, series]) => `- ${plain(id)}${only(series)}`);
      return `**${plain(why)}**\n\n${lines.join("\n")}`;
    })
    .join("\n\n");
}

function only(series: readonly string[]): string {
  return series.length === seriesInLab.length ? "" : ` (${series.join(", ")} only)`;
}

function plain(text: string): string {
  return text.replaceAll(/[\\`*_<>[\]]/g, "\\$&");
}

function percent(share: number): string {
  return `${(Math.floor(share * 1000) / 10).toFixed(1)} %`;
}

// The section of docs/truth.md that tells how the faults were named; nothing in it differs from run to run.
import { format, resolveConfig } from "prettier";
import { judgementOf } from "./agreement.ts";
import { healthyRuns } from "./cost.ts";
import { firstRunSection } from "./first-run.ts";
import type { FaultResult, Reach } from "./results.ts";

const heading = "\n## Reach\n";
const nextHeading = "\n## Limits\n";
const page = new URL("../../../docs/truth.md", import.meta.url);

/** The page in three: what `npm run truth` writes, this section, which `npm run reach` does, and that of `npm run limits`. */
export function sectionsOf(text: string): { readonly truth: string; readonly reach: string; readonly limits: string } {
  const [before, limits] = cutAt(text, nextHeading);
  const [truth, reach] = cutAt(before, heading);
  return { truth, reach, limits };
}

function cutAt(text: string, mark: string): readonly [before: string, from: string] {
  const at = text.indexOf(mark);
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at)];
}

/** How many of some results are how. */
interface Row {
  readonly name: string;
  readonly faults: number;
  readonly healthy: number;
  readonly named: number;
  readonly pulls: number;
  readonly agreed: number;
  readonly quoted: number;
  readonly words: number;
}

const columns = ["faults", "well", "named right", "pulls", "agreed", "kubelet's words", "the same"];

export function textTable(results: readonly FaultResult[]): string {
  const lines = [["", ...columns], ...rowsOf(results).map(cells)];
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  return lines.map((line) => line.map((cell, column) => cell.padStart(widths[column] ?? 0)).join("  ")).join("\n");
}

export async function renderReach({ results, cost }: Pick<Reach, "results" | "cost">): Promise<string> {
  const lines = [["family", ...columns], ["---", ...columns.map(() => "--:")], ...rowsOf(results).map(cells)];
  const told = cost.healthy.map(
    ({ name, requests }) => `| ${name} | ${healthyRuns.find((run) => run.name === name)?.requests} | ${requests} |`,
  );
  const text = `${heading}
Where nothing gets through, the hop has to be named, and the host. In a network of their own, with real firewalls (\`nft\`),
resolvers (\`dnsmasq\`), proxies (\`squid\`: open, with a password, refusing hosts, opening TLS) and certificates, each fault below is
met by Pullgate and, through the same proxies, by the real containerd 2.1. A fault is **named right** when verdict, rule, severity,
the host in the message and the one failing hop of the route are those of its row; on ways on which all is **well** nothing may be
found. A pull **agrees** when it succeeds exactly if the verdict is \`pullable\`. The rows are data, in
[test/lab/reach](../test/lab/reach/cases); \`npm run reach\` writes this section, and CI fails when it is stale or when one row is wrong.

${lines.map((line) => `| ${line.join(" | ")} |`).join("\n")}

${firstRunSection()}

Pulls are not asked for where a node would ask what Pullgate doesn't: services of metadata, what only a fork names.

Telling the route costs healthy ones nothing: this many requests reached the registries before routes were told, and do now.

| run | before | now |
| --- | --: | --: |
${told.join("\n")}

A registry that drops every packet is tried once, whatever the number of its images: ${cost.dropped.tried === 1 ? "once" : `${cost.dropped.tried} times`} in a run over five registries.
`;
  const options = await resolveConfig(page);
  // The section begins with an empty line.
  return `\n${(await format(text, { ...options, parser: "markdown" })).trimStart()}`;
}

function rowsOf(results: readonly FaultResult[]): readonly Row[] {
  const families = Map.groupBy(results, ({ fault }) => fault.family);
  return [...[...families].map(([name, of]) => rowOf(name, of)), rowOf("all", results)];
}

function rowOf(name: string, results: readonly FaultResult[]): Row {
  const judgements = results.map(({ fault, trial }) => judgementOf(fault, trial));
  const pulls = judgements.flatMap(({ pulled }) => (pulled === null ? [] : [pulled]));
  const words = judgements.flatMap((judgement) => (judgement.words === null ? [] : [judgement.words]));
  const faults = results.filter(({ fault }) => fault.expected[0].rule !== null).length;
  return {
    name,
    faults,
    healthy: results.length - faults,
    named: judgements.filter(({ named }) => named.length === 0).length,
    pulls: pulls.length,
    agreed: pulls.filter((mistakes) => mistakes.length === 0).length,
    quoted: words.length,
    words: words.filter((mistakes) => mistakes.length === 0).length,
  };
}

function cells({ name, faults, healthy, named, pulls, agreed, quoted, words }: Row): readonly string[] {
  return [name, ...[faults, healthy, named, pulls, agreed, quoted, words].map(String)];
}

// `npm run reach`: tries every fault, by the gate and by real containerds, and writes its section of docs/truth.md.
// With a part of an id: those faults alone, as they went.
import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { judgementOf, mistakesIn } from "./agreement.ts";
import { renderReach, sectionsOf, textTable } from "./page.ts";
import { askFaults, type FaultResult } from "./results.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { verbose: { type: "boolean", default: false } },
});
const part = positionals.join(" ");

let bad = 0;
const started = performance.now();
const reach = await askFaults(part, ({ fault, trial }) => {
  const mistakes = mistakesIn(judgementOf(fault, trial));
  if (mistakes.length > 0) bad += 1;
  if (mistakes.length > 0 || values.verbose) show({ fault, trial }, mistakes);
});
const { results, counts, cost } = reach;
const { without, withIt } = cost.dropped.took;
console.log(`\n${textTable(results)}\n`);
console.log(`to services of metadata: ${counts.metadata} packets, ${counts.intruders} connections`);
for (const { name, requests, reported, connections, questions } of cost.healthy) {
  console.log(
    `${name}: ${requests} requests (${reported} reported), ${connections} connections, ${questions} questions`,
  );
}
console.log(`one of five dropped: tried ${cost.dropped.tried} times; ${without} ms without it, ${withIt} ms with it`);
console.log(
  `${results.length - bad} of ${results.length} agree; ${Math.round((performance.now() - started) / 1000)} s`,
);
if (part === "") {
  const page = new URL("../../../docs/truth.md", import.meta.url);
  const { truth, limits } = sectionsOf(await readFile(page, "utf8"));
  await writeFile(page, `${truth}${await renderReach(reach)}${limits}`);
}
process.exitCode = bad === 0 ? 0 : 1;

function show({ fault, trial }: FaultResult, mistakes: readonly string[]): void {
  const { findings, route, egress, pull, took, verdict } = trial;
  console.log(`${mistakes.length === 0 ? "agrees" : "WRONG"}: ${fault.id}`);
  for (const mistake of mistakes) console.log(`    - ${mistake}`);
  console.log(`    gate (${took.gate} ms): ${verdict}`);
  for (const { rule, severity, message, fix } of findings)
    console.log(`      ${severity} ${rule}: ${message} — ${fix}`);
  for (const { stage, host, ok, detail } of route) console.log(`      ${ok ? "+" : "-"} ${stage} ${host}: ${detail}`);
  for (const line of egress) console.log(`      egress ${line}`);
  const told =
    pull === null ? `not asked: ${fault.unjudged}` : pull.kind === "pulled" ? "pulled" : `${pull.code}: ${pull.words}`;
  console.log(`    containerd (${took.pull} ms): ${told}`);
}

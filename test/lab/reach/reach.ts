// `npm run reach`: tries every fault, by the gate and by real containerds, and writes its section of docs/truth.md.
// With a part of an id: those faults alone, as they went.
import { parseArgs } from "node:util";
import { judgementOf, mistakesIn } from "./agreement.ts";
import { askFaults, type FaultResult } from "./results.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { verbose: { type: "boolean", default: false } },
});
const part = positionals.join(" ");

let bad = 0;
const started = performance.now();
const { results, counts } = await askFaults(part, ({ fault, trial }) => {
  const mistakes = mistakesIn(judgementOf(fault, trial));
  if (mistakes.length > 0) bad += 1;
  if (mistakes.length > 0 || values.verbose) show({ fault, trial }, mistakes);
});
console.log(JSON.stringify(counts));
console.log(`${results.length - bad} of ${results.length} agree; ${Math.round((performance.now() - started) / 1000)} s`);
process.exitCode = bad === 0 ? 0 : 1;

function show({ fault, trial }: FaultResult, mistakes: readonly string[]): void {
  const { findings, route, pull, took, verdict } = trial;
  console.log(`${mistakes.length === 0 ? "agrees" : "WRONG"}: ${fault.id}`);
  for (const mistake of mistakes) console.log(`    - ${mistake}`);
  console.log(`    gate (${took.gate} ms): ${verdict}`);
  for (const { rule, severity, message, fix } of findings) console.log(`      ${severity} ${rule}: ${message} — ${fix}`);
  for (const { stage, host, ok, detail } of route) console.log(`      ${ok ? "+" : "-"} ${stage} ${host}: ${detail}`);
  const told = pull === null ? `not asked: ${fault.unjudged}` : pull.kind === "pulled" ? "pulled" : `${pull.code}: ${pull.words}`;
  console.log(`    containerd (${took.pull} ms): ${told}`);
}

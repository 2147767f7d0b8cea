// `npm run truth`: asks every case of the real containerds and of the gate, prints the table, and writes docs/truth.md.
// With a part of an id: those cases alone, as they went.
import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { type Agreement, agreementOf } from "./agreement.ts";
import { readCases } from "./case.ts";
import { sectionsOf } from "./reach/page.ts";
import { askCases } from "./results.ts";
import type { Trial } from "./trial.ts";
import { renderTruth, textTable } from "./truth-page.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { verbose: { type: "boolean", default: false } },
});
const part = positionals.join(" ");
const cases = new Map(readCases().map((one) => [one.id, one]));

let bad = 0;
const results = await askCases(part, ({ id, trials }) => {
  const one = cases.get(id);
  if (one === undefined) return;
  for (const trial of trials) {
    const agreement = agreementOf(one, trial);
    if (!isFine(agreement)) bad += 1;
    if (trial.leaks.length > 0) {
      bad += 1;
      console.log(`LEAK ${id} [${trial.series}]: a password is shown to ${trial.leaks.join(", ")}`);
    }
    if (!isFine(agreement) || values.verbose) {
      console.log(
        `${agreement.kind.toUpperCase()} ${id} [${trial.series}]${"what" in agreement ? `: ${agreement.what}` : ""}`,
      );
      console.log(
        `    ${one.image}: ${trial.verdict} ${trial.rules.join(" ")} (${trial.took.gate} ms): ${trial.message ?? ""}`,
      );
      console.log(
        `    containerd (${trial.took.pull} ms): ${trial.attempts.map((pulls) => pulls.map(shown).join(", then ")).join(" | ")}`,
      );
    }
  }
});
console.log(`\n${textTable(results)}`);
if (part === "") {
  const page = new URL("../../docs/truth.md", import.meta.url);
  const { reach, limits } = sectionsOf(await readFile(page, "utf8"));
  await writeFile(page, `${await renderTruth(results)}${reach}${limits}`);
}
process.exitCode = bad === 0 ? 0 : 1;

function shown(pull: Trial["attempts"][number][number]): string {
  return pull.kind === "pulled" ? "pulled" : `${pull.code}: ${pull.words}`;
}

function isFine({ kind }: Agreement): boolean {
  return kind === "agreed" || kind === "uncounted";
}

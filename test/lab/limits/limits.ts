// `npm run limits`: measures what pulls cost and what the gate makes of it, prints every claim, and writes its section of docs/truth.md.
// With a part of a name (`prices`, `forecasts`, `cost`, `slow`): those alone, and nothing is written.
import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { sectionsOf } from "../reach/page.ts";
import { claimsOf } from "./claims.ts";
import { renderLimits } from "./page.ts";
import { isWhole, measureLimits } from "./results.ts";

const { positionals } = parseArgs({ allowPositionals: true });
const part = positionals.join(" ");
const started = performance.now();
const measured = await measureLimits(part);
const claims = claimsOf(measured);
const width = Math.max(0, ...claims.map(({ name }) => name.length));
for (const { name, holds, figures } of claims) {
  console.log(`${holds ? "holds" : "WRONG"}  ${name.padEnd(width)}  ${figures}`);
}
const wrong = claims.filter(({ holds }) => !holds).length;
console.log(
  `\n${claims.length - wrong} of ${claims.length} hold; ${Math.round((performance.now() - started) / 1000)} s`,
);
if (part === "" && isWhole(measured)) {
  const page = new URL("../../../docs/truth.md", import.meta.url);
  const { truth, reach } = sectionsOf(await readFile(page, "utf8"));
  await writeFile(page, `${truth}${reach}${await renderLimits(measured)}`);
}
process.exitCode = wrong === 0 && claims.length > 0 ? 0 : 1;

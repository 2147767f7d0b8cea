// Everything CI runs, in one command: formatting, lint, types, unused code, that `dist/` is what the sources make, the demo and the tests.
import { spawnSync } from "node:child_process";

const steps: readonly (readonly [string, readonly string[]])[] = [
  ["formatting", ["npm", "run", "--silent", "format"]],
  ["lint", ["npm", "run", "--silent", "lint"]],
  ["types", ["npm", "run", "--silent", "types"]],
  ["unused code", ["npm", "run", "--silent", "unused"]],
  ["bundle", ["node", "scripts/build.ts", "--check"]],
  ["demo", ["npm", "run", "--silent", "demo"]],
  ["tests", ["npm", "test", "--silent"]],
];

let passed = 0;
const failed: string[] = [];
for (const [name, [command = "", ...rest]] of steps) {
  const started = performance.now();
  console.log(`\n== ${name}`);
  const { status } = spawnSync(command, rest, { stdio: "inherit" });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`== ${name}: ${status === 0 ? "passed" : "FAILED"} in ${seconds} s`);
  if (status === 0) passed += 1;
  else failed.push(name);
}
if (failed.length > 0) console.log(`\nfailed: ${failed.join(", ")}`);
console.log(`${passed} passed, ${failed.length} failed`);
process.exitCode = failed.length === 0 ? 0 : 1;

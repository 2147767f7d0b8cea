// Runs every rule case: the findings of its manifests are those of its `expected.txt`, word for word.
// `UPDATE=1 npx vitest run test/rules` writes what was found instead, for a person to read; never on CI, and never silently.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { expectedOf, findCases, runCase, writtenForm } from "./cases.ts";

const updates = process.env["UPDATE"] === "1";

test("expectations are not written on CI", () => {
  expect(updates && process.env["CI"] === "true", "UPDATE=1 is for people").toBe(false);
});

test.for(findCases())("$rule: $name", async (one) => {
  const findings = await runCase(one);
  if (updates && process.env["CI"] !== "true") {
    writeFileSync(join(one.folder, "expected.txt"), writtenForm(one, findings));
  }
  const expected = expectedOf(one);
  expect(expected, "expected.txt is missing: an empty one stands for silence").not.toBeNull();
  expect(findings).toBe(expected);
});

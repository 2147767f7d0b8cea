// The lab proves nothing where its parts are missing: on CI that is a failure, elsewhere it is said and skipped.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { run } from "./command.ts";
import { missingForTruth, missingParts } from "./parts.ts";

test("the lab's parts are on this machine", (context) => {
  const missing = missingParts();
  if (missing !== null && process.env["CI"] !== "true") {
    console.warn(`lab: ${missing}`);
    context.skip(missing);
  }
  expect(missing).toBeNull();
});

test("the lab's containerds are on this machine, and it may make namespaces", (context) => {
  const missing = missingForTruth();
  if (missing !== null && process.env["CI"] !== "true") {
    console.warn(`lab: ${missing}`);
    context.skip(missing);
  }
  expect(missing).toBeNull();
});

test("one line names every part that is missing, with what it is for", () => {
  const line = missingParts("/nowhere") ?? "";
  expect(line.split("\n")).toHaveLength(1);
  for (const command of ["docker-registry", "skopeo", "umoci", "openssl", "setpriv", "perl"]) {
    expect(line).toMatch(new RegExp(` ${command} \\([a-z ]+\\)[,:]`));
  }
});

test("what is called without being a part is refused: it would be missing on a machine that install.sh prepared", async () => {
  await expect(run("node", "--version")).rejects.toThrow("test/lab/parts.txt");
});

test(".ci/run runs as CI does: a part that is missing is a failure", () => {
  expect(readFileSync(new URL("../../.ci/run", import.meta.url), "utf8")).toMatch(/^export CI=true$/m);
});

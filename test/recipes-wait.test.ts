// docs/recipes/wait-for-publication.md: its workflow and its settings are read as Pullgate reads them, and what it shows is what is printed.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { isObject } from "../src/json.ts";
import { waitedLines } from "../src/report/waited.ts";
import { readFlags } from "../src/settings/flags.ts";
import { settingsOf } from "./support/settings.ts";

const page = readFileSync(new URL("../docs/recipes/wait-for-publication.md", import.meta.url), "utf8");
const [workflow = "", file = ""] = [...page.matchAll(/```yaml\n([^]*?)\n```/g)].map(([, text = ""]) => text);

const meant = { waitMs: 20 * 60_000, waitFor: ["ghcr.io/acme/*"] };

test("the workflow's inputs are settings, and its job outlasts the wait", () => {
  const read: unknown = parse(workflow);
  expect(read).toMatchObject({
    permissions: { contents: "read", packages: "read" },
    jobs: { pullgate: { "timeout-minutes": expect.any(Number) as unknown } },
  });
  const [, minutes = "0"] = /timeout-minutes: (\d+)/.exec(workflow) ?? [];
  const steps = /OWNER\/pullgate@v0\n +with:\n([^]*)$/.exec(workflow)?.[1] ?? "";
  const inputs: unknown = parse(steps);
  if (!isObject(inputs)) throw new Error("the step has no inputs");
  const lists = { "wait-for": String(inputs["wait-for"]).trim().split("\n"), paths: [String(inputs["paths"])] };
  const settings = settingsOf(JSON.stringify({ ...inputs, ...lists }));
  expect(settings).toMatchObject({ ...meant, paths: ["k8s/**"] });
  expect(Number(minutes) * 60_000).toBeGreaterThan(settings.waitMs + settings.timeoutMs);
});

test("the settings file and the command say the same", () => {
  expect(settingsOf(file)).toMatchObject(meant);
  const [, command = ""] = /`pullgate (check --wait [^`]+)`/.exec(page) ?? [];
  expect(readFlags(command.split(" ").map((word) => word.replaceAll("'", "")))).toMatchObject({
    kind: "check",
    mistakes: [],
  });
});

test("what is shown is what is printed", () => {
  const lines = waitedLines([
    { reference: "ghcr.io/acme/api:2.0", ms: 1_200_000, published: false },
    { reference: "ghcr.io/acme/web:2.0", ms: 42_000, published: true },
  ]);
  expect(page).toContain(`\`\`\`\n${lines.join("\n")}\n\`\`\``);
});

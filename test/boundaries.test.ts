// The lines of docs/decisions/0013 as lint draws them: each file below crosses one, and has to be refused where it stands.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isObject, parseJson, stringAt } from "../src/json.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "pullgate-lint-"));
/** What lint says of each file below, by the name of the rule. */
const said = new Map<string, readonly string[]>();

const crossings = {
  imports: [
    'import fs from "fs"; export { fs };',
    'import { request } from "http"; export { request };',
    'import { readFile } from "fs/promises"; export { readFile };',
    'import { readFile } from "node:fs"; export { readFile };',
    'import { readFile } from "node:fs/promises"; export { readFile };',
    'import { setTimeout as wait } from "node:timers/promises"; export { wait };',
    'import { randomUUID } from "node:crypto"; export { randomUUID };',
    'import * as dice from "node:crypto"; export { dice };',
    'import { Agent } from "undici"; export { Agent };',
    'import Agent from "undici/lib/dispatcher/agent.js"; export { Agent };',
    'import Agent from "../../node_modules/undici/lib/dispatcher/agent.js"; export { Agent };',
    'import { getInput } from "@actions/core"; export { getInput };',
    'import { getInput } from "@actions/core/lib/core.js"; export { getInput };',
    'import { nodeFiles } from "../edges/files.ts"; export { nodeFiles };',
    'import { nodeFiles } from "../edges/deeper/files.ts"; export { nodeFiles };',
    'import left from "left-pad"; export { left };',
    'export * from "node:net";',
    'export const late = import("node:fs/promises");',
    'export const late = import("undici");',
  ],
  globals: [
    "export const home = process.env;",
    "export const home = globalThis.process;",
    'export const home = globalThis["process"];',
    'export const asked = fetch("https://registry.example/v2/");',
    'export const asked = globalThis.fetch("https://registry.example/v2/");',
    'export const asked = new WebSocket("wss://registry.example/");',
    "export const later = setTimeout(() => {}, 1);",
    "export const later = setInterval(() => {}, 1);",
    "export const later = setImmediate(() => {});",
    "export const now = performance.now();",
    "export const now = new Date();",
    "export const now = globalThis.Date;",
    "export const id = crypto.randomUUID();",
    'export const disk = require("fs");',
    'console.log("found");',
  ],
  properties: [
    "export const now = Date.now();",
    "export const dice = Math.random();",
    "export const { random } = Math;",
    "export const soon = AbortSignal.timeout(1);",
  ],
  comments: [
    '// @ts-ignore\nexport const port: number = "1";',
    '// @ts-expect-error because\nexport const port: number = "1";',
    '// @ts-nocheck\nexport const port: number = "1";',
  ],
} as const;

const ruleOf: Readonly<Record<keyof typeof crossings, string>> = {
  imports: "no-restricted-imports",
  globals: "no-restricted-globals",
  properties: "no-restricted-properties",
  comments: "ban-ts-comment",
};

const kinds = ["imports", "globals", "properties", "comments"] as const;
const folders = ["registries", "rules", "report", "references", "manifests", "settings", "credentials"];

const bad = kinds.flatMap((kind) =>
  crossings[kind].map((text, index) => ({
    path: `src/${folders[index % folders.length]}/bad-${kind}-${index}.ts`,
    text,
    rule: ruleOf[kind],
  })),
);

const good = {
  "src/registries/good.ts": `import { createHash } from "node:crypto";
import { posix } from "node:path";
import pLimit from "p-limit";
import type { Clock } from "../edges/edges.ts";
import { gate } from "./better.ts";
export const all = (clock: Clock) => [createHash("sha256"), posix.sep, pLimit(1), gate, clock.now(), Math.max(1, 2)];
`,
  "src/registries/better.ts": "export const gate = 1;\n",
  "src/registries/retry-after.ts": 'export const at = Date.parse("Thu, 01 Jan 1970 00:00:00 GMT");\n',
  "src/edges/edges.ts": "export interface Clock { now(): number }\n",
  "src/edges/good.ts": `import { readFileSync } from "node:fs";
import process from "node:process";
export const world = [readFileSync, process.env, Date.now(), Math.random(), performance.now(), setTimeout];
`,
};

beforeAll(() => {
  cpSync(join(root, ".oxlintrc.json"), join(folder, ".oxlintrc.json"));
  const files = [...Object.entries(good), ...bad.map(({ path, text }) => [path, `${text}\n`] as const)];
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const { stdout } = spawnSync(join(root, "node_modules/.bin/oxlint"), ["--format", "json"], {
    cwd: folder,
    encoding: "utf8",
  });
  const output = parseJson(stdout);
  const diagnostics: unknown = isObject(output) ? output["diagnostics"] : null;
  if (!Array.isArray(diagnostics)) throw new Error(`oxlint said no JSON: ${stdout}`);
  for (const diagnostic of diagnostics.filter(isObject)) {
    const path = stringAt(diagnostic, "filename");
    const [, rule = ""] = /\((.+)\)$/.exec(stringAt(diagnostic, "code")) ?? [];
    said.set(path, [...(said.get(path) ?? []), rule]);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("what crosses a line is refused", () => {
  test.each(bad)("$text", ({ path, rule }) => {
    expect(said.get(path)).toContain(rule);
  });
});

describe("what crosses none is not", () => {
  test.each(Object.keys(good))("%s", (path) => {
    expect(said.get(path) ?? []).toEqual([]);
  });
});

test("no source takes itself out of lint, and the one that may say Date asks no clock", () => {
  const sources = spawnSync("git", ["grep", "-lE", "(oxlint|eslint)-disable", "--", "src"], { cwd: root });
  expect(sources.stdout.toString()).toBe("");
  expect(readFileSync(join(root, "src/registries/retry-after.ts"), "utf8")).not.toMatch(/new Date|Date\(/);
});

// Two runs with one cache folder, through the whole gate: the second one spends nothing, and says what one without a cache would.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Report } from "../src/model.ts";
import { renderSummary } from "../src/report/summary.ts";
import { testEdges } from "./support/edges.ts";
import { checkedGate } from "./support/gate.ts";
import { podWith } from "./support/pull-world.ts";
import { settingsOf } from "./support/settings.ts";
import { folderStore } from "./support/store.ts";

const base = mkdtempSync(join(tmpdir(), "pullgate-test-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));
let folders = 0;
const newFolder = (): string => join(base, `cache-${(folders += 1)}`);

const canary = "canary-51e0";
const secretive = { "/config": { Env: [`TOKEN=${canary}`] }, "/history": [{ created_by: canary }] };
const kinds = [
  { platforms: ["linux/amd64", "linux/arm64"], attestation: true },
  { platforms: ["linux/amd64"] },
  { platforms: ["linux/amd64"], index: true, format: "docker" },
  { platforms: ["linux/arm64"] },
  { platforms: ["linux/amd64"], wrong: "layers" },
] as const;
const names = Array.from({ length: 50 }, (_, number) => `shop/image-${number}`);

/** Fifty images of five kinds, two of which a node can't run; `more` changes each, and `host` their host. */
function worldOf(more: object = {}, host: object = {}): unknown {
  const repositories = Object.fromEntries(
    names.map((name, number) => [name, { "1": { ...kinds[number % 5], editConfig: secretive, ...more } }]),
  );
  return { "registry.test": { auth: "token", repositories, ...host } };
}

interface Ran {
  readonly report: Report;
  readonly gets: number;
  readonly logged: readonly string[];
}

async function run(folder: string | null, world: unknown, depth = "manifest"): Promise<Ran> {
  const images = names.map((name) => `registry.test/${name}:1`);
  const { edges, registry, clock, logged } = testEdges({ world, files: { "a.yaml": podWith("all", images) } });
  const store = folder === null ? null : folderStore(folder, clock, edges.log);
  const report = await checkedGate(settingsOf(`depth: ${depth}`), { ...edges, store });
  return { report, gets: registry.count({ method: "GET", path: /\/manifests\// }), logged };
}

/** What was found of each image, without the requests that it took. */
function found({ report }: Ran): unknown {
  const uses = report.uses.map(({ use, verdict, outcome }) => [use.image, verdict, { ...outcome, evidence: [] }]);
  return { uses, outcome: report.outcome, findings: report.findings.map(({ rule, message }) => [rule, message]) };
}

test("fifty images: the second run is the same, without a counted pull", async () => {
  const folder = newFolder();
  const cold = await run(folder, worldOf());
  const warm = await run(folder, worldOf());
  expect(found(warm)).toEqual(found(cold));
  expect(new Set(cold.report.uses.map(({ verdict }) => verdict)).size).toBeGreaterThan(1);
  expect(cold.report.cost).toMatchObject({ requests: 174, countedPulls: 70 });
  expect(warm.report.cost).toMatchObject({ requests: 124, countedPulls: 0 });
  expect([cold.gets, warm.gets]).toEqual([70, 0]);
  // Configs of those that don't fit are read anew: what is kept of one is good news only.
  const parts = warm.report.uses.filter(({ outcome }) => outcome.evidence.at(-1)?.status === 206);
  expect(parts).toHaveLength(30);
  expect([...cold.logged, ...warm.logged].filter((line) => !/^(?:asking |requests: )/.test(line))).toEqual([]);
  const texts = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"));
  expect(texts.length).toBeGreaterThan(100);
  expect(texts.filter((text) => text.includes(canary))).toEqual([]);
});

test.for([
  ["children", { missing: ["child"] }, "manifest"],
  ["configs", { missing: ["config"] }, "manifest"],
  ["layers", { missing: ["layer"] }, "blobs"],
  ["images", { stored: "nowhere" }, "manifest"],
  ["what the tags stood for", { platforms: ["linux/s390x"] }, "manifest"],
] as const)("%s that are gone since are found gone", async ([, more, depth]) => {
  const folder = newFolder();
  const before = await run(folder, worldOf(), depth);
  const warm = await run(folder, worldOf(more), depth);
  const without = await run(null, worldOf(more), depth);
  expect(found(warm)).toEqual(found(without));
  expect(found(warm)).not.toEqual(found(before));
});

test("what an outage brought is not kept", async () => {
  const folder = newFolder();
  const fault = { path: "/(manifests/sha256|blobs)", status: 503 };
  await run(folder, worldOf({}, { faults: [fault] }));
  const after = await run(folder, worldOf());
  expect(found(after)).toEqual(found(await run(null, worldOf())));
  expect(after.gets).toBe(70);
});

test("a folder in which every byte is wrong, or which is none: the same verdicts", async () => {
  const folder = newFolder();
  const cold = await run(folder, worldOf());
  for (const entry of readdirSync(join(folder, "content-v2"), { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) writeFileSync(join(entry.parentPath, entry.name), '{"os":"plan9"}');
  }
  const damaged = await run(folder, worldOf());
  expect(found(damaged)).toEqual(found(cold));
  expect(damaged.gets).toBe(70);
  expect(damaged.logged.length).toBeGreaterThan(0);
  expect((await run(folder, worldOf())).gets).toBe(0);

  const file = newFolder();
  writeFileSync(file, "");
  const without = await run(file, worldOf());
  expect(found(without)).toEqual(found(cold));
  expect(without.report.troubles).toEqual([expect.stringContaining("(ENOTDIR)")]);
  expect(renderSummary(without.report)).toContain("can't be read (ENOTDIR)");
});

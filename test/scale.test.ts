// What a large repository costs: requests, memory and determinism, which don't wobble; times are shown in bench/.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isObject, parseJson } from "../src/json.ts";
import { openRegistry, type Registry } from "./support/registry/registry.ts";
import { type ServedRegistry, serveRegistry } from "./support/registry/serve.ts";
import { readWorld } from "./support/registry/world.ts";
import { assertReport } from "./support/report-schema.ts";
import { createFolder, type Folder, spawnBundle } from "./support/spawn.ts";

const images = 1000;
const uses = 10_000;
const usesInFile = 50;
const memoryLimit = 300 * 1024;

/** Loaded before the bundle: prints the process's peak resident memory, in KiB, as it ends. */
const peakScript = 'process.on("exit", () => process.stderr.write(`\\npeak ${process.resourceUsage().maxRSS}\\n`));';

let registry: Registry;
let served: ServedRegistry;
let folder: Folder;

beforeAll(async () => {
  const repositories = Object.fromEntries(Array.from({ length: images }, (_, index) => [`app/a${index}`, ["1.0"]]));
  registry = openRegistry(readWorld({ "scale.test": { repositories } }));
  served = await serveRegistry(registry);
  folder = await createFolder({
    "peak.mjs": peakScript,
    ...Object.fromEntries(
      Array.from({ length: uses / usesInFile }, (_, file) => [
        `k8s/team-${file}/workloads.yaml`,
        Array.from({ length: usesInFile }, (_, index) => deployment(file * usesInFile + index)).join("---\n"),
      ]),
    ),
  });
});
afterAll(async () => {
  await folder.remove();
  await served.close();
});

function deployment(index: number): string {
  return served.address(`apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-${index}
  namespace: team
spec:
  selector:
    matchLabels: { app: app-${index} }
  template:
    metadata:
      labels: { app: app-${index} }
    spec:
      containers:
        - name: app
          image: scale.test/app/a${index % images}:1.0
`);
}

/** The report without what differs from run to run by nature; and the peak of memory. */
async function run(depth: string): Promise<{ readonly report: string; readonly peak: number }> {
  const environment = { NODE_OPTIONS: `--import=${folder.path}/peak.mjs` };
  const args = ["check", "k8s", "--depth", depth, "--format", "json"];
  const { code, stdout, stderr } = await spawnBundle("cli", { folder, args, environment });
  expect(code, stderr).toBe(0);
  assertReport(stdout);
  return {
    report: stdout.replaceAll(/"(?:ms|durationMs|requests)": \d+|"(?:date|requestId)": (?:null|"[^"]*")/g, '"…"'),
    peak: Number(/peak (\d+)/.exec(stderr)?.[1] ?? Number.NaN),
  };
}

describe("10,000 uses of 1,000 images", () => {
  test("at depth reference: one request an image, no counted pull, under 300 MiB", async () => {
    const before = registry.visits.length;
    const { report, peak } = await run("reference");
    const visits = registry.visits.slice(before);
    expect(visits).toHaveLength(images);
    expect(visits.every(({ method }) => method === "HEAD")).toBe(true);
    const totals = parseJson(report.replaceAll('"…"', '"x": 0'));
    expect(isObject(totals) && totals["totals"]).toMatchObject({
      uses,
      images,
      countedPulls: 0,
      errors: 0,
      warnings: 0,
    });
    expect(peak).toBeLessThan(memoryLimit);
  });

  test("at depth manifest: under 300 MiB, and the same report twice", async () => {
    const first = await run("manifest");
    const second = await run("manifest");
    expect(first.report === second.report).toBe(true);
    expect(Math.max(first.peak, second.peak)).toBeLessThan(memoryLimit);
  });
});

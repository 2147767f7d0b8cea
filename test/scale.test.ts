// What a large repository costs: requests, memory and determinism, which don't wobble; times are shown in bench/.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isObject, parseJson } from "../src/json.ts";
import { largeTree } from "./support/large-tree.ts";
import { openRegistry, type Registry } from "./support/registry/registry.ts";
import { type ServedRegistry, serveRegistry } from "./support/registry/serve.ts";
import { readWorld } from "./support/registry/world.ts";
import { assertReport } from "./support/report-schema.ts";
import { createFolder, type Folder, spawnBundle } from "./support/spawn.ts";

const images = 1000;
const uses = 10_000;
const usesInFile = 50;
/** Bytes of resident memory, at most: 300 MB. */
const memoryLimit = 300_000_000;

/** Loaded before the bundle: prints the process's peak resident memory, in KiB (getrusage(2)), as it ends. */
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
      ["1.0", "2.0"].flatMap((tag) =>
        Array.from({ length: uses / usesInFile }, (_, file) => [
          `${tag}/team-${file}/workloads.yaml`,
          Array.from({ length: usesInFile }, (_, index) => deployment(file * usesInFile + index, tag)).join("---\n"),
        ]),
      ),
    ),
  });
});
afterAll(async () => {
  await folder.remove();
  await served.close();
});

/** Every repository has the tag 1.0, and no other. */
function deployment(index: number, tag: string): string {
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
          image: scale.test/app/a${index % images}:${tag}
`);
}

/** What is printed, and the peak of memory in bytes. */
async function run(
  args: readonly string[],
  expected: number,
): Promise<{ readonly stdout: string; readonly peak: number }> {
  const environment = { NODE_OPTIONS: `--import=${folder.path}/peak.mjs` };
  const { code, stdout, stderr } = await spawnBundle("cli", { folder, args: ["check", ...args], environment });
  expect(code, stderr).toBe(expected);
  return { stdout, peak: Number(/peak (\d+)/.exec(stderr)?.[1] ?? Number.NaN) * 1024 };
}

/** The report without what differs from run to run by nature. */
async function checked(depth: string): Promise<{ readonly report: string; readonly peak: number }> {
  const { stdout, peak } = await run(["1.0", "--depth", depth, "--format", "json"], 0);
  assertReport(stdout);
  return {
    report: stdout.replaceAll(/"(?:ms|durationMs|requests)": \d+|"(?:date|requestId)": (?:null|"[^"]*")/g, '"…"'),
    peak,
  };
}

describe("10,000 uses of 1,000 images", () => {
  test("at depth reference: one request an image, no counted pull, under 300 MB", async () => {
    const before = registry.visits.length;
    const { report, peak } = await checked("reference");
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

  test("at depth manifest: under 300 MB, and the same report twice", async () => {
    const first = await checked("manifest");
    const second = await checked("manifest");
    expect(first.report === second.report).toBe(true);
    expect(Math.max(first.peak, second.peak)).toBeLessThan(memoryLimit);
  });
});

describe("10,000 uses whose tags are all missing", () => {
  test.each([
    ["text", "tag-missing"],
    ["github", "::error "],
    ["json", '"rule": "tag-missing"'],
  ])("as %s: every one is told, under 300 MB", async (format, mark) => {
    const { stdout, peak } = await run(["2.0", "--format", format], 1);
    expect(stdout.split(mark).length - 1).toBeGreaterThanOrEqual(uses);
    expect(peak).toBeLessThan(memoryLimit);
  });
});

describe("reading alone", () => {
  /** What `list` finds in a folder of such files, and the peak of memory in bytes. */
  async function listed(
    files: Readonly<Record<string, string>>,
  ): Promise<{ uses: number; documents: number; peak: number }> {
    const tree = await createFolder({ ...files, "peak.mjs": peakScript });
    try {
      const environment = { NODE_OPTIONS: `--import=${tree.path}/peak.mjs` };
      const { code, stdout, stderr } = await spawnBundle("cli", {
        folder: tree,
        args: ["list", "--format", "json"],
        environment,
      });
      expect(code, stderr).toBe(0);
      const totals = parseJson(stdout);
      const { uses, documents } = totalsIn(isObject(totals) ? totals["totals"] : null);
      // Threads print theirs as they end; the process's own comes last.
      return { uses, documents, peak: Number(/peak (\d+)\s*$/.exec(stderr)?.[1] ?? Number.NaN) * 1024 };
    } finally {
      await tree.remove();
    }
  }

  test("a tree of 20 MB, four fifths of it CustomResourceDefinitions: under 250 MB", async () => {
    const { files, uses } = largeTree(112, 384);
    const bytes = Object.values(files).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    expect(bytes).toBeGreaterThan(20_000_000);
    const found = await listed(files);
    expect(found.uses).toBe(uses);
    expect(found.peak).toBeLessThan(250_000_000);
  });

  test.each([
    ["one file", 1],
    ["a thousand files", 1000],
  ])("100,000 documents in %s, a hundredth of them with an image: under 250 MB", async (_, count) => {
    const document = (index: number): string =>
      index % 100 === 0
        ? `apiVersion: v1\nkind: Pod\nmetadata: {name: a${index}}\nspec: {containers: [{image: "app/a:${index % 7}"}]}\n`
        : `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a${index}}\ndata: {key: value}\n`;
    const inFile = 100_000 / count;
    const text = (file: number): string =>
      Array.from({ length: inFile }, (__, index) => document(file * inFile + index)).join("---\n");
    const files = Object.fromEntries(
      Array.from({ length: count }, (__, file) => [`${file % 40}/${file}.yaml`, text(file)]),
    );
    const found = await listed(files);
    expect(found).toMatchObject({ uses: 1000, documents: 100_000 });
    expect(found.peak).toBeLessThan(250_000_000);
  });
});

function totalsIn(totals: unknown): { readonly uses: number; readonly documents: number } {
  const at = (key: string): number => Number(isObject(totals) ? totals[key] : Number.NaN);
  return { uses: at("uses"), documents: at("documents") };
}

// The flow as a whole, in this process: what it stops for, what it says, and that a listing asks nobody.
import { describe, expect, test } from "vitest";
import { gate, list } from "../src/gate.ts";
import { parseJson } from "../src/json.ts";
import { renderListing } from "../src/report/listing.ts";
import { testEdges } from "./support/edges.ts";
import { checkedGate } from "./support/gate.ts";
import { settingsOf } from "./support/settings.ts";

const world = { "registry.test": { repositories: { "shop/web": ["1"] } } };

function podOf(image: string): string {
  return `apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { containers: [{ name: web, image: "${image}" }] }\n`;
}

describe("a listing", () => {
  test("says how long it took", async () => {
    const { edges, clock } = testEdges({ world, files: { "a.yaml": podOf("registry.test/shop/web:1") } });
    const files = {
      ...edges.files,
      read: async (path: string, most?: number) => {
        await clock.sleep(1500, new AbortController().signal);
        return edges.files.read(path, most);
      },
    };
    const listing = await list(settingsOf(), { ...edges, files });
    expect(parseJson(renderListing(listing, "json"))).toMatchObject({ totals: { durationMs: 1500 } });
  });

  test("names every use without a request, and says what it couldn't read", async () => {
    const files = {
      "a.yaml": podOf("registry.test/shop/web:1"),
      "b.yaml": `${podOf("registry.test/shop/web:1")}  : [\n`,
    };
    const { edges, registry, logged } = testEdges({ world, files });
    const listing = await list(settingsOf(), edges);
    expect(listing.uses.map(({ use }) => use.span.file.path)).toEqual(["a.yaml"]);
    expect(registry.visits).toEqual([]);
    expect(logged).toEqual([expect.stringMatching(/^b\.yaml:\d+: /)]);
  });
});

describe("nothing to judge", () => {
  test("no manifest at all: the folders are named, and so is what was passed over", async () => {
    const files = { "chart/Chart.yaml": "name: web\n", "chart/templates/pod.yaml": podOf("{{ .Values.image }}") };
    const { edges } = testEdges({ world, files });
    await expect(gate(settingsOf(), edges)).rejects.toMatchObject({
      name: "Mistake",
      lines: [expect.stringMatching(/^no Kubernetes manifest found in "\."/), expect.stringContaining("template")],
    });
  });

  test("files that could not be read are no pass: each is named", async () => {
    const files = { "a.yaml": Buffer.from([0, 1]), "b.yaml": `${podOf("{{ .image }}")}  {{ if }}: [\n` };
    const { edges, registry } = testEdges({ world, files });
    await expect(gate(settingsOf(), edges)).rejects.toMatchObject({
      name: "Mistake",
      lines: [
        expect.stringMatching(/^no Kubernetes manifest found in "\."/),
        `a.yaml: "a.yaml" is no text: it holds NUL bytes`,
        expect.stringMatching(/^b\.yaml: the file holds "\{\{"/),
      ],
    });
    expect(registry.visits).toEqual([]);
  });

  test.each([
    ["", ["-"], /^no Kubernetes manifest found on standard input: /],
    ["x: 1\n", ["-"], /^no Kubernetes manifest found on standard input: /],
    ["", ["-", "k8s"], /^no Kubernetes manifest found on standard input and in "k8s": /],
  ])("standard input that holds none (%j, %j) is called what it is", async (stdin, paths, words) => {
    const { edges } = testEdges({ world, stdin, files: { "k8s/values.yaml": "image: x\n" } });
    await expect(gate({ ...settingsOf(), paths }, edges)).rejects.toMatchObject({
      name: "Mistake",
      lines: [expect.stringMatching(words)],
    });
  });

  test("what keeps standard input from being read is told of it, not of a path", async () => {
    const { edges } = testEdges({ world, stdin: "\0\u0001" });
    await expect(gate({ ...settingsOf(), paths: ["-"] }, edges)).rejects.toMatchObject({
      lines: [expect.any(String), "-: standard input is no text: it holds NUL bytes"],
    });
  });

  test("a path that matches nothing is named", async () => {
    const { edges } = testEdges({ world, files: { "a.yaml": podOf("registry.test/shop/web:1") } });
    await expect(gate({ ...settingsOf(), paths: ["k8s/**"] }, edges)).rejects.toMatchObject({
      lines: [expect.stringContaining('"k8s/**" matches no file')],
    });
  });
});

describe("the deadline", () => {
  test("what it cut off is unverified, never pullable", async () => {
    const slow = { "registry.test": { ...world["registry.test"], latency: 3_600_000 } };
    const { edges } = testEdges({ world: slow, files: { "a.yaml": podOf("registry.test/shop/web:1") } });
    const report = await checkedGate({ ...settingsOf(), timeoutMs: 50 }, edges);
    expect(report.uses.map(({ verdict }) => verdict)).toEqual(["unverified"]);
    expect(report.findings.map(({ rule }) => rule).sort()).toEqual(["not-checked", "nothing-verified"]);
  });

  test.each([
    [600, 1000],
    [3000, 3000],
  ])("what was spent before the first request counts: after %d ms it ends at %d", async (spent, end) => {
    const slow = { "registry.test": { ...world["registry.test"], latency: 3_600_000 } };
    const { edges, clock } = testEdges({ world: slow, files: { "a.yaml": podOf("registry.test/shop/web:1") } });
    const dockerConfigs = async (): Promise<readonly never[]> => {
      await clock.sleep(spent, new AbortController().signal);
      return [];
    };
    const report = await checkedGate({ ...settingsOf(), timeoutMs: 1000 }, { ...edges, dockerConfigs });
    expect(report.uses.map(({ verdict }) => verdict)).toEqual(["unverified"]);
    expect(report.durationMs).toBe(end);
  });
});

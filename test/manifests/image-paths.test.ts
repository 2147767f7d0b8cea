// Rows that settings add to the table of kinds: read as any other row, even where nothing else tells of an image.
import { expect, test } from "vitest";
import { nodeFiles } from "../../src/edges/files.ts";
import { readManifests } from "../../src/manifests/read.ts";
import type { Settings } from "../../src/settings/settings.ts";
import { shownUse } from "./extraction.ts";
import { folderWith } from "./folder.ts";

const found = async (text: string, ...imagePaths: Settings["imagePaths"]): Promise<readonly string[]> => {
  const files = nodeFiles(folderWith({ "a.yaml": text }));
  const reading = await readManifests({ paths: ["."], exclude: [], imagePaths }, files);
  return reading.kind === "read" ? reading.extraction.uses.map(shownUse) : [reading.kind];
};

const widget = [
  "apiVersion: example.com/v1",
  "kind: Widget",
  "metadata: { name: web }",
  "spec:",
  "  runner: acme/runner:1",
  "  parts: [{ name: a, runner: acme/part:2 }]",
  "",
].join("\n");

test("ways to whole images, through lists and at any depth", async () => {
  const row = { kind: "Widget", apiVersion: null, paths: ["spec.runner", "spec.parts[].runner"] };
  const uses = ['custom acme/runner:1 by "acme/runner:1" 5:11-5:24', 'custom acme/part:2 by "acme/part:2" 6:30-6:41'];
  expect(await found(widget, row)).toEqual(uses);
  expect(await found(widget, { ...row, paths: ["**.runner"] })).toEqual(uses);
  expect(await found(widget)).toEqual([]);
});

test.each([
  ["example.com/v1", 1],
  ["example.com", 1],
  ["example.com/v2", 1],
  ["other.com/v1", 0],
  ["v1", 0],
])("of the group %s", async (apiVersion, count) => {
  expect(await found(widget, { kind: "Widget", apiVersion, paths: ["spec.runner"] })).toHaveLength(count);
});

test("in kinds that hold no image by themselves", async () => {
  const text = "apiVersion: v1\nkind: ConfigMap\ndata: { runner: 'acme/runner:1' }\n";
  const row = { kind: "ConfigMap", apiVersion: "v1", paths: ["data.runner"] };
  expect(await found(text, row)).toEqual(['custom acme/runner:1 by "acme/runner:1" 3:18-3:31']);
  const policy = "apiVersion: kyverno.io/v1\nkind: Policy\nspec: { runner: 'acme/runner:1' }\n";
  expect(await found(policy, { kind: "Policy", apiVersion: null, paths: ["spec.runner"] })).toHaveLength(1);
});

test("two ** in one way, in an object as deep as any: each place is looked into once", async () => {
  const deep = `apiVersion: example.com/v1\nkind: Widget\nspec: ${"{ a: ".repeat(200)}acme/runner:1${" }".repeat(200)}\n`;
  const started = performance.now();
  const uses = await found(deep, { kind: "Widget", apiVersion: null, paths: ["**.*.**.*"] });
  expect(uses).toHaveLength(1);
  // It took six seconds; keys with dots and aliases are still places of their own.
  expect(performance.now() - started).toBeLessThan(2000);
  const alike =
    "apiVersion: example.com/v1\nkind: Widget\nspec:\n  a: { b: &x { runner: 'acme/runner:1' } }\n  a.b: { runner: 'acme/runner:2' }\n  c: *x\n";
  expect(await found(alike, { kind: "Widget", apiVersion: null, paths: ["**.**.runner"] })).toHaveLength(3);
});

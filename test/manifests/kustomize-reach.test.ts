// Entries of kustomizations that other kustomizations replace: only those that build on them.
import { expect, test } from "vitest";
import { podWith } from "./extraction.ts";
import type { Tree } from "./folder.ts";
import { read } from "./reading.ts";

const entry = (name: string, tag: string): string => `images: [{ name: ${name}, newTag: ${tag} }]\n`;

/** The entries, each with the file of the one that replaces it. */
const entriesOf = async (tree: Tree): Promise<readonly string[]> =>
  (await read(tree)).uses
    .filter(({ source }) => source === "kustomize")
    .map(({ image, overriddenBy }) => `${image} ${overriddenBy?.file.path ?? "stays"}`);

test("an overlay's entry replaces its base's, at any distance and through components", async () => {
  const tree = {
    "base/pod.yaml": podWith("- image: web:0"),
    "base/kustomization.yaml": `resources: [pod.yaml]\n${entry("web", "replace")}`,
    "common/kustomization.yaml": "resources: [../base/]\n",
    "parts/kustomization.yaml": `kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\n${entry("web", "part")}`,
    "prod/kustomization.yaml": `resources: [../common]\ncomponents: [../parts]\n${entry("web", "v1")}`,
  };
  expect(await entriesOf(tree)).toEqual([
    "web:replace parts/kustomization.yaml",
    "web:part prod/kustomization.yaml",
    "web:v1 stays",
  ]);
});

test("overlays beside each other, other names and other hosts leave it alone", async () => {
  const tree = {
    "base/pod.yaml": podWith("- image: web:0"),
    "base/kustomization.yaml": `resources: [pod.yaml]\n${entry("web", "v0")}`,
    "dev/kustomization.yaml": `resources: [https://example.test/base]\n${entry("web", "v1")}`,
    "prod/kustomization.yaml": `resources: [../base]\n${entry("webs", "v2")}`,
  };
  expect(await entriesOf(tree)).toEqual(["web:v0 stays", "web:v1 stays", "webs:v2 stays"]);
});

test("kustomizations that build on each other in a circle come to an end", async () => {
  const tree = {
    "a/kustomization.yaml": `resources: [../b]\n${entry("web", "v1")}`,
    "b/kustomization.yaml": `resources: [../a]\n${entry("web", "v2")}`,
  };
  expect(await entriesOf(tree)).toEqual(["web:v1 b/kustomization.yaml", "web:v2 a/kustomization.yaml"]);
});

test("a file of operations is a patch where a kustomization names it", async () => {
  const patch = "- { op: replace, path: /spec/containers/0/image, value: 'web:2' }\n";
  const found = async (tree: Tree): Promise<readonly string[]> => (await read(tree)).uses.map(({ image }) => image);
  const pod = { "base/pod.yaml": podWith("- image: web:1") };
  expect(await found({ ...pod, "base/patch.yaml": patch })).toEqual(["web:1"]);
  for (const key of ["patches", "patchesJson6902"]) {
    const kustomization = `resources: [../base/pod.yaml]\n${key}: [{ path: ../base/patch.yaml, target: { kind: Pod } }]\n`;
    const tree = { ...pod, "base/patch.yaml": patch, "prod/kustomization.yaml": kustomization };
    expect(await found(tree)).toEqual(["web:2", "web:1"]);
  }
});

// What kustomizations say of images: entries, entries whose base is among the files, patches as text and as operations.
import { describe, expect, test } from "vitest";
import { podWith, readText, shownUse, shownUses } from "./extraction.ts";
import { read } from "./reading.ts";

const entries = (...lines: readonly string[]): string =>
  ["images:", ...lines.map((line) => `  - ${line}`), ""].join("\n");

describe("entries", () => {
  test.each<[string, string, readonly string[]]>([
    ["a tag", "{ name: acme/web, newTag: 'v1' }", ['kustomize acme/web:v1 by "v1" 2:32-2:34']],
    ["a name and a tag", "{ name: web, newName: acme/web, newTag: v1 }", ['kustomize acme/web:v1 by "v1" 2:45-2:47']],
    ["a digest", "{ name: web, digest: 'sha256:0f' }", ['kustomize web@sha256:0f by "sha256:0f" 2:27-2:36']],
    [
      "a tag and a digest",
      "{ name: web, newTag: v1, digest: 'sha256:0f' }",
      ['kustomize web:v1@sha256:0f by "sha256:0f" 2:39-2:48'],
    ],
    ["a name alone", "{ name: web, newName: acme/web }", ['kustomize acme/web by "acme/web" 2:27-2:35 open to base']],
    ["nothing", "{ name: acme/web }", ['kustomize acme/web by "acme/web" 2:13-2:21 open to base']],
    ["an empty tag", "{ name: acme/web, newTag: '' }", ['kustomize acme/web by "acme/web" 2:13-2:21 open to base']],
    ["a pattern", "{ name: '(.*)/web', newTag: v1 }", ['kustomize (.*)/web:v1 by "v1" 2:33-2:35 open to base']],
    ["no name", "{ newTag: v1 }", []],
  ])("%s", (_, entry, uses) => {
    expect(shownUses(entries(entry), "kustomization.yaml")).toEqual(uses);
  });

  test.each([
    [
      "a Component",
      "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nimages: [{ name: web, newTag: v1 }]\n",
    ],
    [
      "Flux's Kustomization",
      "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec: { images: [{ name: web, newTag: v1 }] }\n",
    ],
    [
      "a HelmRelease's post renderer",
      "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nspec: { postRenderers: [{ kustomize: { images: [{ name: web, newTag: v1 }] } }] }\n",
    ],
    [
      "a transformer",
      "apiVersion: builtin\nkind: ImageTagTransformer\nmetadata: { name: image }\nimageTag: { name: web, newTag: v1 }\n",
    ],
    [
      "an Application of Argo CD",
      "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec: { source: { kustomize: { images: ['web:v1'] } } }\n",
    ],
  ])("of %s, whatever its file is called", (_, text) => {
    expect(shownUses(text).map((use) => use.split(" by ")[0])).toEqual(["kustomize web:v1"]);
  });

  test("Argo CD's have the old name before the new one", () => {
    const of = (image: string): readonly string[] =>
      shownUses(
        `apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec: { source: { kustomize: { images: [${image}] } } }\n`,
      );
    expect(of("web=acme/web:v1")).toEqual(['kustomize acme/web:v1 by "acme/web:v1" 3:45-3:56']);
    expect(of("web=acme/web")).toEqual(['kustomize acme/web by "acme/web" 3:45-3:53 open to base']);
  });
});

describe("an entry that leaves the tag to its base", () => {
  const kustomization = (entry: string) => ({ "kustomization.yaml": entries(entry) });
  const ofEntry = async (tree: Parameters<typeof read>[0]): Promise<readonly string[]> =>
    (await read(tree)).uses.filter(({ source }) => source === "kustomize").map(shownUse);

  test("is asked with the tag that all images of its name have", async () => {
    const tree = { "web.yaml": podWith("- image: web:1.27"), ...kustomization("{ name: web, newName: acme/web }") };
    expect(await ofEntry(tree)).toEqual(['kustomize acme/web by "acme/web" 2:27-2:35 asked as acme/web:1.27']);
  });

  test("with a suffix behind it", async () => {
    const tree = { "web.yaml": podWith("- image: web:1.27"), ...kustomization("{ name: web, tagSuffix: -arm }") };
    expect(await ofEntry(tree)).toEqual(['kustomize web by "web" 2:13-2:16 asked as web:1.27-arm']);
  });

  test("stays open where they differ, and where there is none", async () => {
    const open = ['kustomize acme/web by "acme/web" 2:27-2:35 open to base'];
    const entry = kustomization("{ name: web, newName: acme/web }");
    expect(await ofEntry({ "web.yaml": podWith("- image: web:1", "- image: web:2"), ...entry })).toEqual(open);
    expect(await ofEntry({ "web.yaml": podWith("- image: docker.io/web:1"), ...entry })).toEqual(open);
  });
});

describe("patches", () => {
  test("of text, where each line keeps its place", () => {
    const text = [
      "patches:",
      "  - target: { kind: Deployment, name: web }",
      "    patch: |-",
      "      - op: replace",
      "        path: /spec/template/spec/containers/0/image",
      "        value: acme/web:v1",
      "      - op: remove",
      "        path: /spec/template/spec/containers/1/image",
      "  - patch: |",
      "      apiVersion: apps/v1",
      "      kind: Deployment",
      "      metadata: { name: api }",
      "      spec:",
      "        template:",
      "          spec:",
      "            containers:",
      "              # the second one",
      "              - name: api",
      '                image: "acme/api:v2"',
      "patchesStrategicMerge:",
      "  - deployment.yaml",
      "",
    ].join("\n");
    expect(shownUses(text, "kustomization.yaml")).toEqual([
      'kustomize acme/web:v1 by "acme/web:v1" 6:16-6:27',
      'kustomize acme/api:v2 by "acme/api:v2" 19:25-19:36',
    ]);
  });

  test.each<[string, string, readonly string[]]>([
    ["an image", "{op: replace, path: /spec/containers/0/image, value: 'acme/web:1'}", ["spec.containers[0].image"]],
    [
      "a container",
      "{op: add, path: /spec/containers/-, value: {name: a, image: 'acme/web:1'}}",
      ["spec.containers[-].image"],
    ],
    [
      "containers",
      "{op: add, path: /spec/initContainers, value: [{image: 'acme/web:1'}]}",
      ["spec.initContainers[0].image"],
    ],
    ["a pod", "{op: replace, path: /spec, value: {containers: [{image: 'acme/web:1'}]}}", ["spec.containers[0].image"]],
    ["a key with a slash", "{op: add, path: /a~1b/image, value: 'acme/web:1'}", ["a/b.image"]],
    ["a test", "{op: test, path: /spec/containers/0/image, value: 'acme/web:1'}", []],
    ["a label", "{op: add, path: /metadata/labels/image, value: {a: b}}", []],
  ])("of operations, in a file of their own: %s", (_, operation, paths) => {
    const found = (text: string) => readText(text, "patch.yaml").uses.map(({ source, path }) => `${source} ${path}`);
    const expected = paths.map((path) => `kustomize ${path}`);
    expect(found(`- ${operation}\n`)).toEqual(expected);
    expect(found(`[${operation}]\n`)).toEqual(expected);
  });

  test("of Flux, as they are", () => {
    const text = [
      "apiVersion: kustomize.toolkit.fluxcd.io/v1beta1",
      "kind: Kustomization",
      "spec:",
      "  patchesStrategicMerge:",
      "    - { apiVersion: v1, kind: Pod, metadata: { name: a }, spec: { containers: [{ image: 'acme/a:1' }] } }",
      "  patchesJson6902:",
      "    - target: { kind: Pod }",
      "      patch: [{ op: replace, path: /spec/containers/0/image, value: 'acme/b:1' }]",
      "",
    ].join("\n");
    expect(shownUses(text).map((use) => use.split(" by ")[0])).toEqual(["core acme/a:1", "kustomize acme/b:1"]);
  });
});

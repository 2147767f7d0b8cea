// Images in the values of charts: names and tags in parts, whole images, values as text, Argo CD's parameters.
import { describe, expect, test } from "vitest";
import { readText, shownUses } from "./extraction.ts";

/** A HelmRelease with the given lines for values, indented by four: they begin in line 7. */
const release = (...lines: readonly string[]): string =>
  [
    "apiVersion: helm.toolkit.fluxcd.io/v2",
    "kind: HelmRelease",
    "metadata: { name: web, namespace: shop }",
    "spec:",
    "  chartRef: { kind: OCIRepository, name: web }",
    "  values:",
    ...lines.map((line) => `    ${line}`),
    "",
  ].join("\n");

const hex = "0123456789abcdef".repeat(4);

describe("a mapping of name and tag", () => {
  test.each<[string, readonly string[], readonly string[]]>([
    [
      "the tag decides",
      ["image:", "  repository: ghcr.io/acme/web", '  tag: "1.27"'],
      ['helm-values ghcr.io/acme/web:1.27 by "1.27" 9:13-9:17'],
    ],
    [
      "a registry of its own",
      ["image:", "  registry: quay.io/", "  repository: acme/web", "  tag: v1"],
      ['helm-values quay.io/acme/web:v1 by "v1" 10:12-10:14'],
    ],
    [
      "a digest within the tag",
      ["image: { repository: ghcr.io/acme/web, tag: 1.2@sha256:0f }"],
      ['helm-values ghcr.io/acme/web:1.2@sha256:0f by "1.2@sha256:0f" 7:49-7:62'],
    ],
    [
      "a digest beside the tag decides",
      ["image:", "  repository: ghcr.io/acme/web", "  tag: v1", "  digest: sha256:0f"],
      ['helm-values ghcr.io/acme/web:v1@sha256:0f by "sha256:0f" 10:15-10:24'],
    ],
    [
      "bare hexadecimal digits, and an empty tag",
      ["image:", "  repository: ghcr.io/acme/web", '  tag: ""', `  sha: ${hex}`],
      [`helm-values ghcr.io/acme/web@sha256:${hex} by "${hex}" 10:12-10:76`],
    ],
    [
      "numbers stay as they are written",
      ["image: { repository: ghcr.io/acme/web, tag: 1.20 }"],
      ['helm-values ghcr.io/acme/web:1.20 by "1.20" 7:49-7:53'],
    ],
    [
      "a repository alone: the tag is the chart's",
      ["image: { repository: ghcr.io/acme/web }"],
      ['helm-values ghcr.io/acme/web by "ghcr.io/acme/web" 7:26-7:42 open to chart'],
    ],
    ["`image` beside `tag`", ["sidecar: { image: acme/web, tag: v2 }"], ['helm-values acme/web:v2 by "v2" 7:38-7:40']],
    [
      "a tag that is to be substituted",
      ["image: { repository: ghcr.io/acme/web, tag: '${TAG}' }"],
      ['helm-values ghcr.io/acme/web:${TAG} by "${TAG}" 7:50-7:56'],
    ],
    [
      "at any depth, in lists, and through aliases",
      ["a: &image", "  repository: ghcr.io/acme/web", "  tag: v1", "b: [{ image: *image }]"],
      ['helm-values ghcr.io/acme/web:v1 by "v1" 9:12-9:14', 'helm-values ghcr.io/acme/web:v1 by "v1" 9:12-9:14'],
    ],
  ])("%s", (_, lines, uses) => {
    expect(shownUses(release(...lines))).toEqual(uses);
  });

  test.each<[string, readonly string[]]>([
    ["a tag alone", ["image: { tag: v1 }"]],
    ["a source's repository", ["git: { repository: acme/config, tag: v1 }"]],
    ["a chart's repository", ["source: { repository: 'https://charts.example.test', version: 1.2.3 }"]],
    ["a clone's", ["image: { repository: 'git@example.test:acme/web.git', tag: v1 }"]],
    ["a number of replicas", ["replicas: 3", "imagePullPolicy: Always", "imagePullSecrets: [{ name: regcred }]"]],
  ])("not %s", (_, lines) => {
    expect(shownUses(release(...lines))).toEqual([]);
  });

  test("the other parts are told, and the tag can be replaced as it stands", () => {
    const [use] = readText(release("image:", "  registry: quay.io", "  repository: acme/web", "  tag: v1")).uses;
    expect(use).toMatchObject({
      path: "spec.values.image",
      kind: "HelmRelease",
      name: "web",
      namespace: "shop",
      frame: { before: "quay.io/acme/web:", after: "" },
      related: [{ message: "the registry stands here" }, { message: "the name stands here" }],
    });
  });
});

describe("a whole image", () => {
  test.each<[string, readonly string[], readonly string[]]>([
    [
      "under a key that ends in image",
      ["sidecarImage: ghcr.io/acme/proxy:2"],
      ['helm-values ghcr.io/acme/proxy:2 by "ghcr.io/acme/proxy:2" 7:19-7:39'],
    ],
    ["a word alone may be anything", ["image: auto", "diskImage: debian.qcow2", "logoImage: acme/logo.png"], []],
    ["not under another key", ["url: ghcr.io/acme/proxy:2"], []],
  ])("%s", (_, lines, uses) => {
    expect(shownUses(release(...lines))).toEqual(uses);
  });
});

describe("values elsewhere", () => {
  test("as text, where each line keeps its place", () => {
    const text = [
      "apiVersion: helm.cattle.io/v1",
      "kind: HelmChart",
      "metadata: { name: web }",
      "spec:",
      "  valuesContent: |-",
      "    image:",
      "      repository: ghcr.io/acme/web",
      "      tag: v1",
      "",
    ].join("\r\n");
    expect(shownUses(text)).toEqual(['helm-values ghcr.io/acme/web:v1 by "v1" 8:12-8:14']);
  });

  test("as folded or quoted text, of which only the whole has a place", () => {
    const text = [
      "apiVersion: argoproj.io/v1alpha1",
      "kind: Application",
      "metadata: { name: web }",
      "spec:",
      '  source: { helm: { values: "image: ghcr.io/acme/web:v1\\n" } }',
      "",
    ].join("\n");
    expect(shownUses(text)).toEqual(['helm-values ghcr.io/acme/web:v1 by "image: ghcr.io/acme/web:v1\\n" 5:30-5:58']);
  });

  test("Argo CD's parameters", () => {
    const text = [
      "apiVersion: argoproj.io/v1alpha1",
      "kind: Application",
      "metadata: { name: web }",
      "spec:",
      "  source:",
      "    helm:",
      "      parameters:",
      "        - { name: image.repository, value: ghcr.io/acme/web }",
      "        - { name: image.tag, value: v0 }",
      "        - { name: image.tag, value: v1 }",
      "        - { name: proxy.image, value: 'ghcr.io/acme/proxy:2' }",
      "        - { name: other.image.tag, value: v9 }",
      "        - { name: git.repository, value: acme/config }",
      "        - { name: git.tag, value: v9 }",
      "",
    ].join("\n");
    expect(shownUses(text)).toEqual([
      'helm-values ghcr.io/acme/web:v1 by "v1" 10:37-10:39',
      'helm-values ghcr.io/acme/proxy:2 by "ghcr.io/acme/proxy:2" 11:40-11:60',
    ]);
  });

  test("inline in a kustomization", () => {
    const text = "helmCharts:\n  - name: web\n    valuesInline: { image: { repository: acme/web, tag: v1 } }\n";
    expect(shownUses(text, "kustomization.yaml")).toEqual(['helm-values acme/web:v1 by "v1" 3:57-3:59']);
  });

  test("a chart's own values, and a text that doesn't parse, hold no use", () => {
    expect(shownUses("image: { repository: ghcr.io/acme/web, tag: v1 }\n", "charts/web/values.yaml")).toEqual([]);
    expect(shownUses(release("x: 1").replace("values:\n    x: 1", 'values: "{{ .Values }}: ["'))).toEqual([]);
  });
});

// What is found in kinds that no table knows, and beside what the tables know: by fields, by keys, by looks. And what is not.
import { describe, expect, test } from "vitest";
import { readText } from "./extraction.ts";

/** `image @ path` of each use of an object that holds `lines`. */
function found(apiVersion: string, kind: string, ...lines: readonly string[]): readonly string[] {
  const text = [`apiVersion: ${apiVersion}`, `kind: ${kind}`, "metadata: { name: web }", ...lines, ""].join("\n");
  return readText(text).uses.map(({ image, path, source }) => `${source} ${image} @ ${path}`);
}

const thing = (...lines: readonly string[]): readonly string[] => found("example.test/v1", "Thing", ...lines);

describe("a mapping that is a container", () => {
  test.each([
    ["by a field that nothing else has", "spec: { worker: { image: web, args: [serve] } }", "spec.worker.image"],
    [
      "by the list that it is in",
      "spec: { sidecarContainers: [{ name: a, image: web }] }",
      "spec.sidecarContainers[0].image",
    ],
    ["in a list of sidecars", "spec: { sidecars: [{ name: a, image: web }] }", "spec.sidecars[0].image"],
  ])("%s", (_, line, path) => {
    expect(thing(line)).toEqual([`shape web @ ${path}`]);
  });

  test("in a known kind, too, and once", () => {
    expect(
      found(
        "solr.apache.org/v1beta1",
        "SolrCloud",
        "spec: { podOptions: { sidecarContainers: [{ name: a, image: web }] } }",
      ),
    ).toEqual(["custom web @ spec.podOptions.sidecarContainers[0].image"]);
    expect(thing("spec: { containers: [{ name: a, image: web, args: [x] }] }")).toEqual([
      "shape web @ spec.containers[0].image",
    ]);
  });

  test.each([
    ["a machine with a name", "spec: { machines: [{ name: a, image: web }] }"],
    ["a part of an image", "spec: { worker: { image: web, tag: '1', args: [serve] } }"],
    ["a matrix of parts", "spec: { items: [{ image: debian, tag: '12' }] }"],
  ])("not %s", (_, line) => {
    expect(thing(line)).toEqual([]);
  });

  test("not in a chart's values, where the tag may be anywhere", () => {
    expect(
      found("helm.toolkit.fluxcd.io/v2", "HelmRelease", "spec: { values: { image: web, env: [{ name: a }] } }"),
    ).toEqual([]);
  });
});

describe("a key that says image", () => {
  test.each([
    ["spec: { proxyImage: 'acme/proxy:1' }", "acme/proxy:1 @ spec.proxyImage"],
    ["spec: { proxy_image: 'acme/proxy:1' }", "acme/proxy:1 @ spec.proxy_image"],
    ["spec: { imageName: 'acme/db:1' }", "acme/db:1 @ spec.imageName"],
  ])("%s", (line, use) => {
    expect(thing(line)).toEqual([`shape ${use}`]);
  });

  test.each([
    ["spec: { image: ghcr.io/acme/web, tag: '2' }", "ghcr.io/acme/web:2 @ spec.image"],
    ["spec: { webImage: ghcr.io/acme/web, webImageTag: '2' }", "ghcr.io/acme/web:2 @ spec.webImage"],
    ["spec: { image: ghcr.io/acme/web, image_version: '2' }", "ghcr.io/acme/web:2 @ spec.image"],
    ["spec: { image: 'ghcr.io/acme/web:1', tag: '2' }", "ghcr.io/acme/web:1 @ spec.image"],
  ])("with its tag beside it: %s", (line, use) => {
    expect(thing(line)).toEqual([`shape ${use}`]);
  });

  test.each([
    ["what is to be built", "spec: { output: { image: 'ghcr.io/acme/web:1' } }"],
    ["what is to be pushed", "spec: { outputImage: 'ghcr.io/acme/web:1' }"],
    ["a machine's", "spec: { osImage: 'ghcr.io/acme/os:1' }"],
    ["a digest alone", "spec: { baseImage: 'sha256:0f0f' }"],
    ["a note", "spec: { rules: [{ annotations: { image: 'ghcr.io/acme/web:1' } }] }"],
    ["a label", "spec: { template: { labels: { image: 'acme:1' } } }"],
  ])("not %s", (_, line) => {
    expect(thing(line)).toEqual([]);
  });
});

describe("kinds that pull nothing", () => {
  test.each([
    ["image.toolkit.fluxcd.io/v1", "ImageRepository", "spec: { image: ghcr.io/acme/web }"],
    ["argocd-image-updater.argoproj.io/v1alpha1", "ImageUpdater", "spec: { images: [{ imageName: 'acme/web:1.x' }] }"],
    [
      "scorecard.operatorframework.io/v1alpha3",
      "Configuration",
      "stages: [{ tests: [{ image: 'quay.io/acme/test:1' }] }]",
    ],
    ["kops.k8s.io/v1alpha2", "InstanceGroup", "spec: { image: kope.io/k8s-debian-amd64 }"],
    ["kctrl.carvel.dev/v1alpha1", "PackageBuild", "spec: { push: { image: ghcr.io/acme/web } }"],
    ["monitoring.coreos.com/v1", "PrometheusRule", "spec: { image: 'acme/web:1' }"],
    ["v1", "ConfigMap", "data: { image: 'ghcr.io/acme/web:1' }"],
  ])("%s %s", (apiVersion, kind, line) => {
    expect(found(apiVersion, kind, line)).toEqual([]);
  });

  test("whatever stands beside them in their file", () => {
    const text = [
      "apiVersion: v1\nkind: ConfigMap\ndata: { image: 'ghcr.io/acme/not:1' }",
      "apiVersion: v1\nkind: Pod\nspec: { containers: [{ image: acme/web }] }\n",
    ].join("\n---\n");
    expect(readText(text).uses).toMatchObject([{ image: "acme/web" }]);
  });
});

describe("parameters", () => {
  test("handed on under another name: judged where the image is written", () => {
    expect(
      found(
        "tekton.dev/v1",
        "Pipeline",
        "spec:",
        "  params: [{ name: base, default: acme/base:1 }]",
        "  tasks: [{ params: [{ name: tool, value: $(params.base) }], taskSpec: { steps: [{ image: $(params.tool) }] } }]",
      ),
    ).toEqual([
      "custom acme/base:1 @ spec.params[0].default",
      "custom $(params.tool) @ spec.tasks[0].taskSpec.steps[0].image",
    ]);
  });

  test("of what a trigger fills in: no image at all", () => {
    expect(
      found(
        "template.openshift.io/v1",
        "Template",
        "objects:",
        "  - apiVersion: apps.openshift.io/v1",
        "    kind: DeploymentConfig",
        "    spec:",
        "      triggers: [{ type: ImageChange, imageChangeParams: { containerNames: [web] } }]",
        "      template: { spec: { containers: [{ name: web, image: '${NAME}' }] } }",
        "parameters: [{ name: NAME, value: shop }]",
      ),
    ).toEqual(["custom ${NAME} @ spec.template.spec.containers[0].image"]);
  });
});

test("image volumes under a name of their own", () => {
  const text =
    "apiVersion: example.test/v1\nkind: Thing\nspec: { extraVolumes: [{ name: a, image: { reference: acme/tools } }] }\n";
  expect(readText(text).uses).toMatchObject([{ image: "acme/tools", slot: "volume" }]);
});

test.each([
  ["a repository of several images", "{ repository: quay.io/acme, image: web, tag: '1' }", "quay.io/acme/web:1"],
  ["a registry that is the whole name", "{ image: { registry: ghcr.io/acme/web, tag: '1' } }", "ghcr.io/acme/web:1"],
  [
    "a registry beside the name",
    "{ image: { registry: ghcr.io/acme, repository: web, tag: '1' } }",
    "ghcr.io/acme/web:1",
  ],
])("a chart's values: %s", (_, values, image) => {
  const text = `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nspec: { values: { web: ${values} } }\n`;
  expect(readText(text).uses.map((use) => use.image)).toEqual([image]);
});

test.each([
  ["a key that says image", "/spec/imageName", "'acme/db:1'", "acme/db:1 @ spec.imageName"],
  ["no image by its look", "/spec/imageName", "db", null],
  ["in a file, a key alone", "/stages/0/tests", "[{ image: 'quay.io/acme/test:1' }]", null],
  ["a container of another list", "/spec/sidecars", "[{ name: a, image: web }]", null],
  ["one told by its fields", "/spec/worker", "{ image: web, args: [x] }", "web @ spec.worker.image"],
])("a JSON patch: %s", (_, path, value, use) => {
  const found = readText(`- { op: add, path: ${path}, value: ${value} }\n`, "patch.yaml").uses;
  expect(found.map((one) => `${one.image} @ ${one.path}`)).toEqual(use === null ? [] : [use]);
});

test("a JSON patch whose target is told: an image within a value", () => {
  const text = [
    "apiVersion: kustomize.toolkit.fluxcd.io/v1",
    "kind: Kustomization",
    "spec:",
    "  patches:",
    "    - target: { group: postgresql.cnpg.io, kind: Cluster }",
    "      patch: |-",
    "        - op: add",
    "          path: /spec/postgresql/extensions",
    "          value: [{ name: x, image: { reference: 'acme/x:1' } }]",
    "",
  ].join("\n");
  expect(readText(text).uses).toMatchObject([
    { image: "acme/x:1", kind: "Cluster", path: "spec.postgresql.extensions[0].image.reference", slot: "volume" },
  ]);
});

test("a chart's imageRepository with its tag", () => {
  expect(
    found(
      "helm.toolkit.fluxcd.io/v2",
      "HelmRelease",
      "spec: { values: { api: { imageRepository: acme/api, imageTag: '1' }, web: { imageRepository: acme/web } } }",
    ),
  ).toEqual(["helm-values acme/api:1 @ spec.values.api"]);
});

test("a driver's tag is completed on the node", () => {
  const text =
    "apiVersion: nvidia.com/v1\nkind: ClusterPolicy\nspec: { driver: { repository: nvcr.io/acme, image: driver, version: '550' } }\n";
  expect(readText(text).uses).toMatchObject([
    { image: "nvcr.io/acme/driver", target: { kind: "open", to: "version-range" } },
  ]);
});

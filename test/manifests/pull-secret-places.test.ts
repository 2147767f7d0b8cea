// Pull secrets that custom resources and values of charts name, in the shapes that are usual, each at its place.
import { describe, expect, test } from "vitest";
import type { ImageUse } from "../../src/model.ts";
import { at, readText } from "./extraction.ts";

const secretsOf = ({ pullSecrets }: ImageUse): string =>
  pullSecrets.map(({ name, span }) => `${name} ${at(span)}`).join(", ");

/** Of the one use in a text. */
function useIn(text: string): ImageUse {
  const [use, ...others] = readText(text).uses;
  if (use === undefined || others.length > 0) throw new Error(`${others.length + 1} uses`);
  return use;
}

const head = (apiVersion: string, kind: string): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: web, namespace: shop }\nspec:\n`;
const custom = (...lines: readonly string[]): string =>
  `${head("example.com/v1", "Widget")}${lines.map((line) => `  ${line}\n`).join("")}`;

describe("a custom resource", () => {
  const image = "image: acme.test/web:1";
  test.each<[string, readonly string[], string]>([
    ["references", ["imagePullSecrets: [{ name: a }, { name: b }]", image], "a 5:30-5:31, b 5:43-5:44"],
    ["names", ["imagePullSecrets: [a, b]", image], "a 5:22-5:23, b 5:25-5:26"],
    ["one name", ["imagePullSecret: a", image], "a 5:20-5:21"],
    ["one reference", ["imagePullSecret: { name: a }", image], "a 5:28-5:29"],
    ["under another name", ["pullSecrets: [{ name: a }]", image], "a 5:25-5:26"],
    ["the one nearest to the image", ["imagePullSecrets: [a]", "web:", "  pullSecret: b", `  ${image}`], "b 7:17-7:18"],
    ["further out", ["imagePullSecrets: [a]", "web:", `  ${image}`], "a 5:22-5:23"],
    [
      "an empty list hides what is further out",
      ["imagePullSecrets: [a]", "web:", "  imagePullSecrets: []", `  ${image}`],
      "",
    ],
    ["in the pod's template", ["template: { pod: { imagePullSecrets: [{ name: a }] } }", image], "a 5:49-5:50"],
    ["a name that is filled in", ["imagePullSecret: '${SECRET}'", image], "${SECRET} 5:21-5:30"],
    ["a docker config is no name", [`pullSecret: '{"auths":{"acme.test":{}}}'`, image], ""],
    ["nor is a number of lines", ["pullSecret: |", "  a", "  b", image], ""],
  ])("%s", (_, lines, expected) => {
    expect(secretsOf(useIn(custom(...lines)))).toBe(expected);
  });

  const steps = "[{ image: acme.test/web:1 }]";
  test.each<[string, string, string, string | null]>([
    [
      "TaskRun",
      `  serviceAccountName: robot\n  podTemplate: { imagePullSecrets: [{ name: a }] }\n  taskSpec: { steps: ${steps} }\n`,
      "a 6:45-6:46",
      "robot 5:23-5:28",
    ],
    [
      "PipelineRun",
      `  taskRunTemplate:\n    serviceAccountName: robot\n    podTemplate: { imagePullSecrets: [{ name: a }] }\n  pipelineSpec: { tasks: [{ taskSpec: { steps: ${steps} } }] }\n`,
      "a 7:47-7:48",
      "robot 6:25-6:30",
    ],
  ])("of Tekton: %s", (kind, spec, secrets, account) => {
    const use = useIn(head("tekton.dev/v1", kind) + spec);
    expect(secretsOf(use)).toBe(secrets);
    expect(use.serviceAccount && `${use.serviceAccount.name} ${at(use.serviceAccount.span)}`).toBe(account);
  });

  test("of OLM: a CatalogSource", () => {
    const text = `${head("operators.coreos.com/v1alpha1", "CatalogSource")}  image: acme.test/index:1\n  secrets: [a, b]\n`;
    expect(secretsOf(useIn(text))).toBe("a 6:13-6:14, b 6:16-6:17");
  });

  test("a PodSpec has the one shape that the API server takes", () => {
    const pod = (more: string): string => `${head("v1", "Pod")}  containers: [{ image: web }]\n  ${more}\n`;
    for (const more of ["imagePullSecrets: [a]", "imagePullSecret: a", "pullSecrets: [{ name: a }]"])
      expect(useIn(pod(more)).pullSecrets.filter(({ name }) => name !== "")).toEqual([]);
    expect(secretsOf(useIn(pod("imagePullSecrets: [{ name: a }]")))).toBe("a 6:30-6:31");
  });

  test("thousands of images in hundreds of mappings take time that grows with the text", () => {
    const count = 3_000;
    const list = Array.from({ length: count }, (_, index) => `{ image: 'acme.test/web:${index}' }`).join(", ");
    const depth = 60;
    const text = custom(`a: ${"{ a: ".repeat(depth)}[${list}]${" }".repeat(depth)}`, "imagePullSecrets: [a]");
    const { uses } = readText(text);
    expect(uses).toHaveLength(count);
    expect(uses.every((use) => use.pullSecrets.length === 1)).toBe(true);
  });
});

const release = (...lines: readonly string[]): string =>
  `${head("helm.toolkit.fluxcd.io/v2", "HelmRelease")}  values:\n${lines.map((line) => `    ${line}\n`).join("")}`;

describe("values of a chart", () => {
  const image = "image: { repository: acme.test/web, tag: v1 }";
  test.each<[string, readonly string[], string]>([
    ["references", [image, "imagePullSecrets: [{ name: a }]"], "a 7:32-7:33"],
    ["names", [image, "imagePullSecrets: [a]"], "a 7:24-7:25"],
    [
      "the image's own",
      ["image: { repository: acme.test/web, tag: v1, pullSecrets: [a] }", "imagePullSecrets: [b]"],
      "a 6:64-6:65",
    ],
    [
      "beside the image",
      ["web:", `  ${image}`, "  imagePullSecrets: [a]", "global: { imagePullSecrets: [b] }"],
      "a 8:26-8:27",
    ],
    ["further out", ["web:", `  ${image}`, "imagePullSecrets: [a]"], "a 8:24-8:25"],
    ["the image's of all", ["web:", `  ${image}`, "image: { pullSecrets: [a] }"], "a 8:28-8:29"],
    [
      "global, behind an empty list",
      [image, "imagePullSecrets: []", "global: { imagePullSecrets: [a] }"],
      "a 8:34-8:35",
    ],
    ["of all pods", ["web:", `  ${image}`, "defaultPodOptions: { imagePullSecrets: [{ name: a }] }"], "a 8:53-8:54"],
    ["credentials by name", [image, "imageCredentials: { name: a, registry: acme.test }"], "a 7:31-7:32"],
    ["none", [image, "imageCredentials: { username: jane, password: hunter2 }"], ""],
  ])("%s", (_, lines, expected) => {
    const use = useIn(release(...lines));
    expect(secretsOf(use)).toBe(expected);
    expect(use.isPatched).toBe(expected !== "");
  });

  test("in a text", () => {
    const text = `${head("argoproj.io/v1alpha1", "Application")}  source:\n    helm:\n      values: |\n        imagePullSecrets: [a]\n        ${image}\n`;
    expect(secretsOf(useIn(text))).toBe("a 8:28-8:29");
  });

  test("as parameters", () => {
    const parameters = (...all: readonly (readonly [string, string])[]): string =>
      `${head("argoproj.io/v1alpha1", "Application")}  source:\n    helm:\n      parameters:\n${all.map(([name, value]) => `        - { name: '${name}', value: ${value} }\n`).join("")}`;
    const web = [
      ["web.image.repository", "acme.test/web"],
      ["web.image.tag", "v1"],
    ] as const;
    const secretsWith = (...all: readonly (readonly [string, string])[]): string =>
      secretsOf(useIn(parameters(...web, ...all)));
    expect(secretsWith(["global.imagePullSecrets[0].name", "a"])).toBe("a 10:61-10:62");
    expect(secretsWith(["global.imagePullSecrets[0]", "b"], ["imagePullSecrets[0].name", "a"])).toBe("a 11:54-11:55");
    expect(secretsWith(["image.pullSecrets[0]", "b"], ["web.image.pullSecrets[0]", "a"])).toBe("a 11:54-11:55");
    expect(secretsWith(["other.imagePullSecrets[0].name", "a"])).toBe("");
  });

  test.each<[string, string, string, string]>([
    ["helm.toolkit.fluxcd.io/v2", "HelmRelease", "  targetNamespace: apps\n  values:\n", "apps"],
    ["helm.toolkit.fluxcd.io/v2", "HelmRelease", "  values:\n", "shop"],
    [
      "argoproj.io/v1alpha1",
      "Application",
      "  destination: { namespace: apps }\n  source:\n   helm:\n    valuesObject:\n",
      "apps",
    ],
    [
      "argoproj.io/v1alpha1",
      "Application",
      "  destination: { namespace: '{{ns}}' }\n  source:\n   helm:\n    valuesObject:\n",
      "",
    ],
  ])("land where the object has them deployed: %s %s %s", (apiVersion, kind, spec, expected) => {
    expect(useIn(`${head(apiVersion, kind)}${spec}     ${image}\n`).namespaces.join(" ")).toBe(expected);
  });
});

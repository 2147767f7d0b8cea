// Names that kustomizations of the same tree replace: the uses that lead there, and where it is said.
import { describe, expect, test } from "vitest";
import { at, podWith } from "./extraction.ts";
import type { Tree } from "./folder.ts";
import { read } from "./reading.ts";

const pod = podWith("- image: nginx");

describe("names that kustomizations replace", () => {
  const overridden = async (tree: Tree): Promise<readonly string[]> =>
    (await read(tree)).uses
      .filter(({ source }) => source === "core")
      .map(({ image, overriddenBy: by }) => `${image} ${by === null ? "stays" : `${by.file.path} ${at(by)}`}`);

  const images = (...entries: readonly string[]): string =>
    ["images:", ...entries.map((entry) => `  - ${entry}`), ""].join("\n");
  const workload = podWith(
    "- image: web:1",
    "- image: web@sha256:0f",
    "- image: docker.io/web",
    "- image: localhost:5000/web",
    "- image: webs",
  );

  test.each<[string, string, string]>([
    ["base/kustomization.yaml", "images:\n  - name: web\n    newTag: '2'\n", "base/kustomization.yaml 2:11-2:14"],
    ["kustomization.yml", images("{name: 'web', newName: x}"), "kustomization.yml 2:13-2:16"],
    ["Kustomization", images("{name: web, digest: x}"), "Kustomization 2:12-2:15"],
    [
      "k.yaml",
      `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n${images("{name: web, newTag: x}")}`,
      "k.yaml 4:12-4:15",
    ],
    [
      "flux.yaml",
      "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec:\n  images: [{name: web, newTag: x}]\n",
      "flux.yaml 4:19-4:22",
    ],
  ])("%s", async (path, text, by) => {
    expect(await overridden({ "z.yaml": workload, [path]: text })).toEqual([
      `web:1 ${by}`,
      `web@sha256:0f ${by}`,
      "docker.io/web stays",
      "localhost:5000/web stays",
      "webs stays",
    ]);
  });

  test("an entry that sets nothing replaces nothing; of several the first is told", async () => {
    const text = images("{name: webs}", "{name: web, newTag: a}", "{name: web, newTag: b}");
    expect(await overridden({ "z.yaml": workload, "kustomization.yaml": text })).toEqual([
      "web:1 kustomization.yaml 3:12-3:15",
      "web@sha256:0f kustomization.yaml 3:12-3:15",
      "docker.io/web stays",
      "localhost:5000/web stays",
      "webs stays",
    ]);
  });

  test("names are compared, never run as patterns", async () => {
    expect(await overridden({ "z.yaml": pod, "kustomization.yaml": images("{name: '(a+)+$|.*', newTag: x}") })).toEqual(
      ["nginx stays"],
    );
  });

  test("a kustomization is a document, with or without kind", async () => {
    expect((await read({ "kustomization.yaml": "resources: [a.yaml]\n" })).documents).toBe(1);
    expect((await read({ "kustomization.yaml": images("{name: a, newTag: b}") })).documents).toBe(1);
  });
});

// What is told of a document without parsing it: never "no" where a pull could start.
import { describe, expect, test } from "vitest";
import { glance } from "../../src/manifests/glance.ts";
import { outlineOf } from "../../src/manifests/outline.ts";

const look = (text: string, isKustomization = false): string => {
  const { object, parse } = glance({ start: 0, text }, isKustomization);
  return `${object ? "object" : "foreign"} ${parse}`;
};

describe("glance", () => {
  test.each([
    ["block style", "apiVersion: v1\nkind: Pod\nspec: {containers: [{image: a}]}\n", "object always"],
    ["quoted keys", `"apiVersion": v1\n'kind': Pod\nimage: a\n`, "object always"],
    [
      "behind marker, directives and comments",
      "# c\n%YAML 1.2\n--- # d\n\n# e\nkind: Pod\napiVersion: v1\nimage: a\n",
      "object always",
    ],
    ["a root that is indented", "---\n  apiVersion: v1\n  kind: Pod\n  image: a\n", "object always"],
    ["a root with a tag", "--- !!map\napiVersion: v1\nkind: Pod\nimage: a\n", "object always"],
    ["JSON", `{ "kind" : "Pod", "apiVersion":"v1", "image":"a" }`, "object always"],
    ["flow style on the marker's line", "--- {apiVersion: v1, kind: Pod, image: a}\n", "object always"],
    ["CR LF", "apiVersion: v1\r\nkind: Pod\r\nimage: a\r\n", "object always"],
    ["explicit keys", "? apiVersion\n: v1\n? kind\n: Pod\n? image\n: a\n", "foreign always"],
    ["a ServiceAccount, though it names no secret", "apiVersion: v1\nkind: ServiceAccount\n", "object always"],
    ["no word of an image", "apiVersion: v1\nkind: Service\n", "object with-neighbours"],
    ["apiVersion and kind only further in", "a:\n  apiVersion: v1\n  kind: Pod\n", "foreign with-neighbours"],
    ["the same with an image: parsed, to be sure", "a:\n  apiVersion: v1\n  kind: Pod\n  image: a\n", "foreign always"],
    ["compose files", "services: {web: {image: a}}\n", "foreign with-neighbours"],
    ["nothing but comments", "---\n# apiVersion: v1\n\n", "foreign never"],
    [
      "a CustomResourceDefinition",
      "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nx: {image: a}\n",
      "object never",
    ],
    ["the same, quoted", `apiVersion: x\nkind: "CustomResourceDefinition" # c\nimage: a\n`, "object never"],
    ["the same, JSON", `{"apiVersion":"x","kind":"CustomResourceDefinition","spec":{"image":{}}}`, "object never"],
    [
      "a list with a CustomResourceDefinition in it",
      `{"apiVersion":"v1","kind":"List","items":[{"kind":"CustomResourceDefinition","image":0}]}`,
      "object always",
    ],
    ["a kind that only begins so", "apiVersion: x\nkind: CustomResourceDefinitions\nimage: a\n", "object always"],
  ])("%s", (_, text, expected) => {
    expect(look(text)).toBe(expected);
  });

  test("a kustomization needs neither apiVersion nor kind", () => {
    expect(look("images: [{name: a, newTag: b}]\n", true)).toBe("object always");
  });
});

describe("outlineOf", () => {
  const manifest = "apiVersion: v1\nkind: Pod\nimage: a\n";

  test("without an image nothing is parsed, and all objects are settled", () => {
    const outline = outlineOf({
      path: "a.yaml",
      text: "apiVersion: v1\nkind: Service\n---\nkind: ConfigMap\napiVersion: v1\n---\nx: [\n",
    });
    expect(outline).toEqual({ toParse: [], settled: 2, isManifest: true });
  });

  test("with one that must be parsed, so are its neighbours, but for CustomResourceDefinitions", () => {
    const text = `${manifest}---\nx: y\n---\nkind: CustomResourceDefinition\napiVersion: v1\nimage: a\n---\n# nothing\n`;
    const outline = outlineOf({ path: "a.yaml", text });
    expect(outline.toParse.map(({ slice }) => slice.text)).toEqual([manifest, "---\nx: y\n"]);
    expect(outline.settled).toBe(1);
  });
});

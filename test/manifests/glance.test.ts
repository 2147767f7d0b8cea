// What is told of a document without parsing it: never "no" where a pull could start.
import { describe, expect, test } from "vitest";
import { glance } from "../../src/manifests/glance.ts";
import { outlineOf } from "../../src/manifests/outline.ts";

const look = (text: string, isKustomization = false): string => {
  const { object, parse } = glance({ start: 0, text }, { isKustomization, kinds: [] });
  return `${object ? "object" : "foreign"} ${parse}`;
};

const definition = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n";

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
    ["a colon without a space", "apiVersion: v1\nkind:Pod\nimage: a\n", "object always"],
    ["no colon", "apiVersion v1\nkind: X\nimage: a\n", "object always"],
    ["a key too far in", "apiVersion: v1\n  kind: X\nimage: a\n", "object always"],
    ["a quote too many", `"apiVersion: v1\nkind:X\nimage: a\n`, "object always"],
    ["a merge conflict", "<<<<<<< a\n=======\n>>>>>>> b\n  apiVersion: v1\n  kind:Pod\n  image: a\n", "object always"],
    ["tabs", "\tapiVersion: v1\n\tkind:Pod\n\timage: a\n", "object always"],
    ["JSON without a colon", `{"apiVersion": "v1", "kind" "Pod", "image": "a"}`, "object always"],
    ["a kind behind a stray sign", "apiVersion: v1\n@kind: X\nimage: a\n", "object always"],
    ["keys that only begin so", "apiVersions: v1\nkind: X\nimage: a\n", "foreign always"],
    ["one key in the text of another", "kind: X\nx: apiVersion:v1\nimage: a\n", "foreign always"],
    ["explicit keys", "? apiVersion\n: v1\n? kind\n: Pod\n? image\n: a\n", "foreign always"],
    ["what only its group tells of", "apiVersion: meta.pkg.crossplane.io/v1\nkind: Configuration\n", "object always"],
    ["what only its kind tells of", "apiVersion: extensions.istio.io/v1\nkind: WasmPlugin\n", "object always"],
    ["a ServiceAccount, though it names no secret", "apiVersion: v1\nkind: ServiceAccount\n", "object always"],
    ["no word of an image", "apiVersion: v1\nkind: Service\n", "object with-neighbours"],
    ["apiVersion and kind only further in", "a:\n  apiVersion: v1\n  kind: Pod\n", "foreign with-neighbours"],
    ["the same with an image: parsed, to be sure", "a:\n  apiVersion: v1\n  kind: Pod\n  image: a\n", "foreign always"],
    ["compose files", "services: {web: {image: a}}\n", "foreign in-manifest"],
    ["nothing but comments", "---\n# apiVersion: v1\n\n", "foreign never"],
    [
      "a CustomResourceDefinition",
      "# c\n---\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition # d\n\nspec:\n  image: a\n...\n",
      "object never",
    ],
    ["the same, CR LF", `${definition.replaceAll("\n", "\r\n")}spec: {image: a}\r\n`, "object never"],
    ["the same, kind quoted", `${definition.replace(/C\w+/, '"$&"')}spec: {image: a}\n`, "object always"],
    ["of another group", `${definition.replace("apiextensions", "x")}spec: {image: a}\n`, "object always"],
    ["with another kind behind it", `${definition}kind: Pod\nspec: {image: a}\n`, "object always"],
    ["with a key of its own", `${definition}image: a\n`, "object always"],
    ["with a key twice", `${definition}spec: {image: a}\nspec: {}\n`, "object always"],
    ["with an explicit key", `${definition}? kind\n: Pod\nspec: {image: a}\n`, "object always"],
    [
      "within a text of a root that is indented",
      `  x: "\n${definition}status: "\n  image: a\n  kind: Pod\n  apiVersion: v1\n`,
      "object always",
    ],
    ["within a text of a flow root", `--- {x: "\n${definition}", kind: Pod, image: a}\n`, "object always"],
    ["in JSON", `{"apiVersion":"x","kind":"CustomResourceDefinition","spec":{"image":{}}}`, "object always"],
    ["a Pod that doesn't say image", "apiVersion: v1\nkind: !!str Pod\nspec: [\n", "object always"],
    ["a list that doesn't", "apiVersion: v1\nkind: List\nitems: [\n", "object always"],
    ["a Pod that says no apiVersion either", "kind: Pod\nspec: [\n", "object always"],
    ["what scales a Deployment", "apiVersion: v2\nkind: X\nspec:\n  kind: Deployment\n", "object with-neighbours"],
    ["an escape in image", `apiVersion: v1\nkind: X\n"\\x69mages": a\n`, "object always"],
    ["a long one", `apiVersion: v1\nkind: X\n"imag\\U00000065s": a\n`, "object always"],
    ["an image on two lines", `apiVersion: v1\nkind: X\n? "im\\\n  ages"\n: a\n`, "object always"],
    ["a ServiceAccount with an escape", `apiVersion: v1\nkind: "ServiceAccoun\\u0074"\n`, "object always"],
    ["escapes that hide nothing", `apiVersion: v1\nkind: ConfigMap\nx: "\\u003c"\n`, "object with-neighbours"],
    ["escapes in no number", `apiVersion: v1\nkind: ConfigMap\nx: \\UFFFFFFFF \\uwu\n`, "object with-neighbours"],
    [
      "a script with lines that go on",
      "apiVersion: v1\nkind: ConfigMap\nx: |\n  a \\\n  b\n",
      "object with-neighbours",
    ],
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
    expect(outline).toEqual({ toParse: [], settled: 2, access: { secrets: [], roles: [] }, isManifest: true });
  });

  test("with one that must be parsed, so are its neighbours, but for CustomResourceDefinitions", () => {
    const text = `${manifest}---\nx: y\n---\n${definition}spec: {image: a}\n---\n# nothing\n`;
    const outline = outlineOf({ path: "a.yaml", text });
    expect(outline.toParse.map(({ slice }) => slice.text)).toEqual([manifest, "---\nx: y\n"]);
    expect(outline.settled).toBe(1);
  });

  test("a document with an image that may be a broken object is parsed where its file is a manifest", () => {
    const foreign = "note: 1\nimage: [\n";
    const outline = outlineOf({ path: "a.yaml", text: `apiVersion: v1\nkind: Service\n---\n${foreign}` });
    expect(outline.toParse.map(({ slice }) => slice.text)).toContain(`---\n${foreign}`);
    expect(outlineOf({ path: "a.yaml", text: foreign }).toParse).toEqual([]);
  });
});

describe("JSON is read, and not guessed", () => {
  test.each([
    ["a schema that speaks of everything", { definitions: { image: {}, apiVersion: {}, kind: {} } }, "foreign never"],
    [
      "a definition",
      { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition", spec: { image: 1 } },
      "object never",
    ],
    ["a dashboard", { apiVersion: "v1", kind: "ConfigMap", data: { "image.json": "{}" } }, "object never"],
    ["a pod", { apiVersion: "v1", kind: "Pod", spec: { containers: [{ image: "a" }] } }, "object always"],
    ["a list", { apiVersion: "v1", kind: "List", items: [] }, "object always"],
  ])("%s", (_, object, seen) => {
    expect(look(JSON.stringify(object))).toBe(seen);
    expect(look(`---\n# one\n${JSON.stringify(object, null, 2)}\n`)).toBe(seen);
  });

  test("of a kind that stands twice the last counts", () => {
    expect(look('{"apiVersion":"v1","kind":"ConfigMap","kind":"Pod","spec":{"image":1}}')).toBe("object always");
    expect(look('{"apiVersion":"v1","kind":"Pod","kind":"ConfigMap","spec":{"image":1}}')).toBe("object never");
  });
});

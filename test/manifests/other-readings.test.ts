// Documents that a cheap look could take for what kubectl doesn't: whatever else they may be, their pods are found.
import { expect, test } from "vitest";
import { readText } from "./extraction.ts";

const pod = "{ apiVersion: v1, kind: Pod, metadata: { name: a }, spec: { containers: [{ image: nginx }] } }";
const inJson = '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"containers":[{"image":"nginx"}]}}';
const spec = "spec: { containers: [{ image: nginx }] }";

test.each<[string, string]>([
  ["a list without a version", `kind: List\nitems:\n- ${pod}\n`],
  ["a list whose version is null", `apiVersion:\nkind: List\nitems: [${pod}]\n`],
  ["a list without a version in JSON", `{"kind":"List","items":[${inJson}]}`],
  ["a list of a kind that holds no image", `apiVersion: v1\nkind: ConfigMapList\nitems:\n- ${pod}\n`],
  ["the same in JSON", `{"apiVersion":"v1","kind":"ServiceList","items":[${inJson}]}`],
  ["keys of JSON that differ in case", inJson.replace('"kind":"Pod"', '"kind":"Pod","Kind":"ConfigMap"')],
  ["a version that differs in case", inJson.replace('"kind"', '"ApiVersion":"policy/v1","kind"')],
  ["a second kind with an escape", `apiVersion: v1\nkind: ConfigMap\n"k\\x69nd": Pod\n${spec}\n`],
  ["a second kind that is explicit", `apiVersion: v1\nkind: ConfigMap\n? kind\n: Pod\n${spec}\n`],
  ["a second kind with a tag", `apiVersion: v1\nkind: ConfigMap\n!!str kind: Pod\n${spec}\n`],
  ["a second kind with an anchor", `apiVersion: v1\nkind: ConfigMap\n&a kind: Pod\n${spec}\n`],
  ["a second kind by an alias", `apiVersion: v1\ndata: &k kind\nkind: ConfigMap\n*k : Pod\n${spec}\n`],
])("%s", (_, text) => {
  const { uses, problems, documents } = readText(text);
  expect(problems).toEqual([]);
  expect(uses).toMatchObject([{ image: "nginx", kind: "Pod" }]);
  expect(documents).toBe(1);
});

test("a patch of many operations", () => {
  const operation = "- {op: replace, path: /spec/containers/0/image, value: 'a:1'}\\n";
  const text = `patches:\n  - patch: "${operation.repeat(12_000)}"\n    target: { kind: Pod }\n`;
  expect(readText(text, "kustomization.yaml").uses).toHaveLength(12_000);
});

test("a marker with a comment right behind it", () => {
  for (const marker of ["---#", "---# b", "---#b", "---#b\r"]) {
    const { uses, problems } = readText(`apiVersion: v1\nkind: ConfigMap\n${marker}\n${pod}\n`);
    expect(problems).toEqual([]);
    expect(uses.map(({ span }) => span.file.text.slice(span.start, span.end))).toEqual(["nginx"]);
  }
});

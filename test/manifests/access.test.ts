// What manifests say of who may pull: an object of each kind, and hostile ones; by name, by place, and nothing beside.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { documentSlices } from "../../src/manifests/documents.ts";
import { groupOf, isGroupOf } from "../../src/manifests/groups.ts";
import { type ProducerRow, producerRows } from "../../src/manifests/kinds-producers.ts";
import { objectsIn } from "../../src/manifests/objects.ts";
import { parseLimits, parseSlice } from "../../src/manifests/parse.ts";
import { placesAt } from "../../src/manifests/paths.ts";
import { textOf } from "./extraction.ts";
import { readAccess, shown } from "./access.ts";

function examplesIn(name: string): readonly string[] {
  return readFileSync(new URL(`access/${name}.yaml`, import.meta.url), "utf8").split(/^---\n/m);
}

function expectedOf(example: string): readonly string[] {
  return [...example.matchAll(/^# ((?:secret|producer|role|binding|account) .*)$/gm)].map(([, line = ""]) => line);
}

function titleOf(example: string): string {
  const [, kind = ""] = /^kind: (.*)$/m.exec(example) ?? [];
  return `${kind}: ${/^# (.*)$/m.exec(example)?.[1] ?? ""}`;
}

describe.each(["secrets", "producers", "roles"])("%s", (name) => {
  test.each(examplesIn(name).map((example) => [titleOf(example), example] as const))("%s", (_, example) => {
    expect(shown(readAccess(example))).toEqual(expectedOf(example));
  });

  test("in one file, each document for itself", () => {
    const text = examplesIn(name).join("---\n");
    expect(shown(readAccess(text)).toSorted()).toEqual(examplesIn(name).flatMap(expectedOf).toSorted());
  });

  test("with an image beside it", () => {
    const pod = "---\napiVersion: v1\nkind: Pod\nspec: { containers: [{ image: a }] }\n";
    for (const example of examplesIn(name)) expect(shown(readAccess(example + pod))).toEqual(expectedOf(example));
  });

  test("as JSON", () => {
    const asJson = (example: string): string => JSON.stringify(parse(example, { merge: true }), null, 2);
    for (const example of examplesIn(name)) expect(shown(readAccess(asJson(example)))).toEqual(expectedOf(example));
  });
});

test("each way of each row of producers leads somewhere in an example", () => {
  const objects = documentSlices(examplesIn("producers").join("---\n")).flatMap((slice) => {
    const parsed = parseSlice({ path: "a.yaml", text: slice.text }, { ...slice, start: 0 }, parseLimits);
    return parsed.kind === "failure"
      ? []
      : parsed.documents.flatMap((document) => objectsIn(document).map((object) => ({ document, object })));
  });
  const isLed = ({ groups, kinds, at = "" }: ProducerRow, kind: string, way: string): boolean =>
    objects.some(
      ({ document, object }) =>
        object.kind === kind &&
        kinds.includes(kind) &&
        isGroupOf(groupOf(object.apiVersion), groups) &&
        placesAt(document, object.value, at === "" ? way : `${at}.${way}`).length > 0,
    );
  const unled = producerRows.flatMap((row) =>
    row.kinds.flatMap((kind) => {
      const ways = [
        ...row.names,
        ...(row.annotations ?? []),
        ...(row.namespaces ?? []),
        ...(row.selectors ?? []),
        row.where?.way ?? [],
      ].flat();
      return ways.filter((way) => !isLed(row, kind, way)).map((way) => `${kind} ${way}`);
    }),
  );
  expect(unled).toEqual([]);
});

describe("places", () => {
  const text = `apiVersion: v1
kind: Secret
metadata:
  namespace: shop
  name: "regcred"
type: kubernetes.io/tls
---
apiVersion: v1
kind: Secret
metadata: { name: other }
type: "kubernetes.io/dockerconfigjson"
stringData:
  .dockerconfigjson: |
    {"auths": {}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: pull }
roleRef: { kind: Role, name: puller }
subjects: [{ kind: User, name: jane }]
`;
  test.each([
    ["LF", text],
    ["CR LF", text.replaceAll("\n", "\r\n")],
    ["behind a byte order mark's place and a comment", `# regcred\n${text}`],
  ])("of names, types and values are those of the scalars: %s", (_, written) => {
    const { secrets, bindings } = readAccess(written).access;
    expect(
      secrets.map(({ span, type, values }) => [
        textOf(span),
        type === null ? "" : textOf(type.span),
        ...values.map((value) => textOf(value.span)),
      ]),
    ).toEqual([
      ["regcred", "kubernetes.io/tls"],
      ["other", "kubernetes.io/dockerconfigjson", '{"auths": {}}'],
    ]);
    const spans = bindings.flatMap(({ span, role, subjects }) => [span, role?.span, subjects[0]?.span]);
    expect(spans.map((span) => span && textOf(span))).toEqual(["pull", "puller", "jane"]);
  });
});

describe("hostile input", () => {
  test("nothing of other Secrets' content is kept", () => {
    const text =
      "apiVersion: v1\nkind: Secret\nmetadata: { name: a }\ndata: { x: aHVudGVyMg== }\nstringData: { y: hunter2 }\n";
    const { access } = readAccess(text);
    expect(JSON.stringify(access.secrets.map((one) => ({ ...one, span: null })))).not.toMatch(/hunter2|aHVudGVyMg/);
  });

  test.each([
    ["a name on two lines", "metadata:\n  name: one\n    two\n", "one two"],
    ["a name below its key", "metadata:\n  name:\n    one\n", "one"],
    ["a name that stands twice", "metadata:\n  name: one\n  name: two\n", "two"],
    ["metadata that stand twice", "metadata:\n  name: one\nmetadata:\n  name: two\n", "two"],
    ["a merge", "metadata:\n  <<: { name: one }\n", "one"],
    ["a merged word", "metadata:\n  name: zero\n  <<: { name: one }\n", "one"],
    ["an alias", "x: &a one\nmetadata:\n  name: *a\n", "one"],
    ["an anchor", "metadata: &m\n  name: &n one\n", "one"],
    ["a tag", "metadata:\n  name: !!str one\n", "one"],
    ["an escape", 'metadata:\n  name: "\\x6fne"\n', "one"],
    ["null", "metadata:\n  name: null\n", ""],
    ["nothing", "metadata:\n  name:\n", ""],
    ["a list of owners flush with its key", "metadata:\n  ownerReferences:\n  - name: zero\n  name: one\n", "one"],
    ["a text in which a name stands", "metadata:\n  annotations:\n    a: |\n      name: zero\n  name: one\n", "one"],
    [
      "a name in the first column of a text",
      "metadata:\n  annotations: {a: 'x\n\n  name: zero'}\n  name: one\n",
      "one",
    ],
    ["tabs behind the colon", "metadata:\n  name:\tone\n", "one"],
    ["a comment between", "metadata: # here\n# there\n\n  # and here\n  name: one # yes\n", "one"],
    ["no metadata", "", ""],
    ["a text for metadata", "metadata: name\n", ""],
  ])("%s", (_, metadata, name) => {
    for (const head of ["apiVersion: v1\nkind: Secret\n", "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\n"]) {
      const { secrets, roles } = readAccess(head + metadata).access;
      expect([...secrets, ...roles].map((one) => one.name)).toEqual([name]);
    }
  });

  test("escapes hide no docker config", () => {
    const text = 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\ndata:\n  ".docker\\x63onfigjson": e30=\n';
    expect(readAccess(text).access.secrets[0]?.values).toMatchObject([{ text: "e30=" }]);
  });

  test("a Secret that is broken is a problem where it holds a docker config, and where its file must be parsed", () => {
    const broken = "apiVersion: v1\nkind: Secret\nmetadata: { name: a\n";
    const pod = "---\napiVersion: v1\nkind: Pod\nspec: { containers: [{ image: a }] }\n";
    const kinds = (text: string): readonly string[] => readAccess(text).problems.map(({ kind }) => kind);
    expect(kinds(broken)).toEqual([]);
    expect(readAccess(broken)).toMatchObject({ documents: 1, unparsed: 0 });
    expect(kinds(`${broken}${pod}`)).toEqual(["syntax"]);
    expect(kinds(`${broken}# .dockerconfigjson\n`)).toEqual(["syntax"]);
  });

  test("values of 1 MiB, and 5,000 Secrets in a file, take time and memory that grow with the text", () => {
    const large = "A".repeat(1024 * 1024);
    const text = `apiVersion: v1\nkind: Secret\nmetadata: { name: a }\ndata: { .dockerconfigjson: ${large} }\n`;
    expect(readAccess(text).access.secrets[0]?.values[0]?.text.length).toBe(large.length);
    const one = (name: number): string => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: s${name}\n`;
    const count = 5_000;
    const many = Array.from({ length: count }, (_, name) => one(name)).join("---\n");
    expect(readAccess(many).access.secrets).toHaveLength(count);
    const held = Array.from({ length: count }, (_, name) => `${one(name)}data:\n  .dockercfg: e30=\n`).join("---\n");
    expect(readAccess(held).access.secrets).toHaveLength(count);
  });
});

// No report shows a value of a Secret: not at the token, not beside it, in whatever form the manifest is written.
import { describe, expect, test } from "vitest";
import { documentSlices } from "../../src/manifests/documents.ts";
import type { SourceFile } from "../../src/model.ts";
import { frameOf } from "../../src/report/frame.ts";
import { renderGithub } from "../../src/report/github.ts";
import { renderJson } from "../../src/report/json.ts";
import { renderSummary } from "../../src/report/summary.ts";
import { renderText } from "../../src/report/text.ts";
import { hidden, isAmongSecrets, isHarmlessAfter } from "../../src/report/secret-lines.ts";
import { testEdges } from "../support/edges.ts";
import { checkedGate } from "../support/gate.ts";
import { spanOf } from "../support/report-fixture.ts";
import { settingsOf } from "../support/settings.ts";

describe("a line is shown as", () => {
  test.for<[string, string]>([
    ["kind: Secret", "kind: Secret"],
    ["  name: regcred", "  name: regcred"],
    ["type: kubernetes.io/dockerconfigjson", "type: kubernetes.io/dockerconfigjson"],
    ["  - name: web", "  - name: web"],
    ['  "name": "web",', '  "name": "web",'],
    ["  - name: web # canary", "  - name: ***"],
    ['"type":"x","data":{"a":"canary"}', '"type": ***'],
    ["data:", "data:"],
    ["  password: canary", "  password: ***"],
    ["  .dockerconfigjson: canary", "  .dockerconfigjson: ***"],
    ['  "password": "canary",', '  "password": ***'],
    ["  canary:canary", "  ***"],
    ["  'canary': x", "  ***"],
    ["data: { password: canary }", "data: ***"],
    ["    Y2FuYXJ5Y2FuYXJ5", "    ***"],
    ["  ? canary", "  ***"],
    ["  - canary", "  ***"],
    ["# canary", "***"],
    ["---canary", "***"],
    ['{ "kind": "Secret", "data": { "x": "canary" } }', "***"],
    ["  }, {", "  }, {"],
    ["  ]", "  ]"],
    ["", ""],
    ["   ", "   "],
  ])("%s", ([line, shown]) => {
    expect(hidden(line)).toBe(shown);
  });

  test("a value that stands behind a harmless key is a name", () => {
    expect(isHarmlessAfter('{"kind":"Pod","image": "')).toBe(true);
    expect(isHarmlessAfter("  password: ")).toBe(false);
    expect(isHarmlessAfter("nickname: ")).toBe(false);
  });

  test("long lines are looked at in time", () => {
    const started = performance.now();
    for (const line of [" ".repeat(200_000), "- ".repeat(100_000), "a".repeat(200_000), "\t-\t".repeat(60_000)])
      hidden(line);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

test("a document's neighbours are no secrets", () => {
  const text = "kind: Pod\nimage: x\n---\nkind: Secret\ndata: {}\n---\nkind: Pod\n";
  const file: SourceFile = { path: "a.yaml", text };
  const secret = [text.indexOf("kind: Secret"), text.indexOf("data: {}")];
  const others = [0, text.indexOf("image"), text.lastIndexOf("kind: Pod")];
  expect(secret.map((offset) => isAmongSecrets(file, offset))).toEqual([true, true]);
  expect(others.map((offset) => isAmongSecrets(file, offset))).toEqual([false, false, false]);
  expect(documentSlices(text)).toHaveLength(3);
});

describe("no frame around any token shows the value of", () => {
  const canary = "canary9f3c1b";
  const pod = "spec: { containers: [{ name: web, image: registry.test/shop/web:1 }] }\n";

  test.for<[string, string]>([
    [
      "block style",
      `kind: Secret\nmetadata:\n  name: regcred\ndata:\n  .dockerconfigjson: ${canary}\n  other: ${canary}\n`,
    ],
    ["flow style", `{kind: Secret, metadata: {name: regcred}, data: {.dockerconfigjson: ${canary}, b: ${canary}}}\n`],
    [
      "flow style over lines",
      `kind: Secret\ndata: {\n  .dockerconfigjson: ${canary},\n  c: [\n    ${canary}\n  ]\n}\n`,
    ],
    ["JSON", JSON.stringify({ kind: "Secret", metadata: { name: "regcred" }, data: { a: canary } }, null, 2)],
    [
      "JSON in a line",
      JSON.stringify({ kind: "Secret", type: "x", data: { a: canary }, metadata: { name: "regcred" } }),
    ],
    [
      "a list",
      `kind: List\nitems:\n- kind: Pod\n  ${pod}- kind: Secret\n  stringData:\n    a: ${canary}\n  metadata: { name: b }\n`,
    ],
    ["a list of secrets", `kind: SecretList\nitems:\n- stringData:\n    a: ${canary}\n`],
    [
      "a block scalar",
      `kind: Secret\nstringData:\n  a: |\n    ${canary}\n    user: ${canary}\n\n    ${canary}\n  b: c\n`,
    ],
    ["a folded scalar", `kind: Secret\nstringData:\n  a: >-\n    ${canary}\n    ${canary}\n`],
    ["quotes over lines", `kind: Secret\nstringData:\n  a: "${canary}\n    ${canary}"\n`],
    [
      "quotes with a mark of documents",
      `kind: Pod\n${pod}---\nkind: Secret\nstringData:\n  a: "x\n---${canary}\n\n  ${canary}"\n`,
    ],
    ["an alias's anchor", `kind: Secret\nstringData:\n  a: &a ${canary}\n  b: *a\n  !!str c: !!str ${canary}\n`],
    ["a comment", `kind: Secret\n# was ${canary}\ndata: {} # ${canary}\n`],
    [
      "a key that is quoted",
      `"kind": "Secret"\n'stringData':\n  'a b': ${canary}\n  ? |\n    ${canary}\n  : ${canary}\n`,
    ],
    ["CR LF", `kind: Secret\r\ndata:\r\n  a: ${canary}\r\n  b: |\r\n    ${canary}\r\n`],
    ["CR alone", `kind: Secret\rdata:\r  a: ${canary}\r`],
    ["tabs", `kind:\tSecret\ndata:\n  a:\t${canary}\n`],
  ])("%s", ([, text]) => {
    const file: SourceFile = { path: "a.yaml", text };
    for (let start = 0; start <= text.length; start++) {
      for (const width of [0, 9]) {
        const span = { file, start, end: Math.min(text.length, start + width) };
        for (const widest of [30, 120]) {
          const drawn = frameOf(span, widest)
            .map((line) => line.text)
            .join("\n");
          expect(drawn).not.toMatch(/canary|9f3c1b/);
        }
      }
    }
  });
});

test("names and types are shown, and marked", () => {
  const text = "kind: Secret\nmetadata:\n  name: regcred\ntype: Opaque\ndata: {}\n";
  const file: SourceFile = { path: "a.yaml", text };
  expect(frameOf(spanOf(file, "Opaque")).map((line) => line.text)).toEqual([
    "  name: regcred",
    "type: Opaque",
    "data: ***",
  ]);
});

describe("of a whole run", () => {
  const world = {
    "registry.test": { auth: "token", users: { ci: "pass" }, private: ["*"], repositories: { "shop/web": ["1"] } },
  };
  const pod =
    "kind: Pod\napiVersion: v1\nmetadata: { name: web }\nspec:\n  imagePullSecrets: [{ name: regcred }]\n  containers:\n    - image: registry.test/shop/web:1\n";
  const secret = (rest: string): string =>
    `apiVersion: v1\nkind: Secret\nmetadata: { name: regcred }\ntype: kubernetes.io/dockerconfigjson\n${rest}`;
  const auth = (login: string): string => Buffer.from(login).toString("base64");
  const config = (value: string): string => `{"auths":{"registry.test":{"auth":"${value}"}}}`;

  test.for<[string, string, readonly string[]]>([
    [
      "a password that is refused",
      `stringData:\n  .dockerconfigjson: '${config(auth("ci:canary9f3c1b"))}'\n`,
      [auth("ci:canary9f3c1b")],
    ],
    [
      "what has no colon",
      `stringData:\n  .dockerconfigjson: '${config(auth("canary9f3c1b"))}'\n`,
      [auth("canary9f3c1b")],
    ],
    ["what is no base64", `stringData:\n  .dockerconfigjson: '${config("canary9f3c1b!")}'\n`, []],
    ["what is no JSON", `stringData:\n  .dockerconfigjson: |\n    canary9f3c1b\n    {"auths":\n`, []],
    ["data that is no base64", "data:\n  .dockerconfigjson: canary9f3c1b!\n", []],
    [
      "a number",
      `stringData:\n  .dockerconfigjson: '{"auths":{"registry.test":{"username":"ci","password":9314159}}}'\n`,
      ["9314159"],
    ],
    [
      "a password in the key",
      `stringData:\n  .dockerconfigjson: '{"auths":{"ci:canary9f3c1b@registry.test":{"auth":"%"}}}'\n`,
      [],
    ],
    [
      "a token that ends",
      `stringData:\n  .dockerconfigjson: '${config(auth("oauth2accesstoken:canary9f3c1b"))}'\n`,
      [auth("oauth2accesstoken:canary9f3c1b")],
    ],
  ])("%s is in no report", async ([, rest, others]) => {
    const { edges, logged } = testEdges({ world, files: { "pod.yaml": pod, "secret.yaml": secret(rest) } });
    const report = await checkedGate(settingsOf(), edges);
    expect(report.findings.some(({ span }) => span.file.path === "secret.yaml")).toBe(true);
    const all = [
      renderText(report, { color: true, columns: null }),
      renderText(report, { color: false, columns: 40 }),
      renderGithub(report),
      renderSummary(report),
      renderJson(report),
      ...logged,
    ].join("\n");
    for (const value of ["canary9f3c1b", ...others]) expect(all).not.toContain(value);
  });
});

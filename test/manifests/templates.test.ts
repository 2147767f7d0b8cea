// Templates of charts: the Secrets that they make, by their text alone.
import { describe, expect, test } from "vitest";
import { madeInTemplate } from "../../src/manifests/templates.ts";
import { shown } from "./access.ts";
import { podWith, textOf } from "./extraction.ts";
import { read } from "./reading.ts";

const namesIn = (text: string): readonly string[] =>
  madeInTemplate({ path: "a.yaml", text }).producers.map(({ name }) => name);

const secret = (name: string, rest = "type: kubernetes.io/dockerconfigjson\n"): string =>
  `apiVersion: v1\nkind: Secret\nmetadata:\n  name: ${name}\n${rest}`;

describe("names", () => {
  test.each([
    ["regcred", ["regcred"]],
    ["regcred # here", ["regcred"]],
    ['"regcred"', ["regcred"]],
    ["{{ .Release.Name }}-regcred", ["*-regcred"]],
    ['{{ include "web.fullname" . }}-{{ .Values.x }}-pull', ["*-*-pull"]],
    ['"{{ .Values.name }}"', ["*"]],
    ['{{ printf "%s-pull" (index .Values "a") | quote }}', ["*"]],
    ["{{ .Values.open", ["*"]],
    ["{{ dict }}{{", ["*"]],
  ])("%s", (name, expected) => {
    expect(namesIn(secret(name))).toEqual(expected);
  });
});

test.each([
  ["the older type", secret("a", "type: kubernetes.io/dockercfg\n"), ["a"]],
  ["a key that tells", secret("a", "type: {{ .Values.type }}\ndata:\n  .dockerconfigjson: {{ .x }}\n"), ["a"]],
  ["no docker config", secret("a", "type: Opaque\n"), []],
  ["a docker config beside it alone", `${secret("a", "")}---\n# dockerconfigjson\nkind: ConfigMap\n`, []],
  ["between conditions", `{{- if .Values.pull }}\n${secret("a")}{{- end }}\n`, ["a"]],
  [
    "conditions and labels before the name",
    secret("a").replace("metadata:\n", "metadata:\n{{- if .x }}\n  labels:\n    name: b\n{{- end }}\n"),
    ["a"],
  ],
  ["a name that is no object's", "kind: Secret\nmetadata:\n  labels:\n    name: b\ntype: dockerconfigjson\n", []],
  ["several in one file", `${secret("a")}---\n${secret("b", "")}---\n${secret("c")}`, ["a", "c"]],
  ["CR LF", secret("a").replaceAll("\n", "\r\n"), ["a"]],
  ["another one further in", `x:\n  kind: Secret\n  y: dockerconfigjson\n`, []],
  ["what makes a Secret", "kind: SealedSecret\nmetadata:\n  name: {{ .x }}-a\n", ["*-a"]],
  [
    "and calls it otherwise",
    "kind: ExternalSecret\nmetadata:\n  name: a\nspec:\n  target:\n    name: b\n  dataFrom:\n    - name: c\n",
    ["a", "b"],
  ],
  [
    "a class of the Secrets Store CSI driver",
    "kind: SecretProviderClass\nmetadata:\n  name: a\nspec:\n  secretObjects:\n    - type: kubernetes.io/dockerconfigjson\n      secretName: {{ .x }}-b\n    - secretName: c\n",
    ["a", "*-b", "c"],
  ],
  [
    "Infisical's, Bitwarden's",
    "kind: InfisicalSecret\nmetadata:\n  name: a\nspec:\n  managedSecretReference:\n    secretName: b\n---\nkind: BitwardenSecret\nmetadata:\n  name: c\nspec:\n  secretName: d\n",
    ["a", "b", "c", "d"],
  ],
  [
    "several of SOPS, in both columns",
    "kind: SopsSecret\nmetadata:\n  name: a\nspec:\n  secretTemplates:\n  - name: b\n    labels:\n      name: x\n  - labels: {}\n    name: c\n---\nkind: SopsSecret\nspec:\n  secretTemplates:\n    - name: d\n",
    ["a", "b", "c", "d"],
  ],
  ["a secret of an Ingress", "kind: Ingress\nspec:\n  tls:\n    - secretName: a\n", []],
  ["what may be anything", "kind: HelmRelease\nmetadata:\n  name: a\n# dockerconfigjson\n", []],
])("%s", (_, text, expected) => {
  expect(namesIn(text)).toEqual(expected);
});

test.each([
  ["{{ .x }}-pull # c", "{{ .x }}-pull"],
  ['"{{ .x }}"', "{{ .x }}"],
])("the span is the name as it is written: %s", (name, expected) => {
  const [producer] = madeInTemplate({ path: "a.yaml", text: `# one\n---\n${secret(name)}` }).producers;
  expect(producer && textOf(producer.span)).toBe(expected);
});

test("braces without an end take no time", () => {
  expect(namesIn(secret("{{".repeat(100_000)))).toEqual(["*"]);
  expect(namesIn(secret(`${" ".repeat(200_000)}x`))).toEqual(["x"]);
});

test("accounts", () => {
  const account = (name: string): string =>
    `apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  labels:\n    name: x\n  name: ${name}\nimagePullSecrets:\n  - name: y\n`;
  const text = `${account('{{ include "web.serviceAccountName" . }}')}---\n${account("{{ .x }}-robot")}---\n${secret("a")}---\n${account("robot")}`;
  const { accountProducers, producers } = madeInTemplate({ path: "a.yaml", text });
  expect(accountProducers.map(({ name, span, by }) => [name, textOf(span), by])).toEqual([
    ["*", '{{ include "web.serviceAccountName" . }}', "Helm template"],
    ["*-robot", "{{ .x }}-robot", "Helm template"],
    ["robot", "robot", "Helm template"],
  ]);
  expect(producers.map(({ name }) => name)).toEqual(["a"]);
});

test("are read of every chart in the tree, up to 256 KiB a file", async () => {
  const extraction = await read({
    "pod.yaml": podWith("- image: a"),
    "chart/Chart.yaml": "name: web\n",
    "chart/templates/secret.yaml": secret("{{ .Release.Name }}-pull"),
    "chart/templates/large.yaml": `${secret("large")}#${"x".repeat(256 * 1024)}\n`,
    "chart/templates/binary.yaml": Buffer.from(`${secret("binary")}\0`),
    "chart/templates/account.yaml": "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: robot\n",
    "chart/templates/deployment.yaml": "kind: Deployment\nmetadata:\n  name: a\n",
    "plain/templates/secret.yaml": secret("plain"),
  });
  expect(shown(extraction)).toEqual([
    "secret plain in nowhere type kubernetes.io/dockerconfigjson",
    "producer *-pull in nowhere by Helm template",
  ]);
  expect(extraction.access.accountProducers).toMatchObject([{ name: "robot", by: "Helm template" }]);
});

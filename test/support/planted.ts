// Manifests and docker configs with a canary in every place that can hold a password, well-formed and not.
import { canaryOf } from "./canary.ts";

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

function auth(canary: string): string {
  return base64(`ci:${canary}`);
}

interface Planted {
  readonly name: string;
  /** The Secret's lines below `metadata`. */
  readonly body: string;
}

function planted(name: string, type: string, field: "data" | "stringData", key: string, value: string): Planted {
  return { name, body: `type: ${type}\n${field}:\n  ${key}: ${JSON.stringify(value)}\n` };
}

/** One of each kind, for `host`; the canary of each is that of its name. */
export function plantedSecrets(host: string): readonly Planted[] {
  const of = (name: string): string => canaryOf(name);
  const config = (entry: unknown): string => JSON.stringify({ auths: { [host]: entry } });
  const json = (name: string, text: string): Planted =>
    planted(name, "kubernetes.io/dockerconfigjson", "stringData", ".dockerconfigjson", text);
  const data = (name: string, text: string): Planted =>
    planted(name, "kubernetes.io/dockerconfigjson", "data", ".dockerconfigjson", text);
  return [
    data("as-data", base64(config({ auth: auth(of("as-data")) }))),
    json("as-text", config({ auth: auth(of("as-text")) })),
    json("in-parts", config({ username: "ci", password: of("in-parts") })),
    planted(
      "dockercfg",
      "kubernetes.io/dockercfg",
      "data",
      ".dockercfg",
      base64(JSON.stringify({ [host]: { auth: auth(of("dockercfg")) } })),
    ),
    json("auth-no-base64", config({ auth: of("auth-no-base64") })),
    json("auth-no-colon", config({ auth: base64(of("auth-no-colon")) })),
    json("no-json", `{"auths": {"${host}": {"username": "ci", "password": ${JSON.stringify(of("no-json"))}`),
    json("words", of("words")),
    data("no-base64", `${base64(config({ auth: auth(of("no-base64")) }))}*`),
    data("text-for-base64", of("text-for-base64")),
    json("number", config({ username: "ci", password: of("number"), email: 4711 })),
    json("a-list", config([of("a-list")])),
    json("auths-a-list", JSON.stringify({ auths: [of("auths-a-list")] })),
    json(
      "header-a-number",
      JSON.stringify({ auths: { [host]: { auth: auth(of("header-a-number")) } }, HttpHeaders: { a: 1 } }),
    ),
    json("in-the-key", JSON.stringify({ auths: { [`https://ci:${of("in-the-key")}@${host}/`]: { auth: 1 } } })),
    json("in-a-good-key", JSON.stringify({ auths: { [`https://ci:${of("in-a-good-key")}@${host}/`]: {} } })),
    json("identity", config({ identitytoken: of("identity"), auth: auth(of("identity")) })),
    planted("opaque", "Opaque", "stringData", "password", of("opaque")),
    planted("other-type", "Opaque", "stringData", ".dockerconfigjson", config({ auth: auth(of("other-type")) })),
    planted("basic-auth", "kubernetes.io/basic-auth", "stringData", "password", of("basic-auth")),
    json("placeholder", config({ username: "${USER}", password: of("placeholder") })),
  ];
}

/** Each Secret in a file of its own, between pods that need it: the finding on either has it as its neighbour. */
export function plantedManifests(hosts: readonly string[]): Readonly<Record<string, string>> {
  const [host = ""] = hosts;
  const images = [...hosts.map((one) => `${one}/shop/web:1`), ...hosts.map((one) => `${one}/shop/granted:1`)];
  const files = plantedSecrets(host).map(({ name, body }): readonly [string, string] => {
    const secret = `apiVersion: v1\nkind: Secret\nmetadata: { name: ${name} }\n${body}`;
    return [
      `k8s/${name}.yaml`,
      [podOf("web", name, images), secret, podOf("again", name, images.slice(0, 1))].join("---\n"),
    ];
  });
  return Object.fromEntries(files);
}

function podOf(name: string, secret: string, images: readonly string[]): string {
  const containers = images.map((image, at) => `    - { name: c${at}, image: "${image}" }\n`).join("");
  const head = `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec:\n`;
  return `${head}  imagePullSecrets: [{ name: ${secret} }]\n  containers:\n${containers}`;
}

/** Secrets in YAML that is none, or is no plain text: the words of a parser are about what it stopped at. */
export function brokenYaml(): Readonly<Record<string, string>> {
  const lines: Readonly<Record<string, string>> = {
    alias: `password: *${canaryOf("alias")}`,
    anchor: `password: &${canaryOf("anchor")}`,
    tag: `password: !${canaryOf("tag")} x`,
    "tag-handle": `password: !cnry-handle-yrnc!x ${canaryOf("tag-handle")}`,
    quote: `password: "${canaryOf("quote")}`,
    escape: `password: "\\q${canaryOf("escape").replaceAll('"', "")}"`,
    percent: `password: %${canaryOf("percent")}`,
    at: `password: @${canaryOf("at")}`,
    backtick: "password: `" + canaryOf("backtick"),
    colon: `password: ${canaryOf("colon")}: ${canaryOf("colon")}`,
    twice: `${canaryOf("twice")}: 1\n  ${canaryOf("twice")}: 2`,
    flow: `password: [${canaryOf("flow")}`,
    tab: `\tpassword: ${canaryOf("tab")}`,
    indentation: `password:\n${canaryOf("indentation")}`,
    binary: `password: !!binary "${canaryOf("binary").replaceAll('"', "")}"`,
    directive: `a: b\n%${canaryOf("directive")}`,
    block: `password: |${canaryOf("block")}\n    x`,
    merge: `<<: ${canaryOf("merge")}`,
  };
  const entries = Object.entries(lines).map(([name, line]): readonly [string, string] => [
    `broken/${name}.yaml`,
    `apiVersion: v1\nkind: Secret\nmetadata: { name: ${name} }\ntype: Opaque\nstringData:\n  ${line}\n---\napiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec: { containers: [{ name: a, image: "x.test/a:\${B}" }] }\n`,
  ]);
  return Object.fromEntries(entries);
}

// What the log's keeper is told to hide: all that a Secret holds, in each form in which it could turn up.
import { expect, test } from "vitest";
import { maskSecrets } from "../../src/credentials/masking.ts";
import { readPullSecret } from "../../src/credentials/pull-secret.ts";
import type { SecretObject } from "../../src/model.ts";
import { secretOf, secretWith } from "../support/secrets.ts";
import { somewhere } from "../support/uses.ts";

function masked(...objects: readonly SecretObject[]): ReadonlySet<string> {
  const values = new Set<string>();
  maskSecrets(objects.map(readPullSecret), { mask: (value) => void values.add(value) });
  return values;
}

const base64 = (text: string): string => Buffer.from(text).toString("base64");
const data = (text: string) => [{ key: ".dockerconfigjson", field: "data", text, span: somewhere } as const];

test("the password, and the base64 of user and password", () => {
  const values = masked(secretOf("a", { "registry.test": "ci:canary-3f9c" }));
  expect(values).toContain("canary-3f9c");
  expect(values).toContain(base64("ci:canary-3f9c"));
});

test("`auth` as it is written, padded or not", () => {
  const auth = base64("ci:canary").replace(/=+$/, "");
  expect(masked(secretWith("a", JSON.stringify({ auths: { "registry.test": { auth } } })))).toContain(auth);
});

test("each line of what stands under data", () => {
  const whole = base64(JSON.stringify({ auths: { "registry.test": { auth: base64("ci:canary-3f9c") } } }));
  const [first, second] = [whole.slice(0, 40), whole.slice(40)];
  const values = masked(secretWith("a", "", { values: data(`${first}\n${second}\n`) }));
  expect([...values]).toEqual(expect.arrayContaining([first, second, "canary-3f9c"]));
});

test("passwords in what can't be read, too", () => {
  const config = '{"auths":{"registry.test":{"username":"ci","password":"canary-3f9c","auth":7}}}';
  expect(masked(secretWith("a", config))).toContain("canary-3f9c");
  expect(masked(secretWith("a", "", { values: data(base64(config)) }))).toContain("canary-3f9c");
  expect(masked(secretWith("a", `${config}}`))).toContain("canary-3f9c");
});

test("tokens that the kubelet passes by", () => {
  expect(masked(secretWith("a", '{"auths":{"registry.test":{"identitytoken":"canary-3f9c"}}}'))).toContain(
    "canary-3f9c",
  );
});

test("nothing of what is encrypted or filled in later", () => {
  const encrypted = '{"auths":{"registry.test":{"auth":"ENC[AES256_GCM,data:AAAA,type:str]"}}}';
  expect(masked(secretWith("a", encrypted, { isEncrypted: true }))).toEqual(new Set());
  expect(masked(secretWith("a", "", { values: data("${DOCKER_CONFIG_JSON_OF_IT}") }))).toEqual(new Set());
});

test("a short password stays: every word of a log would have stars in it", () => {
  expect(masked(secretOf("a", { "registry.test": "c:pw" }))).not.toContain("pw");
});

test("nobody keeps a log: nothing happens", () => {
  expect(() => maskSecrets([readPullSecret(secretOf("a", { "registry.test": "ci:canary" }))], {})).not.toThrow();
});

test.for(["x{{yreal-canary", "re${a}l-canary", "vault:canary-3f9c", "ref+canary-3f9c"])(
  "a password that looks a little like a placeholder: %s",
  (password) => {
    const config = JSON.stringify({ auths: { "registry.test": { username: "ci", password } } });
    expect(masked(secretWith("a", config))).toContain(password);
  },
);

test.for(["${PASSWORD}", "{{ .Values.password }}", "<path:kv/data/ci#password>", "vault:kv/ci#password"])(
  "no placeholder: %s",
  (password) => {
    const config = JSON.stringify({ auths: { "registry.test": { username: "ci", password } } });
    expect(masked(secretWith("a", config))).not.toContain(password);
  },
);

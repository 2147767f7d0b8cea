// Secrets of registries as the manifests' reader gives them, and as they are read, with only what a test is about spelled out.
import { readPullSecret } from "../../src/credentials/pull-secret.ts";
import type { PullSecret, SecretObject } from "../../src/model.ts";
import { named } from "./credentials.ts";
import { somewhere } from "./uses.ts";

/** A Secret `shop/NAME` whose docker config has these entries: `user:password` by key. */
export function secretOf(
  name: string,
  auths: Readonly<Record<string, string>>,
  more: Partial<SecretObject> = {},
): SecretObject {
  const entries = new Map<string, object>();
  for (const [key, login] of Object.entries(auths)) entries.set(key, { auth: Buffer.from(login).toString("base64") });
  const config: object = Object.fromEntries(entries);
  return secretWith(name, JSON.stringify({ auths: config }), more);
}

/** The same with a text in the config's place. */
export function secretWith(name: string, config: string, more: Partial<SecretObject> = {}): SecretObject {
  return {
    name,
    namespace: "shop",
    namespaces: ["shop"],
    span: somewhere,
    type: named("kubernetes.io/dockerconfigjson"),
    values: [{ key: ".dockerconfigjson", field: "stringData", text: config, span: somewhere }],
    isEncrypted: false,
    isCopied: false,
    isFilledIn: false,
    ...more,
  };
}

/** `secretOf`, read. */
export function pullSecretOf(...given: Parameters<typeof secretOf>): PullSecret {
  return readPullSecret(secretOf(...given));
}

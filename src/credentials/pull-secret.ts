// A Secret of the manifests as the kubelet would read it: its docker config, what is wrong with it, or why nobody can tell here.
// Source: kubernetes `pkg/credentialprovider/secrets/secrets.go` (which type, which key) and `pkg/apis/core/validation` (ValidateSecret).
import type { ConfigFault, PullSecret, SecretObject, SecretValue } from "../model.ts";
import { type ConfigForm, readConfig, shownKey } from "./docker-config.ts";
import { goBase64, goText } from "./go-text.ts";

/** Bytes of all of a Secret's data, at most (`core.MaxSecretSize`). */
const largestSecret = 1024 * 1024;

const types: ReadonlyMap<string, { readonly key: SecretValue["key"]; readonly form: ConfigForm }> = new Map([
  ["kubernetes.io/dockerconfigjson", { key: ".dockerconfigjson", form: "auths" }],
  ["kubernetes.io/dockercfg", { key: ".dockercfg", form: "entries" }],
]);

/**
 * Reads Secrets, one after the other; of those that hold the same value the first is read and the others have its reading: an
 * alias repeats a large Secret in two bytes.
 */
export function secretReader(): (object: SecretObject) => PullSecret {
  const readings = new Map<string, Map<string, PullSecret["reading"]>>();
  return (object) => {
    const { values, type, isEncrypted, isFilledIn } = object;
    const [namespace] = object.namespaces;
    const name = namespace === undefined ? object.name : `${namespace}/${object.name}`;
    const known = types.get(type?.name ?? "");
    if (known === undefined) {
      const span = type?.span ?? object.span;
      const hasConfig = values.some(({ text }) => text.trim() !== "");
      return { object, name, span, reading: { kind: "other-type", type: type?.name ?? "Opaque", hasConfig } };
    }
    const value = values.find(({ key }) => key === known.key);
    const span = value?.span ?? object.span;
    const text = value?.text ?? "";
    const ofText = readings.get(text) ?? new Map<string, PullSecret["reading"]>();
    readings.set(text, ofText);
    const how = JSON.stringify([known.key, value?.field, isEncrypted, isFilledIn]);
    const reading = ofText.get(how) ?? readValue(object, value, known);
    ofText.set(how, reading);
    return { object, name, span, reading };
  };
}

/** Reads one Secret. */
export function readPullSecret(object: SecretObject): PullSecret {
  return secretReader()(object);
}

function readValue(
  { isEncrypted, isFilledIn }: SecretObject,
  value: SecretValue | undefined,
  { key, form }: { readonly key: SecretValue["key"]; readonly form: ConfigForm },
): PullSecret["reading"] {
  if (isEncrypted) return { kind: "opaque", why: "it is encrypted" };
  if (isFilledIn) return { kind: "opaque", why: "something fills it in, as its annotations say" };
  if (value === undefined) return refused(key, "is missing", "it under data", "Required value");
  if (isPlaceholder(value)) return placeholder;
  const bytes = bytesOf(value);
  if (typeof bytes !== "number" && isFilledInside(bytes.toString("utf8"))) return placeholder;
  if (typeof bytes === "number") {
    const words = `illegal base64 data at input byte ${bytes}`;
    return refused(key, "is not base64", "its base64, or the text itself under stringData", words);
  }
  if (bytes.length > largestSecret) {
    return refused(
      key,
      "is larger than 1 MiB",
      "no more than that",
      `Too long: may not be more than ${largestSecret} bytes`,
    );
  }
  const reading = readConfig(goText(bytes), form);
  switch (reading.kind) {
    case "config":
      return reading;
    case "no-json": {
      const instead = `what docker login writes: {${form === "auths" ? '"auths":{' : ""}"HOST":{"auth":"…"}${form === "auths" ? "}" : ""}}`;
      return refused(
        key,
        bytes.length === 0 ? "is empty" : "is not JSON",
        instead,
        '"<secret contents redacted>": invalid character …',
      );
    }
    case "fault": {
      const { registry, field, what, instead, words } = reading;
      const names = [
        ...(field === "" ? [] : [`"${field}"`]),
        ...(registry === null ? [] : [`"${shownKey(registry)}"`]),
      ];
      const where = `${[...names].join(" of ")}${names.length === 0 ? "" : " in "}${key}`;
      return { kind: "faulty", fault: { where, what, instead, by: "kubelet", words } };
    }
  }
}

const placeholder: PullSecret["reading"] = { kind: "opaque", why: "a placeholder stands for it" };

/** The API server takes no such Secret: the cluster keeps what it has, or has none. */
function refused(key: string, what: string, instead: string, words: string): PullSecret["reading"] {
  const fault: ConfigFault = { where: key, what, instead, by: "api-server", words: `data[${key}]: ${words}` };
  return { kind: "faulty", fault };
}

/** What the cluster would keep of a value, or the offset at which its base64 breaks off. */
export function bytesOf({ field, text }: SecretValue): Buffer | number {
  return field === "stringData" ? Buffer.from(text) : goBase64(text, "padded");
}

/**
 * What a tool fills in before the Secret is applied: variables of envsubst and Flux, templates, `<path:…>` of the Argo CD Vault
 * plugin, `ref+…` of vals, values of SOPS. Nothing of that is base64, and in JSON only a whole text may be one.
 */
function isPlaceholder({ text }: SecretValue): boolean {
  const written = text.trim();
  if (/^(?:ENC\[|ref\+|op:\/\/|vault:|<[^<>]{1,500}>$)/.test(written)) return true;
  if (isFilledInside(written)) return true;
  return /^(?:\$[A-Za-z_]\w*|__\w+__|@\w+@|%\w+%)$/.test(written);
}

const longestSearch = 64 * 1024;
const inside = /\{\{|\$\{[^{}]*\}|\$\([^()]*\)/;
/** In the place of a login; `$oauthtoken` is a user that there is (NVIDIA's registry), so that a word after a dollar is none there. */
const instead =
  /"(?:auth|password)"\s*:\s*"(?:\$[A-Za-z_]\w*|__\w+__|@\w+@|%\w+%)"|"(?:auth|username|password)"\s*:\s*"(?:<[^<>"]{1,500}>"|ENC\[|ref\+|op:\/\/|vault:)/i;

/** Is a part of it filled in later: anywhere, or where a login belongs? */
function isFilledInside(text: string): boolean {
  const searched = text.slice(0, longestSearch);
  return inside.test(searched) || instead.test(searched);
}

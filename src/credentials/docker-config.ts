// A docker config as the kubelet reads it, from a Secret or from its own `config.json`: all of its entries, or none.
// Source: kubernetes `pkg/credentialprovider/config.go`; Go `encoding/json`, which finds fields however they are cased.
import { isUtf8 } from "node:buffer";
import { isObject, parseJson } from "../json.ts";
import type { ConfigEntry } from "../model.ts";
import { type JsonMember, membersIn } from "./json-members.ts";
import { goBase64 } from "./go-text.ts";
import { keyOf } from "./keyring.ts";
import { seal } from "./secret.ts";

/** `.dockerconfigjson` and `config.json` hold the entries under `auths`; `.dockercfg` is the entries. */
export type ConfigForm = "auths" | "entries";

export type ConfigReading =
  | {
      readonly kind: "config";
      readonly entries: readonly ConfigEntry[];
      /** Names of what docker knows and the kubelet doesn't. */
      readonly unread: readonly string[];
    }
  /** No JSON at all. */
  | { readonly kind: "no-json" }
  /** JSON that Go's decoder stops at. `registry`: in whose entry, as written; `words`: what the kubelet prints. */
  | {
      readonly kind: "fault";
      readonly registry: string | null;
      readonly field: string;
      readonly what: string;
      readonly instead: string;
      readonly words: string;
    };

type Fault = Extract<ConfigReading, { kind: "fault" }>;

/** Reads a config's text. */
export function readConfig(text: string, form: ConfigForm): ConfigReading {
  const value = parseJson(text);
  if (value === undefined || isTooDeep(text)) return { kind: "no-json" };
  if (value === null) return { kind: "config", entries: [], unread: [] };
  const whole = form === "auths" ? "credentialprovider.DockerConfigJSON" : "credentialprovider.DockerConfig";
  if (!isObject(value)) return typeFault({ registry: null, field: "" }, text, "value", whole);
  const members = membersIn(text);
  if (form === "entries") return readEntries([members], [], null);
  const sections: (readonly JsonMember[])[] = [];
  for (const { name, text: written } of members) {
    if (isField(name, "auths")) {
      if (written === "null") sections.length = 0;
      else if (!written.startsWith("{")) {
        return typeFault(
          { registry: null, field: "auths" },
          written,
          `${struct}.auths`,
          "credentialprovider.DockerConfig",
        );
      } else sections.push(membersIn(written));
    }
    if (isField(name, "HttpHeaders")) {
      const wrong = written.startsWith("{") ? membersIn(written).find(({ text }) => !isTextValue(text)) : undefined;
      const at = { registry: null, field: "HttpHeaders" };
      if (wrong !== undefined) return typeFault(at, wrong.text, `${struct}.HttpHeaders`, "string");
      if (!/^(?:\{|null)/.test(written)) return typeFault(at, written, `${struct}.HttpHeaders`, "map[string]string");
    }
  }
  const unread = ["credsStore", "credHelpers"].filter((field) => members.some(({ name }) => isField(name, field)));
  return readEntries(sections, unread, `${struct}.auths`);
}

/** Go's name for where something stands. */
const struct = "struct field DockerConfigJSON";

/** Go's decoder gives up at 10,000 levels (`encoding/json` scanner.go, maxNestingDepth). */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const [mark] of text.replaceAll(/"(?:[^"\\]|\\.)*"/g, "").matchAll(/[[\]{}]/g)) {
    depth += mark === "[" || mark === "{" ? 1 : -1;
    if (depth > 10_000) return true;
  }
  return false;
}

/** Of one name the last entry counts, and yet each is read; a second `auths` adds to the first. */
function readEntries(
  sections: readonly (readonly JsonMember[])[],
  unread: readonly string[],
  place: string | null,
): ConfigReading {
  const entries = new Map<string, ConfigEntry>();
  for (const { name, text } of sections.flat()) {
    const entry = readEntry(name, text, place);
    if ("kind" in entry) return entry;
    entries.set(name, entry);
  }
  return { kind: "config", entries: [...entries.values()], unread };
}

/** `place`: what Go calls the mapping that it is in. */
function readEntry(name: string, text: string, place: string | null): ConfigEntry | Fault {
  const goEntry = "credentialprovider.dockerConfigEntryWithAuth";
  if (text !== "null" && !text.startsWith("{")) {
    return typeFault({ registry: name, field: "" }, text, place ?? "value", goEntry);
  }
  const fields = { username: "", password: "", email: "", auth: "" };
  const unread: string[] = [];
  for (const member of membersIn(text)) {
    const field = fieldNames.find((known) => isField(member.name, known));
    if (field === undefined) {
      if (isField(member.name, "identitytoken") || isField(member.name, "registrytoken")) unread.push(member.name);
      continue;
    }
    if (!isTextValue(member.text)) {
      const inner = place === null ? "struct field dockerConfigEntryWithAuth" : place;
      return typeFault({ registry: name, field }, member.text, `${inner}.${field}`, "string");
    }
    if (member.text !== "null") fields[field] = String(parseJson(member.text)).toWellFormed();
  }
  const { username, password, auth } = fields;
  const written = shownKey(name);
  const key = keyOf(name);
  if (auth === "") return { written, key, username, secret: seal(password), isText: true, unread };
  const decoded = decodeAuth(auth);
  if ("what" in decoded) return { kind: "fault", registry: name, field: "auth", instead: authForm, ...decoded };
  const { username: user, password: secret, isText } = decoded;
  return { written, key, username: user, secret: seal(secret), isText, unread };
}

const fieldNames = ["username", "password", "email", "auth"] as const;
const authForm = "the base64 of USER:PASSWORD";

/**
 * `base64(USER:PASSWORD)`: padded where it ends in `=`, else unpadded; line breaks don't count, every other character does.
 * The user ends at the first colon.
 */
function decodeAuth(
  auth: string,
): { readonly username: string; readonly password: string; readonly isText: boolean } | Pick<Fault, "what" | "words"> {
  const bytes = goBase64(auth, /=[\s\u0085]*$/.test(auth) ? "padded" : "unpadded");
  if (typeof bytes === "number") {
    return { what: "is not base64", words: `illegal base64 data at input byte ${bytes}` };
  }
  const text = bytes.toString("utf8");
  const colon = text.indexOf(":");
  if (colon === -1) {
    return {
      what: "is base64 of something without a colon",
      words: "unable to parse auth field, must be formatted as base64(username:password)",
    };
  }
  return { username: text.slice(0, colon), password: text.slice(colon + 1), isText: isUtf8(bytes) };
}

/** Go's decoder folds case where no name is the very same. */
function isField(name: string, field: string): boolean {
  return name.toLowerCase().replaceAll("\u017F", "s") === field.toLowerCase();
}

/** A string, or a null, which leaves what was there. */
function isTextValue(text: string): boolean {
  return text.startsWith('"') || text === "null";
}

function typeFault(at: Pick<Fault, "registry" | "field">, text: string, place: string, goType: string): Fault {
  const kind = kindOf(text);
  const words = `json: cannot unmarshal ${kind} into Go ${place} of type ${goType}`;
  const instead = goType === "string" ? "a text in quotes" : "an object";
  return { kind: "fault", ...at, what: `is ${articles[kind]}`, instead, words };
}

const articles = {
  object: "an object",
  array: "a list",
  string: "a text",
  bool: "true or false",
  number: "a number",
} as const;

function kindOf(text: string): keyof typeof articles {
  switch (text.trimStart().charAt(0)) {
    case "{":
      return "object";
    case "[":
      return "array";
    case '"':
      return "string";
    case "t":
    case "f":
      return "bool";
    default:
      return "number";
  }
}

/** Whatever stands before an at-sign in a key is nobody's host, and may be a password. */
export function shownKey(name: string): string {
  return name.replace(/^.*@/s, "").slice(0, longestKey);
}

const longestKey = 200;

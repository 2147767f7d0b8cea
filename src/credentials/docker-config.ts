// A docker config as the kubelet reads it, from a Secret or from its own `config.json`: all of its entries, or none.
// Source: kubernetes `pkg/credentialprovider/config.go`; Go `encoding/json`, which finds fields however they are cased.
import { isUtf8 } from "node:buffer";
import { isObject, parseJson } from "../json.ts";
import type { ConfigEntry } from "../model.ts";
import { type JsonMember, membersIn } from "./json-members.ts";
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
  if (value === undefined) return { kind: "no-json" };
  if (value === null) return { kind: "config", entries: [], unread: [] };
  const goType = form === "auths" ? "credentialprovider.DockerConfigJSON" : "credentialprovider.DockerConfig";
  if (!isObject(value)) return typeFault(null, form === "auths" ? "" : "entries", text, goType);
  const members = membersIn(text);
  if (form === "entries") return readEntries([members], []);
  const sections: (readonly JsonMember[])[] = [];
  for (const { name, text: written } of members) {
    if (isField(name, "auths")) {
      if (written === "null") sections.length = 0;
      else if (!written.startsWith("{")) {
        return typeFault(null, "auths", written, "credentialprovider.DockerConfig");
      } else sections.push(membersIn(written));
    }
    if (isField(name, "HttpHeaders")) {
      const wrong = written.startsWith("{") ? membersIn(written).find(({ text }) => !isTextValue(text)) : undefined;
      if (wrong !== undefined) return typeFault(null, "HttpHeaders", wrong.text, "string");
      if (!/^(?:\{|null)/.test(written)) return typeFault(null, "HttpHeaders", written, "map[string]string");
    }
  }
  const unread = ["credsStore", "credHelpers"].filter((field) => members.some(({ name }) => isField(name, field)));
  return readEntries(sections, unread);
}

/** Of one name the last entry counts, and yet each is read; a second `auths` adds to the first. */
function readEntries(sections: readonly (readonly JsonMember[])[], unread: readonly string[]): ConfigReading {
  const entries = new Map<string, ConfigEntry>();
  for (const { name, text } of sections.flat()) {
    const entry = readEntry(name, text);
    if ("kind" in entry) return entry;
    entries.set(name, entry);
  }
  return { kind: "config", entries: [...entries.values()], unread };
}

function readEntry(name: string, text: string): ConfigEntry | Fault {
  const goEntry = "credentialprovider.dockerConfigEntryWithAuth";
  if (text !== "null" && !text.startsWith("{")) return typeFault(name, "", text, goEntry);
  const fields = { username: "", password: "", email: "", auth: "" };
  const unread: string[] = [];
  for (const member of membersIn(text)) {
    const field = fieldNames.find((known) => isField(member.name, known));
    if (field === undefined) {
      if (isField(member.name, "identitytoken") || isField(member.name, "registrytoken")) unread.push(member.name);
      continue;
    }
    if (!isTextValue(member.text)) return typeFault(name, field, member.text, "string");
    if (member.text !== "null") fields[field] = String(parseJson(member.text));
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
  const bytes = goBase64(auth, auth.trim().endsWith("=") ? "padded" : "unpadded");
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

/** The bytes, or the offset at which Go stops (`encoding/base64`): `\r` and `\n` are skipped, bits behind the last byte are not looked at. */
export function goBase64(text: string, form: "padded" | "unpadded"): Buffer | number {
  const digits = text.replaceAll(/[\r\n]/g, "");
  const [body = ""] = /^[A-Za-z0-9+/]*/.exec(digits) ?? [];
  const padding = form === "padded" ? "=".repeat((4 - (body.length % 4)) % 4) : "";
  const isWhole = body.length % 4 !== 1 && digits === body + padding;
  return isWhole ? Buffer.from(body, "base64") : offsetOf(text, body.length);
}

/** Line breaks count for the offset. */
function offsetOf(text: string, digits: number): number {
  let seen = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === "\r" || text[at] === "\n") continue;
    if (seen === digits) return at;
    seen += 1;
  }
  return text.length;
}

/** Go's decoder folds case where no name is the very same. */
function isField(name: string, field: string): boolean {
  return name.toLowerCase() === field.toLowerCase();
}

/** A string, or a null, which leaves what was there. */
function isTextValue(text: string): boolean {
  return text.startsWith('"') || text === "null";
}

function typeFault(registry: string | null, field: string, text: string, goType: string): Fault {
  const kind = kindOf(text);
  const words = `json: cannot unmarshal ${kind} into Go ${field === "" ? "value" : `struct field ${field}`} of type ${goType}`;
  const wanted = goType === "string" ? "a text in quotes" : "an object";
  return { kind: "fault", registry, field, what: `is ${articles[kind]}`, instead: wanted, words };
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

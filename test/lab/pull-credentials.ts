// What a row says of credentials: objects beside its pod, what its nodes have, and what the kubelet would try of all that.
// The last is worked out by hand, from the kubelet's sources, and is what the gate is held against: nothing here asks the gate's code.
import * as v from "valibot";
import { stringify } from "yaml";
import type { Login } from "./cri.ts";

const objectSchema = v.record(v.string(), v.unknown());

/** Keys of a row. */
export const credentialEntries = {
  /** The pod's namespace. */
  namespace: v.optional(v.string()),
  /** Pull secrets by name, each with its entries by key: `user:password`, or the entry itself. Where the row has no `pod`, its pod names them all. */
  secrets: v.optional(v.record(v.string(), v.record(v.string(), v.unknown())), {}),
  /** Objects beside the pod, or files by name. */
  manifests: v.optional(
    v.union([v.array(v.union([v.string(), objectSchema])), v.record(v.string(), v.union([v.string(), objectSchema]))]),
    [],
  ),
  /** The nodes' `config.json`. */
  node: v.optional(v.union([v.string(), objectSchema])),
  /** What the kubelet tries in turn, `anonymous` and `empty` among it, or the words with which it stops before it asks anybody. */
  kubelet: v.optional(v.union([v.pipe(v.array(v.string()), v.minLength(1)), v.strictObject({ stops: v.string() })])),
};

type Row = v.InferOutput<v.StrictObjectSchema<typeof credentialEntries, undefined>>;

/** `null`: without a login, which is not the same as an empty one. */
type Choice =
  | { readonly kind: "tries"; readonly logins: readonly (Login | null)[] }
  | { readonly kind: "stops"; readonly words: string };

export interface PullCredentials {
  /** Files beside the pod's, by name. */
  readonly files: Readonly<Record<string, string>>;
  /** The text of the nodes' `config.json`; `null` where they have none. */
  readonly node: string | null;
  readonly choice: Choice;
  /** `true`: the choice was worked out from the kubelet's sources. */
  readonly isWorkedOut: boolean;
  /** All that are written anywhere in the row. */
  readonly passwords: readonly Password[];
}

export interface Password {
  readonly text: string;
  /** `user:password`, wherever it is. */
  readonly logins: readonly string[];
  /** Of the entries that hold it, as far as they can be told. */
  readonly keys: readonly string[];
}

/** Takes down a login's password, and hands on the login. */
type Keep = (login: string, key?: string) => string;

/** Reads a row; `login` is what the node and the runner bring where the row works nothing out. */
export function credentialsOf(row: Row, login: string | null): PullCredentials {
  const kept = new Map<string, Password>();
  const keep: Keep = (login, key) => {
    const { password: text } = loginOf(login);
    const { keys, logins } = kept.get(text) ?? { keys: [], logins: [] };
    const all = { text, logins: [...logins, login], keys: key === undefined ? keys : [...keys, key] };
    if (text !== "") kept.set(text, all);
    return login;
  };
  const secrets = Object.entries(row.secrets).map(([name, entries]) => ({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name },
    type: "kubernetes.io/dockerconfigjson",
    data: { ".dockerconfigjson": { auths: entries } },
  }));
  const listed: Readonly<Record<string, unknown>> = Array.isArray(row.manifests)
    ? { "objects.yaml": [...secrets, ...row.manifests] }
    : { ...(secrets.length > 0 ? { "objects.yaml": secrets } : {}), ...row.manifests };
  const files = Object.entries(listed).map(([name, content]) => [name, textOf(content, keep)] as const);
  const node =
    row.node === undefined ? null : typeof row.node === "string" ? filled(row.node, keep) : json(row.node, keep);
  const choice = choiceOf(row.kubelet ?? [login ?? "anonymous"], keep);
  const isWorkedOut = row.kubelet !== undefined;
  const written = Object.fromEntries(files.filter(([, text]) => text !== ""));
  return { files: written, node, choice, isWorkedOut, passwords: [...kept.values()] };
}

function choiceOf(kubelet: NonNullable<Row["kubelet"]>, keep: Keep): Choice {
  if ("stops" in kubelet) return { kind: "stops", words: kubelet.stops };
  const logins = kubelet.map((written) => {
    if (written === "anonymous") return null;
    return written === "empty" ? { username: "", password: "" } : loginOf(keep(written));
  });
  return { kind: "tries", logins };
}

/** The user ends at the first colon. */
function loginOf(login: string): Login {
  const [username = "", ...password] = login.split(":");
  return { username, password: password.join(":") };
}

function textOf(content: unknown, keep: Keep): string {
  const documents = Array.isArray(content) ? content : [content];
  return documents
    .map((document: unknown) =>
      typeof document === "string" ? filled(document, keep) : stringify(withData(document, keep)),
    )
    .join("---\n");
}

/** Docker configs in a Secret's data are written as they read: as their JSON in `stringData`, and as its base64 in `data`. */
function withData(document: unknown, keep: Keep): unknown {
  if (!isObject(document)) return document;
  const write = (values: unknown, form: (text: string) => string): unknown =>
    isObject(values)
      ? Object.fromEntries(Object.entries(values).map(([key, value]) => [key, dataOf(value, form, keep)]))
      : values;
  const { data, stringData, ...rest } = document;
  if (document["kind"] !== "Secret") return document;
  return {
    ...rest,
    ...(data === undefined ? {} : { data: write(data, base64) }),
    ...(stringData === undefined ? {} : { stringData: write(stringData, (text) => text) }),
  };
}

function dataOf(value: unknown, form: (text: string) => string, keep: Keep): unknown {
  if (typeof value === "string") return filled(value, keep);
  return isObject(value) ? form(json(value, keep)) : value;
}

/** A docker config's JSON. `user:password` in the place of an entry is one with that `auth`. */
function json(config: object, keep: Keep): string {
  const entryOf = (key: string, entry: unknown): unknown => {
    // A login may stand before a key's host.
    if (key.includes("@")) keep(key.slice(0, key.lastIndexOf("@")));
    if (typeof entry === "string") return { auth: base64(keep(entry, key)) };
    const password = isObject(entry) ? entry["password"] : undefined;
    if (typeof password === "string") keep(`:${password}`, key);
    return entry;
  };
  const entriesOf = (entries: unknown): unknown =>
    isObject(entries)
      ? Object.fromEntries(Object.entries(entries).map(([key, entry]) => [key, entryOf(key, entry)]))
      : entries;
  const whole = "auths" in config ? { ...config, auths: entriesOf(config.auths) } : entriesOf(config);
  return filled(JSON.stringify(whole), keep);
}

/** `{{auth user:password}}` and `{{unpadded user:password}}` in a text are their base64. */
function filled(text: string, keep: Keep): string {
  return text.replaceAll(/\{\{(auth|unpadded) ([^{}]*)\}\}/g, (_, form: string, login: string) =>
    form === "auth" ? base64(keep(login)) : base64(keep(login)).replaceAll("=", ""),
  );
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

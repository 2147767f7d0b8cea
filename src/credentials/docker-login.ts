// A docker `config.json` → the logins that stand in it, and the programs that it names for others.
// Source: docker/cli `cli/config/configfile` (keys, `auth`, credHelpers before credsStore before `auths`); podman's auth.json has the same shape.
import type { Candidate, Reference, Secret } from "../model.ts";
import { fieldAt, isObject, type JsonObject, parseJson } from "../json.ts";
import { hostFor } from "../registries/host.ts";
import { pathsAbove, precedenceOf, scopeOf } from "./login-keys.ts";
import { seal } from "./secret.ts";

/** A program that keeps logins: `docker-credential-NAME`. */
export interface Helper {
  readonly name: string;
  /** The file names the host, in `credHelpers` or in `auths`; a bare `credsStore` is for all there are. */
  readonly isNamed: boolean;
}

/** What a config file has for whom. */
export interface DockerLogin {
  /** The login for a reference among `auths`; `null` where there is none. Not to be used where there is a helper for its host. */
  for(reference: Reference): Candidate | null;
  /** Who keeps the logins of a registry's host; `null`: the file itself does. */
  helperFor(host: string): Helper | null;
  /** Every password, token and `auth` that stands in it, used or not. */
  readonly secrets: readonly Secret[];
}

/** A file that could not be used, and why; its content is never quoted. */
export type DockerLoginReading =
  | {
      readonly kind: "login";
      readonly login: DockerLogin;
      /** Logins that the file means to have and that are not in `login`, each to follow "the docker login in FILE: ". */
      readonly unread: readonly string[];
    }
  | { readonly kind: "unusable"; readonly why: string };

/** Reads a config file's text. */
export function readDockerLogin(text: string): DockerLoginReading {
  const document = parseJson(text);
  if (document === undefined) return { kind: "unusable", why: "it is not JSON" };
  if (!isObject(document)) return { kind: "unusable", why: "it is not a JSON object" };
  const auths = fieldAt(document, "auths") ?? {};
  if (!isObject(auths)) return { kind: "unusable", why: '"auths" is not an object' };

  const { byScope, named, broken, secrets } = readAuths(auths);
  const { helpers, unread } = readHelpers(document);
  const store = fieldAt(document, "credsStore") ?? "";
  const isStore = typeof store === "string";
  return {
    kind: "login",
    login: {
      for: ({ registry, repository }) => {
        const logins = byScope.get(hostFor(registry));
        const path = logins && pathsAbove(repository).find((above) => logins.has(above));
        return (path === undefined ? undefined : logins?.get(path)) ?? null;
      },
      helperFor: (host) => {
        const own = helpers.get(host);
        // An empty name takes the host back from the store: docker looks whether the key is there.
        const name = own ?? (isStore ? store : "");
        return name === "" ? null : { name, isNamed: own !== undefined || named.has(host) };
      },
      secrets,
    },
    unread: [
      ...unread,
      ...(isStore ? [] : ['"credsStore" is not a text']),
      ...(broken.length > 0 ? [`the "auth" of ${shownHosts(broken)} is not base64 of USER:PASSWORD`] : []),
    ],
  };
}

interface Auths {
  /** By host, then by path. */
  readonly byScope: ReadonlyMap<string, ReadonlyMap<string, Candidate>>;
  /** Hosts that have an entry, be it empty: where a helper keeps the password, docker leaves one. */
  readonly named: ReadonlySet<string>;
  /** Hosts that have an `auth` which is none, and no login beside it. */
  readonly broken: readonly string[];
  readonly secrets: readonly Secret[];
}

function readAuths(auths: JsonObject): Auths {
  const byScope = new Map<string, Map<string, Candidate>>();
  const [named, broken] = [new Set<string>(), new Set<string>()];
  const secrets: Secret[] = [];
  for (const [key, entry] of Object.entries(auths).sort(([a], [b]) => precedenceOf(a) - precedenceOf(b))) {
    const { host, path } = scopeOf(key);
    const logins = byScope.get(host) ?? new Map<string, Candidate>();
    byScope.set(host, logins);
    named.add(host);
    const candidate = candidateOf(entry);
    if (candidate === null && textAt(entry, "auth") !== "") broken.add(host);
    if (candidate !== null && !logins.has(path)) logins.set(path, candidate);
    const texts = ["auth", "password", "identitytoken", "registrytoken"].map((field) => seal(textAt(entry, field)));
    secrets.push(...texts, ...(candidate === null || candidate.kind === "anonymous" ? [] : [candidate.secret]));
  }
  return { byScope, named, broken: [...broken].filter((host) => byScope.get(host)?.size === 0), secrets };
}

/** Docker Hub has several names; of keys for one host docker's own counts first. */
function readHelpers(document: JsonObject): {
  readonly helpers: ReadonlyMap<string, string>;
  readonly unread: readonly string[];
} {
  const helpers = new Map<string, string>();
  const named = fieldAt(document, "credHelpers") ?? {};
  if (!isObject(named)) return { helpers, unread: ['"credHelpers" is not an object'] };
  const odd: string[] = [];
  for (const [key, name] of Object.entries(named).sort(([a], [b]) => precedenceOf(a) - precedenceOf(b))) {
    const { host } = scopeOf(key);
    if (typeof name !== "string") odd.push(host);
    else if (!helpers.has(host)) helpers.set(host, name);
  }
  const unread = odd.length === 0 ? [] : [`"credHelpers" names no program for ${shownHosts(odd)}`];
  return { helpers, unread };
}

/** Some hosts, in quotes. Whatever stands before an at-sign in a key is nobody's host, and may be a password. */
export function shownHosts(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => `"${name.replace(/^.*@/s, "").slice(0, longestHost)}"`);
  return [...shown, ...(names.length > 3 ? [`${names.length - 3} more`] : [])].join(", ");
}

const longestHost = 200;

function textAt(entry: unknown, field: string): string {
  const value = isObject(entry) ? entry[field] : undefined;
  return typeof value === "string" ? value : "";
}

function candidateOf(entry: unknown): Candidate | null {
  const [identity, auth] = [textAt(entry, "identitytoken"), textAt(entry, "auth")];
  if (identity !== "") return { kind: "identity-token", holder: "node", secret: seal(identity) };
  if (auth !== "") return splitAuth(auth);
  return nodeLogin(textAt(entry, "username"), textAt(entry, "password"));
}

/** `auth` is base64 of `user:password`; docker logins that live in a helper leave it empty. */
function splitAuth(auth: string): Candidate | null {
  const decoded = Buffer.from(auth, "base64").toString("utf8").replace(/\0+$/, "");
  const colon = decoded.indexOf(":");
  return colon === -1 ? null : nodeLogin(decoded.slice(0, colon), decoded.slice(colon + 1));
}

function nodeLogin(username: string, password: string): Candidate | null {
  if (username === "" || password === "") return null;
  return { kind: "login", holder: "node", username, secret: seal(password) };
}

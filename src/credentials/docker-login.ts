// A docker `config.json` → the login it holds for a host. Only `auths` is read so far; helpers come with the rest of credentials.
// Source: docker/cli `cli/config/configfile` (keys, `auth`, Docker Hub's key); podman's auth.json has the same shape.
import type { Candidate } from "../model.ts";
import { isObject, type JsonObject, parseJson } from "../json.ts";
import { seal } from "./secret.ts";

/** The logins of a config file, by host. */
export interface DockerLogin {
  /** The login for a registry host (`registry-1.docker.io` for Docker Hub); `null` where there is none. */
  forHost(host: string): Candidate | null;
}

/** A file that could not be used, and why; its content is never quoted. */
export type DockerLoginReading =
  | {
      readonly kind: "login";
      readonly login: DockerLogin;
      /** Logins that the file has or points to and that are not in `login`, each to follow "the docker login in FILE: ". */
      readonly unread: readonly string[];
    }
  | { readonly kind: "unusable"; readonly why: string };

export const noLogin: DockerLogin = { forHost: () => null };

/** Reads a config file's text. */
export function readDockerLogin(text: string): DockerLoginReading {
  const document = parseJson(text);
  if (document === undefined) return { kind: "unusable", why: "it is not JSON" };
  if (!isObject(document)) return { kind: "unusable", why: "it is not a JSON object" };
  const auths = document["auths"] ?? {};
  if (!isObject(auths)) return { kind: "unusable", why: '"auths" is not an object' };

  const byHost = new Map<string, Candidate>();
  const broken = new Set<string>();
  const byPrecedence = Object.entries(auths).sort(([one], [other]) => precedenceOf(one) - precedenceOf(other));
  for (const [key, entry] of byPrecedence) {
    const candidate = candidateOf(entry);
    const host = hostOfKey(key);
    if (candidate !== null && !byHost.has(host)) byHost.set(host, candidate);
    if (candidate === null && hasAuth(entry)) broken.add(host);
  }
  return {
    kind: "login",
    login: { forHost: (host) => byHost.get(host) ?? null },
    unread: unreadIn(document, [...broken], (host) => byHost.has(host)),
  };
}

/** Source of the two that name programs which keep logins: docker/cli `cli/config/configfile` (CredentialsStore, CredentialHelpers). */
function unreadIn(
  { credsStore, credHelpers }: JsonObject,
  broken: readonly string[],
  isKnown: (host: string) => boolean,
): readonly string[] {
  const helped = isObject(credHelpers) ? Object.keys(credHelpers).map(hostOfKey) : [];
  const unknown = (names: readonly string[]): readonly string[] => names.filter((host) => !isKnown(host));
  const [helpers, auths] = [unknown(helped), unknown(broken)];
  return [
    ...(typeof credsStore === "string" && credsStore !== "" ? ["credsStore is not read yet"] : []),
    ...(helpers.length > 0 ? [`credHelpers (${hosts(helpers)}) is not read yet`] : []),
    ...(auths.length > 0 ? [`the "auth" of ${hosts(auths)} is not base64 of USER:PASSWORD`] : []),
  ];
}

/** Whatever stands before an at-sign in a key is nobody's host, and may be a password. */
function hosts(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => `"${name.replace(/^.*@/, "")}"`);
  return [...shown, ...(names.length > 3 ? [`${names.length - 3} more`] : [])].join(", ");
}

function hasAuth(entry: unknown): boolean {
  return isObject(entry) && typeof entry["auth"] === "string" && entry["auth"] !== "";
}

/** Of several keys for one host: the one `docker login` writes for Docker Hub, then the host alone, then podman's narrower ones. */
function precedenceOf(key: string): number {
  if (key === "https://index.docker.io/v1/") return 0;
  const path = key.replace(/^https?:\/\//, "").replace(/^[^/]*\/?/, "");
  return /^(?:v[12]\/?)?$/.test(path) ? 1 : 1 + path.length;
}

/** `https://index.docker.io/v1/` → `registry-1.docker.io`; `https://ghcr.io/v2/` → `ghcr.io`. */
function hostOfKey(key: string): string {
  const host = key.replace(/^https?:\/\//, "").split("/", 1)[0] ?? "";
  return host === "index.docker.io" || host === "docker.io" ? "registry-1.docker.io" : host;
}

function candidateOf(entry: unknown): Candidate | null {
  if (!isObject(entry)) return null;
  const identity = entry["identitytoken"];
  if (typeof identity === "string" && identity !== "")
    return { kind: "identity-token", holder: "node", secret: seal(identity) };
  const auth = entry["auth"];
  if (typeof auth === "string" && auth !== "") return splitAuth(auth);
  const { username, password } = { username: entry["username"], password: entry["password"] };
  if (typeof username === "string" && typeof password === "string" && username !== "" && password !== "") {
    return { kind: "login", holder: "node", username, secret: seal(password) };
  }
  return null;
}

/** `auth` is base64 of `user:password`; docker logins that live in a helper leave it empty. */
function splitAuth(auth: string): Candidate | null {
  const decoded = Buffer.from(auth, "base64").toString("utf8").replace(/\0+$/, "");
  const colon = decoded.indexOf(":");
  if (colon < 1 || colon === decoded.length - 1) return null;
  return { kind: "login", holder: "node", username: decoded.slice(0, colon), secret: seal(decoded.slice(colon + 1)) };
}

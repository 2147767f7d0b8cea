// A host as hosts.toml writes it, `https://mirror.example/path`, read as containerd reads it.
// Source: containerd `core/remotes/docker/config/hosts.go` (parseHostConfig), `resolver.go` (dockerBase.request); Go `net/url`.
import { posix } from "node:path";
import { addressOf } from "../registries/host.ts";

export interface ServerAddress {
  readonly scheme: "http" | "https";
  /** As written, port and all: a mirror is told from a registry by its characters. */
  readonly host: string;
  /** Begins with a slash and ends without one; empty where nothing is left. */
  readonly path: string;
}

/**
 * What doesn't begin with `http` is given `https://`; `/v2` is put at the path's end where it isn't there, unless
 * `overridesPath`. A login, a query and a fragment are left out. `null` where containerd finds no host that it could ask.
 */
export function readServer(text: string, overridesPath: boolean): ServerAddress | null {
  const withScheme = text.startsWith("http") ? text : `https://${text}`;
  const [, scheme, authority = "", rest = ""] = /^(https?):\/\/([^/?#]*)([^?#]*)/i.exec(withScheme) ?? [];
  const host = authority.slice(authority.lastIndexOf("@") + 1);
  if (scheme === undefined || /[\s\p{Cc}\\]/u.test(host) || addressOf(host) === null) return null;
  const written = decoded(rest);
  if (written === null) return null;
  return { scheme: scheme.toLowerCase() === "http" ? "http" : "https", host, path: pathOf(written, overridesPath) };
}

/** Its root, as requests are sent to: `https://mirror.example/v2`. */
export function urlOf({ scheme, host, path }: ServerAddress): URL {
  const url = new URL(`${scheme}://${host}`);
  url.pathname = path;
  return url;
}

/** The port that is written; `null` for none. */
export function portOf(host: string): string | null {
  return /:(\d*)$/.exec(host.replace(/^\[[^\]]*\]/, ""))?.[1] ?? null;
}

/** For a message: without the login that may stand in it. */
export function shownServer(text: string): string {
  if (URL.canParse(text) && !/@/.test(text.split("/", 3).join("/"))) return text;
  // Whatever stands before the last "@" may be a login, in however odd an address.
  return text.replace(/^([a-z]+:\/+)?.*@/is, "$1***@");
}

/** Slashes in a row are one when a request is made of it, so `/` with `/v2` behind it is `/v2`. */
function pathOf(written: string, overridesPath: boolean): string {
  const path = written === "" ? "" : clean(written);
  return clean(path.endsWith("/v2") || overridesPath ? path : `${path}/v2`);
}

function clean(path: string): string {
  return posix.normalize(`/${path}`).replace(/\/$/, "");
}

function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}

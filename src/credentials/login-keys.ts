// The keys under which docker and podman keep logins, and the addresses that helpers are asked for: whose each of them is.
// Source: docker/cli `cli/config/configfile`, `cli/config/credentials` (ConvertToHostname); containers-auth.json(5).

/** What a login is for: a registry's host, and of it what is under a path. */
export interface LoginScope {
  /** As registries are asked: `registry-1.docker.io` for each of Docker Hub's names. */
  readonly host: string;
  /** Segments of repositories, without a slash at either end; empty for all there is at the host. */
  readonly path: string;
}

const hub = "registry-1.docker.io";
const hubNames: ReadonlySet<string> = new Set(["docker.io", "index.docker.io", hub]);

/** The key that docker writes for Docker Hub, and the address that it asks helpers for. */
const hubAddress = "https://index.docker.io/v1/";

/**
 * `https://index.docker.io/v1/` → all of Docker Hub; `reg.io/team` → what is under `team` there. docker writes addresses of the
 * API, whose version is no path; podman writes repositories and folders of them, without a scheme. What stands before an
 * at-sign is a part of the host, be there a slash in it: no host has one, and who shows it shows nothing of a password.
 */
export function scopeOf(key: string): LoginScope {
  const [, scheme = "", name = "", rest = ""] = /^(https?:\/\/)?((?:.*@)?[^/]*)(.*)$/s.exec(key) ?? [];
  const version = scheme === "" ? /^\/v[12]\/$/ : /^\/v[12](?=\/|$)/;
  const path = rest.replace(version, "").replace(/^\//, "").replace(/\/$/, "");
  return { host: hubNames.has(name) ? hub : name, path };
}

/** Of several keys for one scope: the one that docker writes for Docker Hub, the plain one, then those with an address around it. */
export function precedenceOf(key: string): number {
  if (key === hubAddress) return 0;
  return /^https?:\/\/|\/$/.test(key) ? 2 : 1;
}

/** `team/app` → `team/app`, `team`, and all of the host: in the order in which they count. */
export function pathsAbove(repository: string): readonly string[] {
  const segments = repository.split("/");
  return segments.map((_, index) => segments.slice(0, segments.length - index).join("/")).concat("");
}

/** What docker tells a helper for a registry's host. */
export function addressFor(host: string): string {
  return host === hub ? hubAddress : host;
}

/** Is what a helper calls the server this host? Schemes, paths and letter case aside. */
export function isHost(serverUrl: string, host: string): boolean {
  const theirs = urlHostOf(serverUrl);
  return theirs !== null && theirs === urlHostOf(host);
}

function urlHostOf(address: string): string | null {
  const url = /^[a-z][a-z\d+.-]*:\/\//i.test(address) ? address : `https://${address}`;
  if (!URL.canParse(url)) return null;
  const { host } = new URL(url);
  return hubNames.has(host) ? hub : host;
}

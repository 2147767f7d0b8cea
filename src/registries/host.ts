// Which server answers for a registry's name, and how it is spoken to before anything is known of it.
import type { ParsedReference } from "../model.ts";

/**
 * The host that containerd asks for a registry's name: Docker Hub's name and its server differ, all others are the same.
 * Source: containerd `core/remotes/docker/registry.go` (DefaultHost).
 */
export function hostFor(registry: string): string {
  return registry === "docker.io" ? "registry-1.docker.io" : registry;
}

/**
 * Loopback names are spoken to in plain HTTP, every other host in TLS, whatever its port.
 * Measured on containerd 1.6, 1.7 and 2.1 (`docs/architecture.md`); source: `core/remotes/docker/config/hosts.go`, `core/remotes/docker/registry.go` (MatchLocalhost).
 */
export function schemeFor(host: string): "http" | "https" {
  return isLoopback(host) ? "http" : "https";
}

/**
 * The root of a host as a URL, which writes it in its own way: in lower case, without a default port. `null` for what
 * is no address at all: a port over 65535, and numbers such as `256.1.2.3` or `1.2.3`, which Go looks up as names and
 * never finds, while a URL would take them for an address.
 */
export function addressOf(host: string): URL | null {
  const text = `${schemeFor(host)}://${host}`;
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const name = host.replace(/:\d+$/, "").toLowerCase();
  const isBracketed = /^\[[^[\]]*\]$/.test(name) && url.hostname.startsWith("[");
  return url.hostname === name || isBracketed ? url : null;
}

/** Where a host's name leads, the same for every way to spell it. */
interface Place {
  readonly protocol: string;
  /** Without the dot that may end a name in DNS. */
  readonly name: string;
  readonly port: number;
}

/** Capitals, zeros before a port, a default port and a dot at the end tell no two places apart; `null` for no address. */
export function placeOf(host: string): Place | null {
  const url = addressOf(host);
  if (url === null) return null;
  const { protocol, hostname, port } = url;
  const usual = protocol === "http:" ? 80 : 443;
  return { protocol, name: hostname.replace(/\.$/, ""), port: port === "" ? usual : Number(port) };
}

/** For comparing: two registries are the same place where these are the same text. */
export function placeMark(registry: string): string {
  const place = placeOf(hostFor(registry));
  return place === null ? registry : `${place.protocol}//${place.name}:${place.port}`;
}

/** A registry's host as URLs write it, for comparing it with the host that answered. */
export function urlHost(registry: string): string {
  const host = hostFor(registry);
  return addressOf(host)?.host ?? host;
}

/** Every registry that a use names, asked or not, by its host. */
export function hostsIn(uses: readonly { readonly parsed: ParsedReference }[]): readonly string[] {
  const hosts = uses.flatMap(({ parsed }) => (parsed.kind === "reference" ? urlHost(parsed.reference.registry) : []));
  return [...new Set(hosts)].sort();
}

/** `localhost`, `127.x.y.z` and `[::1]`, with or without a port. */
function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/.test(host);
}

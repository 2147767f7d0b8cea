// One registry's hosts as containerd asks them: what its folder says, what goes without saying, and the three settings on top.
// Source: containerd `core/remotes/docker/config/hosts.go` (ConfigureHosts), `registry.go` (isProxy), `resolver.go` (httpFallback).
import { addressOf, hostFor } from "../registries/host.ts";
import type { LoadedHost } from "./load-host.ts";
import type { PullHost } from "./hosts.ts";
import { portOf, type ServerAddress, urlOf } from "./server-url.ts";
import { profileOf, type Trust, usualTrust, withAuthorities } from "./tls.ts";

/** What `ca-file` gives for a host, by any of its names. */
export type Trusted = (...hosts: readonly string[]) => readonly string[];
/** How hosts are spoken to, as far as settings say. */
export interface Ways {
  readonly isInsecure: (registry: string) => boolean;
  readonly trusted: Trusted;
  /** What is written in plain HTTP with something of TLS beside it. */
  readonly triesTlsFirst: boolean;
}

/** No folder says anything of the registry. */
export function hostsAlone(registry: string, { isInsecure, trusted }: Ways): readonly PullHost[] | null {
  const host = hostFor(registry);
  if (addressOf(host) === null) return null;
  const more = trusted(host, registry);
  const skips = isInsecure(registry) || isInsecure(host);
  // A node looks at no certificate of loopback's, so an authority changes nothing there.
  if (!skips && (more.length === 0 || isLoopback(host))) return null;
  const address: ServerAddress = { scheme: "https", host, path: "/v2" };
  const given: Given = { ...usual, registry, trust: { ...usualTrust, skipVerify: skips } };
  return skips ? eitherWay(address, given, trusted) : [pullHost(address, given, trusted)];
}

/** One host of a folder, as one to ask or, where it may be plain HTTP, as two. */
export function hostsOf(
  host: LoadedHost,
  registry: string,
  { isInsecure, trusted, triesTlsFirst }: Ways,
): readonly PullHost[] {
  const own = host.server === null ? ownAddress(registry, triesTlsFirst) : null;
  const server = host.server ?? own;
  if (server === null || addressOf(server.host) === null) return [];
  const isOwnLoopback = own !== null && isLoopback(own.host) && portOf(own.host) !== "80";
  // A host that hosts.toml names is trusted as it says there, and no node knows of another word: to look away from its certificate
  // here would make a pull green that fails there. What hosts.toml leaves to the registry itself, and says nothing of, it doesn't give.
  const skips = own !== null && !host.hasTls && (isInsecure(registry) || isInsecure(own.host));
  const trust = isOwnLoopback || skips ? { ...host.trust, skipVerify: true } : host.trust;
  const given: Given = { ...host, registry, trust };
  const mayBeEither =
    triesTlsFirst && server.scheme === "http" && (host.hasTls || isOwnLoopback) && portOf(server.host) !== "80";
  return mayBeEither || skips ? eitherWay(server, given, trusted) : [pullHost(server, given, trusted)];
}

/** Docker Hub's own is another host; loopback is plain HTTP, or may be, but for the ports that say what they are. */
function ownAddress(registry: string, triesTlsFirst: boolean): ServerAddress {
  const host = hostFor(registry);
  const isTls = triesTlsFirst && (portOf(host) === null || portOf(host) === "443");
  return { scheme: isLoopback(host) && !isTls ? "http" : "https", host, path: "/v2" };
}

const usual = { pull: true, resolve: true, headers: {}, dialTimeoutMs: null } as const;

type Given = Pick<LoadedHost, "pull" | "resolve" | "headers" | "dialTimeoutMs"> & {
  readonly registry: string;
  readonly trust: Trust;
};

function pullHost(address: ServerAddress, given: Given, trusted: Trusted): PullHost {
  const { pull, resolve, headers, dialTimeoutMs, registry, trust } = given;
  const { scheme, host } = address;
  const isMirror = host !== registry && host !== hostFor(registry);
  const more = isMirror ? trusted(host) : trusted(host, registry);
  return {
    url: urlOf(address),
    resolve,
    pull,
    isMirror,
    tls: scheme === "https" ? profileOf(withAuthorities(trust, more)) : null,
    headers,
    dialTimeoutMs,
    onlyIfUnreachable: false,
  };
}

/** In TLS, and then in plain HTTP on the same port. */
function eitherWay(address: ServerAddress, given: Given, trusted: Trusted): readonly PullHost[] {
  const inPlainHttp = pullHost({ ...address, scheme: "http" }, given, trusted);
  return [pullHost({ ...address, scheme: "https" }, given, trusted), { ...inPlainHttp, onlyIfUnreachable: true }];
}

/** containerd `core/remotes/docker/resolver.go` (IsLocalhost): without a port, `[::1]` is none to it. */
function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3})(?::\d*)?$|^\[::1\]:\d*$/.test(host);
}

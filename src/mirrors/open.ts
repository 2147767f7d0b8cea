// `mirrors`, `insecure-registries` and `ca-file` put together: for each registry the hosts that a node would ask, in its order.
// Source: containerd `core/remotes/docker/config/hosts.go` (ConfigureHosts), `registry.go` (isProxy), `resolver.go` (httpFallback).
import type { Files } from "../edges/edges.ts";
import { addressOf, hostFor } from "../registries/host.ts";
import { privateRegistryMatcher } from "../registries/private.ts";
import type { Settings } from "../settings/settings.ts";
import { type Findings, folderNames, type HostFolders, type LoadedHost, readHostFolders } from "./folder.ts";
import type { PullHost, PullHosts } from "./hosts.ts";
import { createReader } from "./reading.ts";
import { secretsOf } from "./secrets.ts";
import { portOf, type ServerAddress, urlOf } from "./server-url.ts";
import { authoritiesIn, profileOf, type Trust, usualTrust } from "./tls.ts";

export type PullHostSettings = Pick<Settings, "mirrors" | "insecureRegistries" | "caFiles" | "containerd">;

/** `notes`: what a person should know of these files, and what no node minds. */
export interface OpenedPullHosts extends PullHosts {
  readonly notes: readonly string[];
}

/** Reads everything that the three settings name. Every mistake begins with a file and its line, or with who names the file. */
export async function openPullHosts(
  settings: PullHostSettings,
  files: Files,
): Promise<OpenedPullHosts | { readonly mistakes: readonly string[] }> {
  const reader = createReader(files);
  const findings: Findings = { mistakes: [], notes: [] };
  const roots: HostFolders[] = [];
  for (const root of settings.mirrors) roots.push(await readHostFolders(root, settings.containerd, reader, findings));
  const authorities: Authorities[] = [];
  for (const { host, path, place } of settings.caFiles) {
    const texts = await authoritiesIn({ text: path, place }, "", reader, findings.mistakes);
    authorities.push({ isFor: host === null ? () => true : privateRegistryMatcher([host]), texts });
  }
  if (findings.mistakes.length > 0) return { mistakes: findings.mistakes };
  if (settings.mirrors.length > 1 && settings.containerd === "2.1") findings.notes.push(oneFolderAlone);
  const isInsecure = privateRegistryMatcher(settings.insecureRegistries);
  const trusted: Trusted = (...hosts) =>
    authorities.filter(({ isFor }) => hosts.some(isFor)).flatMap(({ texts }) => texts);
  return {
    for: (registry) => {
      const found = lookUp(registry, roots);
      return found === null
        ? hostsAlone(registry, isInsecure, trusted)
        : found.flatMap((host) => hostsOf(host, registry, isInsecure, trusted));
    },
    beside: (host, tls) => {
      const more = trusted(host);
      const own = tls ?? usualTrust;
      return more.every((text) => own.authorities.includes(text)) ? tls : profileOf(withAuthorities(own, more));
    },
    secrets: secretsOf(roots.flatMap((root) => [...root.values()].flat())),
    notes: [...new Set(findings.notes)],
  };
}

/** containerd#12808: the list is handed to the transfer service as one folder's name. */
const oneFolderAlone =
  "mirrors names several folders, and containerd 2.1 looks into the first of several only where use_local_image_pull is set: elsewhere it finds none of them (containerd#12808)";

interface Authorities {
  readonly isFor: (host: string) => boolean;
  readonly texts: readonly string[];
}

/** What `ca-file` gives for a host, by any of its names. */
type Trusted = (...hosts: readonly string[]) => readonly string[];
type IsInsecure = (registry: string) => boolean;

/** The first folder that has a registry's name, in the order of names, then of folders; `_default` of the first comes before the second. */
function lookUp(registry: string, roots: readonly HostFolders[]): readonly LoadedHost[] | null {
  for (const root of roots)
    for (const name of folderNames(registry)) {
      const found = root.get(name);
      if (found !== undefined) return found;
    }
  return null;
}

/** No folder says anything of the registry. */
function hostsAlone(registry: string, isInsecure: IsInsecure, trusted: Trusted): readonly PullHost[] | null {
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
function hostsOf(host: LoadedHost, registry: string, isInsecure: IsInsecure, trusted: Trusted): readonly PullHost[] {
  const own = host.server === null ? ownAddress(registry) : null;
  const server = host.server ?? own;
  if (server === null || addressOf(server.host) === null) return [];
  const isOwnLoopback = own !== null && isLoopback(own.host) && portOf(own.host) !== "80";
  // A host that hosts.toml names is trusted as it says there, and no node knows of another word: to look away from its certificate
  // here would make a pull green that fails there. What hosts.toml leaves to the registry itself, and says nothing of, it doesn't give.
  const skips = own !== null && !host.hasTls && (isInsecure(registry) || isInsecure(own.host));
  const trust = isOwnLoopback || skips ? { ...host.trust, skipVerify: true } : host.trust;
  const given: Given = { ...host, registry, trust };
  const mayBeEither = server.scheme === "http" && (host.hasTls || isOwnLoopback) && portOf(server.host) !== "80";
  return mayBeEither || skips ? eitherWay(server, given, trusted) : [pullHost(server, given, trusted)];
}

/** Docker Hub's own is another host; loopback may be plain HTTP, but for the ports that say what they are. */
function ownAddress(registry: string): ServerAddress {
  const host = hostFor(registry);
  const isEither = isLoopback(host) && portOf(host) !== null && portOf(host) !== "443";
  return { scheme: isEither ? "http" : "https", host, path: "/v2" };
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

function withAuthorities(trust: Trust, more: readonly string[]): Trust {
  return { ...trust, authorities: [...trust.authorities, ...more] };
}

/** containerd `core/remotes/docker/resolver.go` (IsLocalhost): without a port, `[::1]` is none to it. */
function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3})(?::\d*)?$|^\[::1\]:\d*$/.test(host);
}

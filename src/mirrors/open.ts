// `mirrors`, `insecure-registries` and `ca-file` put together: for each registry the hosts that a node would ask, in its order.
// Every file is read here, before a run; asking for a registry afterwards reads none.
import type { Files } from "../edges/edges.ts";
import { privateRegistryMatcher } from "../registries/private.ts";
import type { Settings } from "../settings/settings.ts";
import { hostsAlone, hostsOf, type Trusted, type Ways } from "./asked.ts";
import { folderNames, type HostFolders, readHostFolders } from "./folder.ts";
import type { PullHosts } from "./hosts.ts";
import type { Findings, LoadedHost } from "./load-host.ts";
import { createReader } from "./reading.ts";
import { secretsOf } from "./secrets.ts";
import { authoritiesIn, profileOf, usualTrust, withAuthorities } from "./tls.ts";

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
  // Measured: 1.6.20 does not. 1.6.32 and 1.7.16 were the first of theirs that do.
  const triesTlsFirst = settings.containerd !== "1.6";
  const trusted: Trusted = (...hosts) =>
    authorities.filter(({ isFor }) => hosts.some(isFor)).flatMap(({ texts }) => texts);
  const ways: Ways = { isInsecure, trusted, triesTlsFirst };
  return {
    for: (registry) => {
      const found = lookUp(registry, roots);
      return found === null ? hostsAlone(registry, ways) : found.flatMap((host) => hostsOf(host, registry, ways));
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
  "mirrors names several folders, and containerd 2.1 takes them for the name of one that is not there unless use_local_image_pull is set (containerd#12808)";

interface Authorities {
  readonly isFor: (host: string) => boolean;
  readonly texts: readonly string[];
}

/** The first folder that has a registry's name, in the order of names, then of folders; `_default` of the first comes before the second. */
function lookUp(registry: string, roots: readonly HostFolders[]): readonly LoadedHost[] | null {
  for (const root of roots)
    for (const name of folderNames(registry)) {
      const found = root.get(name);
      if (found !== undefined) return found;
    }
  return null;
}

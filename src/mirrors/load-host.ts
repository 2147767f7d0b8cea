// One host of a registry's folder with its files read: as hosts.toml gives it, or as docker lays out certificates.
// Source: containerd `core/remotes/docker/config/hosts.go` (updateTLSConfigFromHost, loadCertFiles).
import type { FolderEntry } from "../edges/edges.ts";
import type { Placed } from "./fields.ts";
import type { HostEntry } from "./hosts-file.ts";
import { type Reader, unreadable } from "./reading.ts";
import { authoritiesIn, clientIn, type Trust } from "./tls.ts";

/** One host with its files read. */
export interface LoadedHost extends Omit<HostEntry, "authorities" | "client" | "skipVerify"> {
  readonly trust: Trust;
  /** Something of its TLS is written, be it what is usual: what is written in plain HTTP is then tried in TLS first. */
  readonly hasTls: boolean;
}

/** What reading adds to. */
export interface Findings {
  readonly mistakes: string[];
  readonly notes: string[];
}

/** Certificates in one registry's folder. */
const mostCertificates = 50;

/** Reads what `entry` names, from `folder` on. */
export async function loadHost(
  { authorities, client, skipVerify, ...host }: HostEntry,
  folder: string,
  reader: Reader,
  { mistakes }: Findings,
): Promise<LoadedHost> {
  const read = await inTurn(authorities ?? [], async (written) => authoritiesIn(written, folder, reader, mistakes));
  const pairs = await inTurn(client ?? [], async (written) => clientIn(written, folder, reader, mistakes));
  const trust: Trust = { skipVerify: skipVerify ?? false, authorities: read.flat(), client: pairs.flat() };
  const hasTls = authorities !== null || client !== null || skipVerify !== null;
  return { ...host, trust, hasTls };
}

/** Docker's way: `*.crt` are authorities, `*.cert` a client's, with its key in the `.key` beside it or in itself. */
export async function loadCertificates(folder: string, reader: Reader, findings: Findings): Promise<LoadedHost> {
  const listed = await listOf(folder, reader);
  const names =
    typeof listed === "string" ? [] : listed.filter(({ kind }) => kind !== "folder").map(({ name }) => name);
  const found = names.toSorted().filter((name) => /\.(?:crt|cert)$/.test(name));
  if (typeof listed === "string") findings.mistakes.push(`${folder}: it ${listed}`);
  if (found.length > mostCertificates)
    findings.mistakes.push(`${folder}: it has ${found.length} certificates; ${mostCertificates} are the most`);
  const placed = (text: string): Placed => ({ text, place: folder });
  const client = found.flatMap((name): (readonly [Placed, Placed | null])[] => {
    if (!name.endsWith(".cert")) return [];
    const key = name.replace(/\.cert$/, ".key");
    return [[placed(name), names.includes(key) ? placed(key) : null]];
  });
  const authorities = found.filter((name) => name.endsWith(".crt")).map(placed);
  return loadHost(
    {
      server: null,
      pull: true,
      resolve: true,
      authorities: authorities.length === 0 || found.length > mostCertificates ? null : authorities,
      client: client.length === 0 || found.length > mostCertificates ? null : client,
      skipVerify: null,
      headers: {},
      dialTimeoutMs: null,
    },
    folder,
    reader,
    findings,
  );
}

/** One after the other, so that mistakes come in the order in which things are written. */
export async function inTurn<Item, Made>(
  items: readonly Item[],
  make: (item: Item) => Promise<Made>,
): Promise<readonly Made[]> {
  const made: Made[] = [];
  for (const item of items) made.push(await make(item));
  return made;
}

/** The entries of a folder, or why there are none: completes `it …`. */
export async function listOf(path: string, { files }: Reader): Promise<readonly FolderEntry[] | string> {
  const listed = await files.list(path);
  if ("entries" in listed) return listed.entries;
  return listed.code === "ENOTDIR" ? "is no folder" : unreadable(listed.code);
}

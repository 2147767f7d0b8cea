// A folder of hosts as containerd has it in `config_path`: one folder for each registry, with hosts.toml or docker's certificates.
// Source: containerd `core/remotes/docker/config/hosts.go` (HostDirFromRoot, loadHostDir, loadCertFiles), `config_unix.go` (hostPaths).
import { isUtf8 } from "node:buffer";
import type { FolderEntry } from "../edges/edges.ts";
import type { ContainerdSeries } from "../model.ts";
import { quoted } from "../settings/nearest.ts";
import type { NamedPath } from "../settings/settings.ts";
import type { Placed } from "./fields.ts";
import { type HostEntry, readHostsFile } from "./hosts-file.ts";
import { type Reader, unreadable } from "./reading.ts";
import { authoritiesIn, clientIn, type Trust } from "./tls.ts";

/** One host with its files read. */
export interface LoadedHost extends Omit<HostEntry, "authorities" | "client" | "skipVerify"> {
  readonly trust: Trust;
  /** Something of its TLS is written, be it what is usual: what is written in plain HTTP is then tried in TLS first. */
  readonly hasTls: boolean;
  readonly skipVerifyIsWritten: boolean;
}

/** By the name of the registry's folder. */
export type HostFolders = ReadonlyMap<string, readonly LoadedHost[]>;

/** What reading adds to. */
export interface Findings {
  readonly mistakes: string[];
  readonly notes: string[];
}

/** Registries of one folder, and certificates in one registry's. */
const mostFolders = 500;
const mostCertificates = 50;
/** Nobody reads more. */
const enoughMistakes = 100;

/** Every registry's folder in `root`; what is wrong with any of them is a mistake, whichever images there are. */
export async function readHostFolders(
  { path: root, place }: NamedPath,
  series: ContainerdSeries,
  reader: Reader,
  findings: Findings,
): Promise<HostFolders> {
  const listed = await listOf(root, reader);
  if (typeof listed === "string") {
    findings.mistakes.push(`${place}: ${quoted(root)} ${listed}`);
    return new Map();
  }
  const named = listed.filter(({ name, kind }) => !name.startsWith(".") && (kind === "folder" || kind === "link"));
  if (named.length > mostFolders) {
    findings.mistakes.push(
      `${place}: ${quoted(root)} has ${named.length} folders of registries; ${mostFolders} are the most`,
    );
    return new Map();
  }
  const folders = new Map<string, readonly LoadedHost[]>();
  for (const { name, kind } of named.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (findings.mistakes.length > enoughMistakes) break;
    const path = `${root.replace(/\/+$/, "")}/${name}`;
    if (kind === "link" && !(await isFolder(path, reader))) continue;
    folders.set(name, await readHostFolder(path, series, reader, findings));
  }
  return folders;
}

/** The names of folders that are looked for, for a registry: the first one that is there counts. */
export function folderNames(registry: string): readonly string[] {
  const colon = registry.lastIndexOf(":");
  const portless = colon > 0 ? [`${registry.slice(0, colon)}_${registry.slice(colon + 1)}_`] : [];
  return [...portless, registry, "_default"];
}

async function readHostFolder(
  folder: string,
  series: ContainerdSeries,
  reader: Reader,
  findings: Findings,
): Promise<readonly LoadedHost[]> {
  const path = `${folder}/hosts.toml`;
  const file = await reader.read(path);
  if ("why" in file && !file.isMissing) {
    findings.mistakes.push(`${path}: it ${file.why}`);
    return [];
  }
  if ("why" in file || file.bytes.length === 0) return [await certificateFolder(folder, reader, findings)];
  const text = utf8Of(file.bytes);
  if (typeof text !== "string") {
    findings.mistakes.push(`${path}:${text.line}: it is not UTF-8 text`);
    return [];
  }
  const read = readHostsFile(path, text, series);
  if (read.kind !== "mistakes") findings.notes.push(...read.notes);
  switch (read.kind) {
    case "hosts":
      return inTurn(read.hosts, async (host) => loaded(host, folder, reader, findings));
    case "passed-over":
      return [await certificateFolder(folder, reader, findings)];
    case "mistakes":
      findings.mistakes.push(...read.mistakes);
      return [];
  }
}

/** Docker's way: `*.crt` are authorities, `*.cert` a client's, with its key in the `.key` beside it or in itself. */
async function certificateFolder(folder: string, reader: Reader, findings: Findings): Promise<LoadedHost> {
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
  return loaded(
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

async function loaded(
  { authorities, client, skipVerify, ...host }: HostEntry,
  folder: string,
  reader: Reader,
  { mistakes }: Findings,
): Promise<LoadedHost> {
  const read = await inTurn(authorities ?? [], async (written) => authoritiesIn(written, folder, reader, mistakes));
  const pairs = await inTurn(client ?? [], async (written) => clientIn(written, folder, reader, mistakes));
  const trust: Trust = { skipVerify: skipVerify ?? false, authorities: read.flat(), client: pairs.flat() };
  const hasTls = authorities !== null || client !== null || skipVerify !== null;
  return { ...host, trust, hasTls, skipVerifyIsWritten: skipVerify !== null };
}

/** One after the other, so that mistakes come in the order in which things are written. */
async function inTurn<Item, Made>(
  items: readonly Item[],
  make: (item: Item) => Promise<Made>,
): Promise<readonly Made[]> {
  const made: Made[] = [];
  for (const item of items) made.push(await make(item));
  return made;
}

async function listOf(path: string, { files }: Reader): Promise<readonly FolderEntry[] | string> {
  const listed = await files.list(path);
  if ("entries" in listed) return listed.entries;
  return listed.code === "ENOTDIR" ? "is no folder" : unreadable(listed.code);
}

async function isFolder(path: string, { files }: Reader): Promise<boolean> {
  const look = await files.look(path);
  return "kind" in look && look.kind === "folder";
}

/** The text, or the line of the first byte that is none. */
function utf8Of(bytes: Buffer): string | { readonly line: number } {
  if (isUtf8(bytes)) return bytes.toString("utf8");
  const lines = bytes.toString("latin1").split("\n");
  return { line: lines.findIndex((line) => !isUtf8(Buffer.from(line, "latin1"))) + 1 };
}

// A folder of hosts as containerd has it in `config_path`: one folder for each registry, with hosts.toml or docker's certificates.
// Source: containerd `core/remotes/docker/config/hosts.go` (HostDirFromRoot, loadHostDir), `config_unix.go` (hostPaths).
import { isUtf8 } from "node:buffer";
import type { ContainerdSeries } from "../model.ts";
import { quoted } from "../settings/nearest.ts";
import type { NamedPath } from "../settings/settings.ts";
import { readHostsFile } from "./hosts-file.ts";
import { type Findings, inTurn, listOf, loadCertificates, type LoadedHost, loadHost } from "./load-host.ts";
import type { Reader } from "./reading.ts";

/** By the name of the registry's folder. */
export type HostFolders = ReadonlyMap<string, readonly LoadedHost[]>;

/** Registries of one folder. */
const mostFolders = 500;
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
  if ("why" in file || file.bytes.length === 0) return [await loadCertificates(folder, reader, findings)];
  const text = utf8Of(file.bytes);
  if (typeof text !== "string") {
    findings.mistakes.push(`${path}:${text.line}: it is not UTF-8 text`);
    return [];
  }
  const read = readHostsFile(path, text, series);
  if (read.kind !== "mistakes") findings.notes.push(...read.notes);
  switch (read.kind) {
    case "hosts":
      return inTurn(read.hosts, async (host) => loadHost(host, folder, reader, findings));
    case "passed-over":
      return [await loadCertificates(folder, reader, findings)];
    case "mistakes":
      findings.mistakes.push(...read.mistakes);
      return [];
  }
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

// Before a run: the three settings' files are read, from where they may be read. On a fork's pull request that is never the
// fork's own tree: whoever names mirrors and authorities there decides what is proved, and who is shown what nodes show.
import { posix } from "node:path";
import type { Base } from "../changes/base.ts";
import { maskAll, seal } from "../credentials/secret.ts";
import type { CommitFiles, Edges, Files } from "../edges/edges.ts";
import type { Settings } from "../settings/settings.ts";
import type { PullHosts } from "./hosts.ts";
import { type OpenedPullHosts, openPullHosts } from "./open.ts";

type Opened = OpenedPullHosts | { readonly mistakes: readonly string[] };

/** The hosts to pull from, or what is wrong with the files that say so: sentences for whoever can mend them. */
export async function preparePullHosts(
  settings: Settings,
  base: Base,
  { files, log, mask }: Pick<Edges, "files" | "log" | "mask">,
): Promise<PullHosts | { readonly mistakes: readonly string[] }> {
  const opened = base.trustsChange
    ? await openPullHosts(settings, files)
    : await openForFork(settings, base, files, log);
  if ("mistakes" in opened) return opened;
  // Before anything is said of them.
  maskAll(opened.secrets.map(seal), mask);
  opened.notes.slice(0, mostLines).forEach(log);
  return opened;
}

const mostLines = 20;

async function openForFork(settings: Settings, base: Base, disk: Files, log: (line: string) => void): Promise<Opened> {
  const without = { ...settings, mirrors: [], caFiles: [] };
  if (base.kind === "none") {
    for (const { path, place } of [...settings.mirrors, ...settings.caFiles])
      log(`${place}: "${path}" is not read: a fork may have changed it, and no base is there to read it from`);
    return openPullHosts(without, disk);
  }
  const opened = await openPullHosts(settings, settledFiles(disk, base.files));
  if (!("mistakes" in opened)) return opened;
  // A fork's author can mend neither the base's settings nor its files.
  for (const line of opened.mistakes.slice(0, mostLines)) log(line);
  log("mirrors and ca-file are left out, as a fork asks and the base's can't be read");
  return openPullHosts(without, disk);
}

/** What a fork can't have changed: of the repository the base's files, of anything else the disk's, unless a link leads back. */
function settledFiles(disk: Files, base: CommitFiles): Files {
  async function of(path: string): Promise<Files | null> {
    if (base.holds(path)) return base;
    const [folder = null, real = null] = [await disk.real?.("."), await disk.real?.(path)];
    if (real === null) return disk;
    // The working folder may be known by another name than its real one.
    return folder === null || base.holds(posix.relative(folder, real)) ? null : disk;
  }
  const refused = { code: "EPERM" };
  return {
    list: async (path) => (await of(path))?.list(path) ?? refused,
    look: async (path) => (await of(path))?.look(path) ?? refused,
    read: async (path, maxBytes) => (await of(path))?.read(path, maxBytes) ?? refused,
    stdin: async () => refused,
  };
}

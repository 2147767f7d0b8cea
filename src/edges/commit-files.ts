// The files of a commit as `Files` of the same working folder: folders are read as they are entered, and nothing is checked out.
// Links are followed within the repository alone; a submodule is read from its own, where that is checked out and has the commit.
import { posix, relative, resolve } from "node:path";
import type { CommitFiles, Files } from "./edges.ts";
import type { GitPlace } from "./git.ts";
import { type Objects, openObjects } from "./objects.ts";
import { entriesOf, headersOf, type TreeEntry } from "./tree-object.ts";

/** Where a path leads: `path` from the repository's root, every link in it followed. */
interface Place {
  readonly path: string;
  readonly entry: TreeEntry;
  /** Whose object it is. */
  readonly objects: Objects;
}

type Found = Place | { readonly code: string };

export interface CommitPlace extends GitPlace {
  /** From the repository's root to the folder: empty, or with `/` at its end. */
  readonly prefix: string;
  readonly disk: Files;
}

/** Bytes of one folder's entries, of a commit, and of a link's text, at most. */
const largestTree = 64 * 1024 * 1024;
const largestText = 1024 * 1024;
/** Linux gives up after as many (path_resolution(7)). */
const mostLinks = 40;

/** `commit` is its full name. What is read is as git stores it: no filter runs, and line ends are the repository's. */
export function commitFiles(commit: string, objects: Objects, place: CommitPlace): CommitFiles {
  const notes: string[] = [];
  const opened = new Map<string, Promise<Place | null>>();
  const folders = new Map<string, Promise<ReadonlyMap<string, TreeEntry>>>();
  const others: Objects[] = [];
  let lost: string | null = null;

  const lose = (): void => void (lost ??= `git can't read all of commit ${commit.slice(0, 7)}`);
  const root = rootOf(commit, "", objects).then((found) => found ?? (lose(), emptyFolder("", objects)));

  async function rootOf(name: string, path: string, from: Objects): Promise<Place | null> {
    const read = await from.read(name, largestText);
    const tree = read.kind === "object" && read.type === "commit" ? headersOf(read.bytes).tree : "";
    return tree === "" ? null : { ...emptyFolder(path, from), entry: { ...noEntry, id: tree } };
  }

  async function entriesIn({ entry, objects }: Place): Promise<ReadonlyMap<string, TreeEntry>> {
    if (entry.id === "") return new Map();
    const read = await objects.read(entry.id, largestTree);
    if (read.kind === "object") return entriesOf(read.bytes, entry.id.length);
    lose();
    return new Map();
  }

  function childrenOf(folder: Place): Promise<ReadonlyMap<string, TreeEntry>> {
    const known = folders.get(folder.path) ?? entriesIn(folder);
    folders.set(folder.path, known);
    return known;
  }

  /** Files of a submodule that isn't checked out are not in the working tree either. */
  async function openSubmodule(path: string, id: string): Promise<Place | null> {
    const folder = resolve(place.folder, posix.relative(place.prefix, path));
    if ("code" in (await place.disk.look(`${folder}/.git`))) return null;
    const own = await openObjects({ ...place, folder });
    others.push(own);
    const found = await rootOf(id, path, own);
    if (found === null) {
      notes.push(
        `everything in the submodule "${path}" is judged, because it does not have commit ${id.slice(0, 7)} of the base: check it out with "fetch-depth: 0"`,
      );
    }
    return found;
  }

  async function child(folder: Place, name: string): Promise<Found> {
    if (folder.entry.kind !== "folder") return { code: "ENOTDIR" };
    const entry = (await childrenOf(folder)).get(name);
    if (entry === undefined) return { code: "ENOENT" };
    const path = posix.join(folder.path, name);
    if (entry.kind !== "submodule") return { path, entry, objects: folder.objects };
    const found = opened.get(path) ?? openSubmodule(path, entry.id);
    opened.set(path, found);
    return (await found) ?? emptyFolder(path, objects);
  }

  /** From the repository's root. */
  async function find(path: string, links = 0): Promise<Found> {
    let at = await root;
    const names = path.split("/").filter((name) => name !== "" && name !== ".");
    for (const [index, name] of names.entries()) {
      const next = await child(at, name);
      if ("code" in next) return next;
      if (next.entry.kind === "link") {
        if (links >= mostLinks) return { code: "ELOOP" };
        const read = await next.objects.read(next.entry.id, largestText);
        const target = read.kind === "object" ? read.bytes.toString("utf8") : "";
        const to = posix.join(at.path, target, ...names.slice(index + 1));
        const leadsOut = target === "" || posix.isAbsolute(target) || isOutside(to);
        return leadsOut ? { code: "ENOENT" } : find(to, links + 1);
      }
      at = next;
    }
    return at;
  }

  /** From the repository's root; `null` for what is outside of it. */
  function placed(path: string): string | null {
    const near = relative(place.folder, resolve(place.folder, path)).replaceAll("\\", "/");
    const inside = posix.isAbsolute(near) || /^[A-Za-z]:/.test(near) ? ".." : posix.join(place.prefix, near);
    return isOutside(inside) ? null : inside;
  }

  async function at(path: string): Promise<Found> {
    const inside = placed(path);
    return inside === null ? { code: "ENOENT" } : find(inside);
  }

  return {
    workingFolder: place.folder,
    holds: (path) => placed(path) !== null,
    list: async (path) => {
      const found = await at(path);
      if ("code" in found) return found;
      if (found.entry.kind !== "folder") return { code: "ENOTDIR" };
      const entries = [...(await childrenOf(found)).values()];
      return { entries: entries.map(({ name, kind }) => ({ name, kind: kind === "submodule" ? "folder" : kind })) };
    },
    look: async (path) => {
      const found = await at(path);
      if ("code" in found) return found;
      // git tells a size only with the bytes, and nobody asks for it here.
      return { kind: found.entry.kind === "file" ? "file" : "folder", size: 0 };
    },
    read: async (path, maxBytes = Infinity) => {
      const found = await at(path);
      if ("code" in found) return found;
      if (found.entry.kind !== "file") return { code: "EISDIR" };
      if (found.entry.isNameless) return { code: "ENOENT" };
      const read = await found.objects.read(found.entry.id, maxBytes);
      switch (read.kind) {
        case "object":
          return { bytes: read.bytes };
        case "too-large":
          return { code: "EFBIG" };
        case "missing":
          return { code: "EIO" };
        case "failed":
          lose();
          return { code: "EIO" };
      }
    },
    stdin: async () => ({ code: "ENOENT" }),
    real: async (path) => {
      const found = await at(path);
      return "code" in found ? null : `/${found.path}`;
    },
    idOf: async (path) => {
      const found = await at(path);
      return "code" in found || found.entry.kind !== "file" || found.entry.isNameless ? null : found.entry.id;
    },
    notes: () => notes,
    lost: () => lost,
    close: () => {
      for (const each of [objects, ...others]) each.close();
    },
  };
}

const noEntry: TreeEntry = { name: "", kind: "folder", id: "", isNameless: false };

function emptyFolder(path: string, objects: Objects): Place {
  return { path, entry: noEntry, objects };
}

function isOutside(path: string): boolean {
  return path === ".." || path.startsWith("../");
}

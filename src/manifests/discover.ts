// PATHs as people write them → the files to read.
// A PATH that names nothing there is never lost among what the others name: it is told as it was given.
import { posix } from "node:path";
import type { Files } from "../edges/edges.ts";
import { anyOf, folderOf, isGlob, routeOf } from "./globs.ts";
import { descriptorOf, isManifestName, isNeverEntered, standardInput } from "./names.ts";
import { once, type Top } from "./once.ts";
import { unreadable } from "./problems.ts";
import { shown, shownBelow } from "./shown.ts";
import { type Found, nothing, type Route, walk } from "./walk.ts";

export interface Discovery extends Found {
  /** PATHs, as given, that name nothing there is. */
  readonly unmatched: readonly string[];
}

/**
 * Finds the files that `paths` name: each once, relative to the working folder, ordered by code unit. A folder gives its
 * manifests at any depth, a file is taken whatever its name; `exclude` has the last word.
 */
export async function discover(
  request: { readonly paths: readonly string[]; readonly exclude: readonly string[] },
  files: Files,
): Promise<Discovery> {
  const excluded = anyOf(request.exclude.map((glob) => shown(glob, files)));
  const answers = await Promise.all(
    request.paths.map(async (path) => ({ path, found: await find(shown(path, files), excluded, files) })),
  );
  return {
    ...(await once(
      answers.flatMap(({ found }) => found ?? []),
      files,
    )),
    unmatched: answers.filter(({ found }) => found === null).map(({ path }) => path),
  };
}

/** `null`: nothing there. What a PATH names itself may be a link, and is followed. */
async function find(path: string, excluded: (path: string) => boolean, files: Files): Promise<Top | null> {
  const itself = { top: path, paths: [path], problems: [] };
  const refused = (code: string): Top => ({ top: path, paths: [], problems: [unreadable(path, code)] });
  if (path === standardInput) return itself;
  const seen = await files.look(path);
  if ("code" in seen) {
    if (await isListed(path, files)) return excluded(path) ? { top: path, ...nothing } : refused(seen.code);
    if (isGlob(path)) return findByGlob(path, excluded, files);
    return seen.code === "ENOENT" || seen.code === "ENOTDIR" ? null : refused(seen.code);
  }
  if (excluded(path)) return { top: path, ...nothing };
  switch (seen.kind) {
    case "file":
      return itself;
    case "folder": {
      const all: Route = { enters: () => true, takes: isManifestName, names: () => true };
      return { top: path, ...(await walk(path, within(all, excluded, files), files)) };
    }
    case "other":
      return descriptorOf(path) === null ? refused("EFTYPE") : itself;
  }
}

/** What can't be read is a match too, where the glob names it or may name what is in it. */
async function findByGlob(glob: string, excluded: (path: string) => boolean, files: Files): Promise<Top | null> {
  const top = folderOf(glob);
  if (isNeverEntered(top)) return null;
  const seen = await files.look(top);
  if ("code" in seen) {
    const leadsNowhere = ["ENOENT", "ENOTDIR", "ELOOP"].includes(seen.code);
    return leadsNowhere ? null : { top, paths: [], problems: [unreadable(top, seen.code)] };
  }
  if (seen.kind !== "folder") return null;
  let matched = false;
  const route = routeOf(glob);
  const takes = (path: string): boolean => {
    const taken = route.takes(path);
    matched ||= taken;
    return taken;
  };
  const found = await walk(top, within({ ...route, takes }, excluded, files), files);
  return matched || found.problems.length > 0 ? { top, ...found } : null;
}

/** What leads back into the working folder is excluded as what it is there; a glob that starts outside takes it as it wrote it. */
function within(route: Route, excluded: (path: string) => boolean, files: Files): Route {
  const stays = (path: string): boolean => !excluded(shownBelow(path, files));
  return {
    enters: (folder) => route.enters(folder) && stays(folder),
    takes: (file) => route.takes(file) && stays(file),
    names: (path) => route.names(path) && stays(path),
  };
}

/** A link that leads nowhere, or a name that is no UTF-8, looks like nothing at all, except in its folder's list. */
async function isListed(path: string, files: Files): Promise<boolean> {
  const listed = await files.list(posix.dirname(path));
  return "entries" in listed && listed.entries.some(({ name }) => name === posix.basename(path));
}

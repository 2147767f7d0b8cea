// PATHs as people write them → the files to read.
import { isAbsolute, posix, relative, sep } from "node:path";
import type { Files } from "../edges/edges.ts";
import { anyOf, folderOf, isGlob, routeOf } from "./globs.ts";
import { isManifestName } from "./names.ts";
import { unreadable } from "./problems.ts";
import { type Found, joined, type Route, walk } from "./walk.ts";

export interface Discovery extends Found {
  /** PATHs, as given, that name nothing there is. */
  readonly unmatched: readonly string[];
}

/** The PATH that stands for standard input, and the file name that findings in it carry. */
export const standardInput = "-";

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
  const { paths, problems } = joined(answers.flatMap(({ found }) => found ?? []));
  const once = new Map(problems.map((problem) => [problem.span.file.path, problem]));
  return {
    paths: [...new Set(paths)].sort(),
    problems: [...once.values()],
    unmatched: answers.filter(({ found }) => found === null).map(({ path }) => path),
  };
}

/** `null`: nothing there. What a PATH names itself may be a link, and is followed. */
async function find(path: string, excluded: (path: string) => boolean, files: Files): Promise<Found | null> {
  if (path === standardInput) return { paths: [path], problems: [] };
  const seen = await files.look(path);
  if ("code" in seen) {
    if (await isLink(path, files)) return { paths: [], problems: [unreadable(path, seen.code)] };
    if (isGlob(path)) return findByGlob(path, excluded, files);
    return seen.code === "ENOENT" || seen.code === "ENOTDIR"
      ? null
      : { paths: [], problems: [unreadable(path, seen.code)] };
  }
  if (excluded(path)) return { paths: [], problems: [] };
  switch (seen.kind) {
    case "file":
      return { paths: [path], problems: [] };
    case "folder":
      return walk(path, within({ enters: () => true, takes: isManifestName }, excluded), files);
    case "other":
      return { paths: [], problems: [unreadable(path, "EFTYPE")] };
  }
}

async function findByGlob(glob: string, excluded: (path: string) => boolean, files: Files): Promise<Found | null> {
  const folder = folderOf(glob);
  const seen = await files.look(folder);
  if ("code" in seen || seen.kind !== "folder") return null;
  let matched = false;
  const route = routeOf(glob);
  const takes = (path: string): boolean => {
    const taken = route.takes(path);
    matched ||= taken;
    return taken;
  };
  const found = await walk(folder, within({ ...route, takes }, excluded), files);
  return matched || found.problems.length > 0 ? found : null;
}

function within(route: Route, excluded: (path: string) => boolean): Route {
  return {
    enters: (folder) => route.enters(folder) && !excluded(folder),
    takes: (file) => route.takes(file) && !excluded(file),
  };
}

/** A link that leads nowhere looks like nothing at all, except in its folder's list. */
async function isLink(path: string, files: Files): Promise<boolean> {
  const listed = await files.list(posix.dirname(path));
  return (
    "entries" in listed && listed.entries.some(({ name, kind }) => kind === "link" && name === posix.basename(path))
  );
}

/** As reports show it: with `/`, without `./`, relative to the working folder. */
function shown(path: string, { workingFolder }: Files): string {
  if (path === standardInput) return path;
  const near = workingFolder !== undefined && isAbsolute(path) ? relative(workingFolder, path) || "." : path;
  const slashed = sep === "\\" ? near.replaceAll(sep, "/") : near;
  return posix.normalize(slashed).replace(/(?<=.)\/$/, "");
}

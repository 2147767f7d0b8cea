// Down a folder: every file in it that reads like a manifest. Links are not followed, so that no loop can hold it.
import pLimit from "p-limit";
import type { Files, FolderEntry } from "../edges/edges.ts";
import type { Problem } from "../model.ts";
import { isManifestName } from "./names.ts";
import { unreadable } from "./problems.ts";

/** Which folders a walk enters and which files it takes; paths as they are shown. */
export interface Route {
  enters(folder: string): boolean;
  takes(file: string): boolean;
}

/** What a walk found, in no order that means anything. */
export interface Found {
  readonly paths: readonly string[];
  readonly problems: readonly Problem[];
}

/** Never entered: what is in them belongs to git, and to packages of others. */
const neverEntered = new Set([".git", "node_modules"]);

const foldersAtOnce = 16;

export async function walk(top: string, route: Route, files: Files): Promise<Found> {
  const limit = pLimit(foldersAtOnce);
  const visit = async (folder: string): Promise<Found> => {
    const listed = await limit(() => files.list(folder));
    if ("code" in listed) return { paths: [], problems: [unreadable(folder, listed.code)] };
    return joined(await Promise.all(listed.entries.map(async (entry) => meet(below(folder, entry.name), entry))));
  };
  const meet = async (path: string, { name, kind }: FolderEntry): Promise<Found> => {
    switch (kind) {
      case "file":
        return route.takes(path) ? { paths: [path], problems: [] } : nothing;
      case "folder":
        return !neverEntered.has(name) && route.enters(path) ? visit(path) : nothing;
      case "link":
        return route.takes(path) || route.enters(path) ? limit(() => meetLink(path, files)) : nothing;
      case "other":
        return route.takes(path) && isManifestName(path)
          ? { paths: [], problems: [unreadable(path, "EFTYPE")] }
          : nothing;
    }
  };
  return visit(top);
}

const nothing: Found = { paths: [], problems: [] };

/** A link is not followed; but one that was to be a manifest and leads nowhere, or only to itself, is worth saying. */
async function meetLink(path: string, files: Files): Promise<Found> {
  const seen = await files.look(path);
  const isBroken = "code" in seen && (isManifestName(path) || seen.code === "ELOOP");
  return isBroken ? { paths: [], problems: [unreadable(path, seen.code)] } : nothing;
}

function below(folder: string, name: string): string {
  return folder === "." ? name : `${folder === "/" ? "" : folder}/${name}`;
}

export function joined(found: readonly Found[]): Found {
  return { paths: found.flatMap(({ paths }) => paths), problems: found.flatMap(({ problems }) => problems) };
}

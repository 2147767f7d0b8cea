// Down a folder: every file in it that reads like a manifest. Links are not followed, so that no loop can hold it.
import { posix } from "node:path";
import pLimit from "p-limit";
import type { Files, FolderEntry } from "../edges/edges.ts";
import type { Problem } from "../model.ts";
import { isNeverEntered } from "./names.ts";
import { fileProblem, unreadable } from "./problems.ts";
import { shownBelow } from "./shown.ts";

/** Which folders a walk enters and which files it takes; paths as they lead down from its top. */
export interface Route {
  enters(folder: string): boolean;
  takes(file: string): boolean;
  /** Is this path, whatever it is, among what was asked for? All that `takes` takes is. */
  names(path: string): boolean;
}

/** What a walk found, as it is shown, in no order that means anything. */
export interface Found {
  readonly paths: readonly string[];
  readonly problems: readonly Problem[];
}

const foldersAtOnce = 16;

/** Every file below `top`, in no order, with what could not be looked at. */
export async function walk(top: string, route: Route, files: Files): Promise<Found> {
  const limit = pLimit(foldersAtOnce);
  const visit = async (folder: string): Promise<Found> => {
    const listed = await limit(() => files.list(folder));
    if ("code" in listed) return { paths: [], problems: [unreadable(shownBelow(folder, files), listed.code)] };
    if (folder !== top && isOfOthers(folder, listed.entries)) return passedBy(shownBelow(folder, files));
    return joined(await Promise.all(listed.entries.map(async (entry) => meet(below(folder, entry.name), entry))));
  };
  const meet = async (path: string, { name, kind }: FolderEntry): Promise<Found> => {
    switch (kind) {
      case "file":
        return route.takes(path) ? { paths: [shownBelow(path, files)], problems: [] } : nothing;
      case "folder":
        return !isNeverEntered(name) && route.enters(path) ? visit(path) : nothing;
      case "link":
        return route.names(path) ? limit(() => meetLink(path, route, files)) : nothing;
      case "other":
        return route.takes(path) ? { paths: [], problems: [unreadable(shownBelow(path, files), "EFTYPE")] } : nothing;
    }
  };
  return visit(top);
}

/**
 * A folder `vendor` whose folders are named after hosts (`github.com`, `k8s.io`): packages of others, as the go command and
 * jsonnet-bundler copy them, with whatever their authors test with.
 */
function isOfOthers(folder: string, entries: readonly FolderEntry[]): boolean {
  if (posix.basename(folder) !== "vendor") return false;
  const folders = entries.filter(({ kind }) => kind === "folder");
  return folders.length > 0 && folders.every(({ name }) => /^[\w-]+(?:\.[\w-]+)+$/.test(name));
}

function passedBy(folder: string): Found {
  const message = `${folder}/ holds packages of others, and was not read: to read it, name ${folder} as a PATH`;
  return { paths: [], problems: [fileProblem("vendored", folder, message)] };
}

export const nothing: Found = { paths: [], problems: [] };

/**
 * A link is not followed; but one that was to be a manifest and leads nowhere, or one that leads back to where it stands
 * in, is worth saying.
 */
async function meetLink(path: string, route: Route, files: Files): Promise<Found> {
  const seen = await files.look(path);
  const told = (code: string): Found => ({ paths: [], problems: [unreadable(shownBelow(path, files), code)] });
  if ("code" in seen) {
    // Asked last: that a glob takes a link which leads somewhere must not count as a match.
    return seen.code === "ELOOP" || route.takes(path) ? told(seen.code) : nothing;
  }
  return seen.kind === "folder" && (await leadsBack(path, files)) ? told("ELOOP") : nothing;
}

async function leadsBack(link: string, files: Files): Promise<boolean> {
  const target = (await files.real?.(link)) ?? null;
  const home = (await files.real?.(posix.dirname(link))) ?? null;
  return target !== null && home !== null && `${home}/`.startsWith(target === "/" ? "/" : `${target}/`);
}

function below(folder: string, name: string): string {
  return folder === "." ? name : `${folder === "/" ? "" : folder}/${name}`;
}

function joined(found: readonly Found[]): Found {
  return { paths: found.flatMap(({ paths }) => paths), problems: found.flatMap(({ problems }) => problems) };
}

// Which settings file holds, and its text: from the working tree, or from the base commit of a fork's pull request.
// A file that can't be read is a mistake; one of a fork's base commit that can't be read is left out, and that is said.
import { basename, dirname } from "node:path";
import type { Files } from "../edges/edges.ts";
import { Mistake } from "../mistake.ts";
import { quoted } from "./nearest.ts";
import type { Origin } from "./origin.ts";

/** The settings file as text; `path` is how messages name it. */
export interface SettingsText {
  readonly path: string;
  readonly text: string;
}

/** A file of a commit: its bytes, that the commit has none, or why that can't be told. */
export type CommitFile =
  | { readonly kind: "file"; readonly bytes: Buffer }
  | { readonly kind: "absent" }
  | { readonly kind: "unread"; readonly why: string };

export interface SettingsPlaces {
  readonly files: Files;
  /** A file of a commit, by its path in the working tree. */
  readonly fileOfCommit: (commit: string, path: string) => Promise<CommitFile>;
  readonly log: (line: string) => void;
}

/** Settings are a page of text; a megabyte is somebody's attempt. */
export const largestSettings = 1024 * 1024;

const usual = [".pullgate.yaml", ".github/pullgate.yaml"] as const;

/** Finds the settings file: `config` (the file somebody named) or the usual two; `null` where there is none. */
export async function findSettings(
  config: string | null,
  origin: Origin,
  places: SettingsPlaces,
): Promise<SettingsText | null> {
  const candidates = config === null ? usual : [config];
  const found =
    origin.kind === "base-commit"
      ? await readFromCommit(candidates, origin, places)
      : await readFromTree(candidates, config !== null, places.files);
  return theOne(found);
}

/** The same in another tree; what is not there is never a mistake, since it may be new. */
export async function findSettingsIn(config: string | null, files: Files): Promise<SettingsText | null> {
  return theOne(await readFromTree(config === null ? usual : [config], false, files));
}

function theOne(found: readonly Found[]): SettingsText | null {
  if (found.length > 1) {
    const names = found.map(({ path }) => path).join(" and ");
    throw new Mistake(`two settings files: ${names}: keep one, or name it with --config`);
  }
  const [only] = found;
  return only === undefined ? null : { path: only.path, text: decode(only.path, only.bytes) };
}

interface Found {
  readonly path: string;
  readonly bytes: Buffer;
}

async function readFromTree(candidates: readonly string[], named: boolean, files: Files): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const path of candidates) {
    const read = await files.read(path, largestSettings);
    if ("code" in read) {
      const isMissing = read.code === "ENOENT" || read.code === "ENOTDIR";
      const isThere = isMissing && (await isListed(path, files));
      if (isMissing && !isThere && !named) continue;
      const why = isThere ? "is a link that leads to nothing" : unreadable(read.code);
      throw new Mistake(`${quoted(path)}: the settings file ${why}`);
    }
    found.push({ path, bytes: read.bytes });
  }
  return found;
}

/** A link that leads nowhere looks like nothing at all, except in its folder's list: defaults must not take its place. */
async function isListed(path: string, files: Files): Promise<boolean> {
  const listed = await files.list(dirname(path));
  return "entries" in listed && listed.entries.some(({ name }) => name === basename(path));
}

async function readFromCommit(
  candidates: readonly string[],
  { commit, because }: Extract<Origin, { kind: "base-commit" }>,
  { fileOfCommit, log }: SettingsPlaces,
): Promise<readonly Found[]> {
  const unread = (why: string): readonly Found[] => {
    log(`settings files are not read, because ${because}, and ${why}`);
    return [];
  };
  if (commit === null) return unread("the event names no base commit");
  const short = commit.slice(0, 12);
  const found: Found[] = [];
  for (const path of candidates) {
    const file = await fileOfCommit(commit, path);
    if (file.kind === "unread") return unread(file.why);
    if (file.kind === "file") found.push({ path, bytes: file.bytes });
  }
  const what = found.length === 0 ? "there are no settings in" : `settings are ${found[0]?.path ?? ""} of`;
  log(`${what} the base commit ${short}: the working tree's are not read, because ${because}`);
  return found;
}

/** What Node's code means for somebody who named a settings file. */
function unreadable(code: string): string {
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return "does not exist";
    case "EFBIG":
      return "is larger than 1 MiB";
    case "EISDIR":
      return "is a folder";
    case "EFTYPE":
      return "is no regular file";
    case "ELOOP":
      return "is a link that leads back to itself";
    default:
      return `can't be read (${code})`;
  }
}

function decode(path: string, bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Mistake(`${quoted(path)}: the settings file is not UTF-8 text`);
  }
}

// Single files of the base commit of a pull request, which is fetched where a shallow checkout lacks it.
import { isAbsolute, relative, resolve, sep } from "node:path";
import { type CommitFile, largestSettings } from "../settings/source.ts";
import { fetchCommit } from "./fetch.ts";
import { git, type GitPlace } from "./git.ts";
import { repositoryAround } from "./objects.ts";
import type { Environment } from "./proxy.ts";

/**
 * Reads files of commits of the repository around `workingFolder`. `commit` has to be a full hash; `path` is where the file
 * stands, or would stand, in the working tree. Links, folders and submodules are not followed.
 */
export function filesOfCommits(
  workingFolder: string,
  environment: Environment,
): (commit: string, path: string) => Promise<CommitFile> {
  const place = { folder: workingFolder, environment };
  return async (commit, path) => {
    if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit))
      return { kind: "unread", why: "the base commit is no commit's name" };
    const inside = relative(workingFolder, resolve(workingFolder, path));
    if (inside === "" || isAbsolute(inside) || inside.split(sep)[0] === "..") {
      return { kind: "unread", why: `"${path}" is not inside the working folder` };
    }
    const list = () => read(["ls-tree", "-l", "-z", commit, "--", inside.split(sep).join("/")], place);
    let listing = await list();
    if (typeof listing === "string" && (await isFetched(commit, place))) listing = await list();
    if (typeof listing === "string") return { kind: "unread", why: listing };
    return readEntry(listing.toString("utf8"), path, (id) => read(["cat-file", "blob", id], place));
  };
}

/** Only where the history is known to end early: elsewhere a commit that isn't there is gone. */
async function isFetched(commit: string, place: GitPlace): Promise<boolean> {
  const around = await repositoryAround(place);
  return typeof around === "object" && around.isShallow && (await fetchCommit(commit, place)) === null;
}

/** `100644 blob HASH SIZE<tab>PATH`; nothing at all where the commit has no such file. Source: git-ls-tree(1), "Output format". */
async function readEntry(
  line: string,
  path: string,
  readBlob: (id: string) => Promise<Buffer | string>,
): Promise<CommitFile> {
  if (line === "") return { kind: "absent" };
  const [, mode, id, size] = /^(\d+) \w+ ([0-9a-f]+) +(\d+|-)\t/.exec(line) ?? [];
  if (id === undefined || (mode !== "100644" && mode !== "100755"))
    return { kind: "unread", why: `"${path}" is no file there` };
  if (Number(size) > largestSettings) return { kind: "unread", why: `"${path}" is larger than 1 MiB there` };
  const bytes = await readBlob(id);
  return typeof bytes === "string" ? { kind: "unread", why: bytes } : { kind: "file", bytes };
}

/** What git printed, or why it printed nothing. */
async function read(args: readonly string[], place: GitPlace): Promise<Buffer | string> {
  const answer = await git(args, place);
  switch (answer.kind) {
    case "done":
      return answer.stdout;
    case "no-git":
      return "git is not on the path";
    case "failed":
      return `git does not have that commit: check out with "fetch-depth: 0" (${answer.words})`;
  }
}

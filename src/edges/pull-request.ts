// What the runner says of the pull request, and files of its base commit. git only reads here: it fetches nothing and runs no filter.
import { isAbsolute, relative, resolve, sep } from "node:path";
import type { RunnerEvent } from "../settings/origin.ts";
import { type CommitFile, largestSettings } from "../settings/source.ts";
import type { Files } from "./edges.ts";
import type { Environment } from "./proxy.ts";

/** GitHub caps a webhook's payload at 25 MB. */
const largestPayload = 32 * 1024 * 1024;

/** Reads the event the runner started us for. Outside of a runner the name is empty; a payload that can't be read is `null`. */
export async function readRunnerEvent(environment: Environment, files: Files): Promise<RunnerEvent> {
  const name = environment["GITHUB_EVENT_NAME"] ?? "";
  const path = environment["GITHUB_EVENT_PATH"] ?? "";
  const read = name === "" || path === "" ? { code: "ENOENT" } : await files.read(path, largestPayload);
  return { name, payload: "code" in read ? null : read.bytes.toString("utf8"), sha: environment["GITHUB_SHA"] ?? "" };
}

/**
 * Reads files of commits of the repository around `workingFolder`. `commit` has to be a full hash; `path` is where the file
 * stands, or would stand, in the working tree. Links, folders and submodules are not followed.
 */
export function filesOfCommits(
  workingFolder: string,
  environment: Environment,
): (commit: string, path: string) => Promise<CommitFile> {
  return async (commit, path) => {
    if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit))
      return { kind: "unread", why: "the base commit is no commit's name" };
    const inside = relative(workingFolder, resolve(workingFolder, path));
    if (inside === "" || isAbsolute(inside) || inside.split(sep)[0] === "..") {
      return { kind: "unread", why: `"${path}" is not inside the working folder` };
    }
    const listing = await git(
      ["ls-tree", "-l", "-z", commit, "--", inside.split(sep).join("/")],
      workingFolder,
      environment,
    );
    if (typeof listing === "string") return { kind: "unread", why: listing };
    return readEntry(listing.toString("utf8"), path, (id) => git(["cat-file", "blob", id], workingFolder, environment));
  };
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
async function git(args: readonly string[], cwd: string, environment: Environment): Promise<Buffer | string> {
  const { execFile } = await import("node:child_process");
  // A partial clone would fetch what is missing: GIT_NO_LAZY_FETCH is git 2.44's, no protocol at all is for those before.
  const safe = ["--no-replace-objects", "--literal-pathspecs", "-c", "protocol.allow=never", ...args];
  const env = {
    ...environment,
    GIT_NO_LAZY_FETCH: "1",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_TERMINAL_PROMPT: "0",
    LC_ALL: "C",
  };
  return new Promise((settle) => {
    const limits = {
      cwd,
      env,
      encoding: "buffer",
      timeout: 20_000,
      maxBuffer: 2 * largestSettings,
      windowsHide: true,
    } as const;
    execFile("git", safe, limits, (error, stdout, stderr) => {
      if (error === null) settle(stdout);
      else if (error.code === "ENOENT") settle("git is not on the path");
      else settle(`git does not have that commit: check out with "fetch-depth: 0" (${firstLine(stderr)})`);
    });
  });
}

function firstLine(stderr: Buffer): string {
  return stderr.toString("utf8").split("\n", 1)[0]?.slice(0, 200) ?? "";
}

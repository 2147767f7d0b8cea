// git, started so that it reads and does nothing else: no hook, no filter, no monitor, no prompt, and no network unless asked.
// What a pull request brings may be hostile: names come over standard input or behind `refs/`, so that none is an option.
import type { ChildProcess } from "node:child_process";
import process from "node:process";
import type { Environment } from "./proxy.ts";

/** Where git is started, and with which environment. */
export interface GitPlace {
  readonly folder: string;
  readonly environment: Environment;
}

/** What git printed, or why it printed nothing; `code` is `null` where it didn't end by itself. */
export type GitAnswer =
  | { readonly kind: "done"; readonly stdout: Buffer }
  | { readonly kind: "failed"; readonly code: number | null; readonly words: string }
  | { readonly kind: "no-git" };

export interface GitLimits {
  readonly maxBytes: number;
  readonly timeoutMs: number;
  /** May it speak to a remote? */
  readonly network: boolean;
}

const localLimits: GitLimits = { maxBytes: 4 * 1024 * 1024, timeoutMs: 20_000, network: false };

/** Runs git to its end. */
export async function git(
  args: readonly string[],
  place: GitPlace,
  limits: GitLimits = localLimits,
): Promise<GitAnswer> {
  const child = await startGit(args, place, limits.network);
  child.stdin?.on("error", () => {}).end();
  return new Promise((settle) => {
    const printed: Buffer[] = [];
    const complained: Buffer[] = [];
    let [size, failure] = [0, ""];
    const give = (words: string): void => {
      failure = words;
      stop(child);
    };
    const timer = setTimeout(() => give(`git took longer than ${limits.timeoutMs / 1000} s`), limits.timeoutMs);
    child.stdout?.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > limits.maxBytes) give("git printed more than is read");
      else printed.push(chunk);
    });
    child.stderr?.on("data", (chunk: Buffer) => {
      if (complained.length < mostComplaints) complained.push(chunk);
    });
    child.once("error", (error: Error & { readonly code?: string }) => {
      clearTimeout(timer);
      settle(
        error.code === "ENOENT" ? { kind: "no-git" } : { kind: "failed", code: null, words: "git can't be started" },
      );
    });
    child.once("close", (code: number | null) => {
      clearTimeout(timer);
      if (code === 0 && failure === "") settle({ kind: "done", stdout: Buffer.concat(printed) });
      else settle({ kind: "failed", code, words: failure || complaint(Buffer.concat(complained).toString("utf8")) });
    });
  });
}

const mostComplaints = 64;

/** Starts git with pipes for all three streams; errors come as its `error` event. */
export async function startGit(args: readonly string[], place: GitPlace, network: boolean): Promise<ChildProcess> {
  const { spawn } = await import("node:child_process");
  return spawn("git", [...locks, ...(network ? networkLocks : noNetwork), ...args], {
    cwd: place.folder,
    env: { ...place.environment, ...quiet },
    // In a session of its own no ssh can ask at the terminal, and all that git started can be ended with it.
    detached: network && process.platform !== "win32",
    windowsHide: true,
  });
}

/** Ends git and, where it leads a group, the helpers that it started. */
export function stop(child: ChildProcess): void {
  const { pid } = child;
  child.stdout?.destroy();
  child.stderr?.destroy();
  try {
    // A group that is gone is what was wanted; a child that leads none is ended alone.
    if (pid !== undefined && process.platform !== "win32") process.kill(-pid, "SIGKILL");
  } catch {
    // Fall through to the child itself.
  }
  child.kill("SIGKILL");
}

/**
 * An empty `core.fsmonitor` is off in every version; a folder that only looks like a bare repository, and would bring a
 * configuration of its own, is none. Source: git-config(1), "safe.bareRepository".
 */
const locks = [
  "--no-replace-objects",
  "--literal-pathspecs",
  ..."-c core.fsmonitor= -c core.hooksPath=/dev/null -c safe.bareRepository=explicit -c submodule.recurse=false".split(
    " ",
  ),
];

/** A partial clone would fetch what is missing: GIT_NO_LAZY_FETCH is git 2.44's, no protocol at all is for those before. */
const noNetwork = ["-c", "protocol.allow=never"];

/** `ext::` runs a command of the address's choice; nothing is tidied up behind anybody's back. */
const networkLocks = "-c protocol.ext.allow=never -c gc.auto=0 -c maintenance.auto=false".split(" ");

const quiet = {
  GIT_NO_LAZY_FETCH: "1",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_TERMINAL_PROMPT: "0",
  GCM_INTERACTIVE: "never",
  LC_ALL: "C",
} as const;

const longestComplaint = 200;

/** The line in which git says what is wrong, without the logins that addresses in it may hold. */
export function complaint(stderr: string): string {
  const lines = stderr.split("\n").map((line) => line.trim());
  const line = lines.find((text) => /^(?:fatal|error): /.test(text)) ?? lines.find((text) => text !== "") ?? "";
  const words = line
    .replace(/^(?:fatal|error): /, "")
    .split(" ")
    .map(withoutLogin)
    .join(" ");
  return words.length > longestComplaint ? `${words.slice(0, longestComplaint)}…` : words || "git gave no reason";
}

/**
 * `'https://user:password@host/?token=secret'` → `'https://host/'`; what stands before the last `@` goes, however odd the
 * password. Without a scheme, too, where there is a colon before it: of `git://` only `user:password@host` is named.
 */
function withoutLogin(word: string): string {
  const scheme = word.indexOf("://");
  const at = word.lastIndexOf("@");
  const from = scheme === -1 ? (/^['"(]*/.exec(word)?.[0].length ?? 0) : scheme + 3;
  const isLogin = at >= from && (scheme !== -1 || word.slice(0, at).includes(":"));
  const address = isLogin ? `${word.slice(0, from)}${word.slice(at + 1)}` : word;
  const query = scheme === -1 ? -1 : address.slice(from).search(/[?#]/);
  return query === -1 ? address : `${address.slice(0, from + query)}${/['")]*[:,.]?$/.exec(word.slice(-4))?.[0] ?? ""}`;
}

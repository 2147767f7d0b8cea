// Real repositories in temporary folders, with nobody's configuration but their own.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import type { Environment } from "../../src/edges/proxy.ts";

export interface Repository {
  readonly path: string;
  /** Runs git in it and gives what it printed, without the last line feed. */
  readonly git: (...args: readonly string[]) => string;
  /** Writes files; `null` removes one. */
  readonly write: (files: Readonly<Record<string, string | Buffer | null>>) => void;
  /** Writes files, commits everything there is, and gives the commit's name. */
  readonly commit: (files?: Readonly<Record<string, string | Buffer | null>>) => string;
}

/** What git is run with, here and in what is tested: submodules of `file://` are refused otherwise (CVE-2022-39253). */
export const gitEnvironment: Environment = {
  PATH: process.env["PATH"],
  HOME: "/nonexistent",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_SYSTEM: "/dev/null",
  GIT_AUTHOR_NAME: "a",
  GIT_AUTHOR_EMAIL: "a@example.test",
  GIT_COMMITTER_NAME: "a",
  GIT_COMMITTER_EMAIL: "a@example.test",
};

/** A folder for repositories that goes with `remove`. */
export function repositories(): {
  readonly create: () => Repository;
  /** A clone over `file://`, as a runner makes one; `args` are those of `git clone`. */
  readonly clone: (from: Repository, ...args: readonly string[]) => Repository;
  /** What `actions/checkout` leaves of one commit: a repository with that commit at depth 1, and `origin`. */
  readonly checkout: (from: Repository, commit: string) => Repository;
  readonly remove: () => void;
} {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "pullgate-git-")));
  const fresh = (): Repository => repositoryAt(mkdtempSync(join(root, "repository-")));
  return {
    create: () => {
      const made = fresh();
      made.git("init", "-q", "-b", "main");
      // As GitHub's servers do.
      made.git("config", "uploadpack.allowAnySHA1InWant", "true");
      return made;
    },
    clone: (from, ...args) => {
      const made = fresh();
      made.git("clone", "-q", ...args, `file://${from.path}`, ".");
      return made;
    },
    checkout: (from, commit) => {
      const made = fresh();
      made.git("init", "-q", "-b", "main");
      made.git("remote", "add", "origin", `file://${from.path}`);
      made.git("fetch", "-q", "--depth=1", "--no-tags", "origin", commit);
      made.git("checkout", "-q", "--detach", commit);
      return made;
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

function repositoryAt(path: string): Repository {
  const git: Repository["git"] = (...args) =>
    execFileSync("git", args, {
      cwd: path,
      env: { ...gitEnvironment, GIT_ALLOW_PROTOCOL: "file" },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    }).replace(/\n$/, "");
  const write: Repository["write"] = (files) => {
    for (const [name, text] of Object.entries(files)) {
      const file = join(path, name);
      if (text === null) rmSync(file, { recursive: true });
      else {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
    }
  };
  return {
    path,
    git,
    write,
    commit: (files = {}) => {
      write(files);
      git("add", "-A");
      git("commit", "-q", "--allow-empty", "-m", "change");
      return git("rev-parse", "HEAD");
    },
  };
}

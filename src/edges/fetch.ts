// Commits that a shallow checkout lacks, brought from `origin` one by one: the commit and its files, nothing of its history.
// Where to, and with which login, is the checkout's own configuration. Nothing of the pull request has a say in it.
import { git, type GitAnswer, type GitPlace } from "./git.ts";

/** Why it can't be had, in git's words; `null` where it is there now. */
export type Fetching = string | null;

const network = { maxBytes: 4 * 1024 * 1024, timeoutMs: 60_000, network: true } as const;

/** Fetches a commit by its full name, with all of its files: a clone with a filter (`sparse-checkout` makes one) would lack those. */
export async function fetchCommit(commit: string, place: GitPlace): Promise<Fetching> {
  const rest = ["--depth=1", "--no-tags", "--no-recurse-submodules", "--no-filter", "--refmap=", "origin", commit];
  const answer = await git(["fetch", "--quiet", "--no-write-fetch-head", ...rest], place, network);
  // The option is git 2.29's.
  const isOld = answer.kind === "failed" && answer.words.includes("write-fetch-head");
  return whyNot(isOld ? await git(["fetch", "--quiet", ...rest], place, network) : answer);
}

/**
 * The commit that `origin` has under the name of a branch or tag. It is asked for and not fetched by that name: to fetch a
 * commit that is there at depth 1 would cut off the history that is there below it.
 */
export async function commitAtOrigin(name: string, place: GitPlace): Promise<{ readonly commit: string } | string> {
  const branch = `refs/heads/${name}`;
  const tag = `refs/tags/${name}`;
  const answer = await git(["ls-remote", "--quiet", "origin", branch, tag, `${tag}^{}`], place, network);
  if (answer.kind !== "done") return whyNot(answer) ?? "";
  const commits = new Map<string, string>();
  for (const line of answer.stdout.toString("utf8").split("\n")) {
    const [, commit, ref] = /^((?:[0-9a-f]{40}|[0-9a-f]{64}))\t(.+)$/.exec(line) ?? [];
    if (commit !== undefined && ref !== undefined) commits.set(ref, commit);
  }
  // A tag with a message is an object of its own; `^{}` is what it stands for.
  const commit = commits.get(branch) ?? commits.get(`${tag}^{}`) ?? commits.get(tag);
  return commit === undefined ? "origin has no branch or tag of that name" : { commit };
}

function whyNot(answer: GitAnswer): Fetching {
  switch (answer.kind) {
    case "done":
      return null;
    case "no-git":
      return "git is not on the path";
    case "failed":
      return answer.words;
  }
}

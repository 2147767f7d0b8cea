// Which commit a change is compared with: what somebody names, or what the event of a pull request or merge group says.
// Where it can't be had everything is judged, so whatever goes wrong here is a sentence, and never an exit code.
import type { BaseWish } from "../settings/origin.ts";
import { commitAtOrigin, fetchCommit } from "./fetch.ts";
import { git, type GitPlace } from "./git.ts";
import { type Around, type Objects } from "./objects.ts";
import { headersOf } from "./tree-object.ts";

/** `notes` are lines for a person: what a comparison with this commit may get wrong. */
export type BaseCommit =
  | { readonly kind: "commit"; readonly commit: string; readonly notes: readonly string[] }
  /** Completes "everything is judged, because …". */
  | { readonly kind: "none"; readonly because: string };

export interface Repository {
  readonly place: GitPlace;
  readonly around: Around;
  readonly objects: Objects;
}

type Wish<Kind extends BaseWish["kind"]> = Extract<BaseWish, { readonly kind: Kind }>;

/** Finds the commit, and fetches it where the checkout is shallow and lacks it. */
export async function findBaseCommit(wish: BaseWish, repository: Repository): Promise<BaseCommit> {
  const head = await commitOf("HEAD", repository);
  if (head === null) return none("there is no commit yet");
  switch (wish.kind) {
    case "revision":
      return ofRevision(wish, head, repository);
    case "pull-request":
      return ofPullRequest(wish, head, repository);
    case "merge-group":
      return ofMergeGroup(wish, repository);
  }
}

interface Commit {
  readonly id: string;
  readonly parents: readonly string[];
}

function none(because: string): BaseCommit {
  return { kind: "none", because };
}

async function ofRevision({ name }: Wish<"revision">, head: Commit, repository: Repository): Promise<BaseCommit> {
  const own = (await commitOf(name, repository)) ?? (await tracked(name, repository));
  if (own !== null) return mergeBase(own.id, head, repository);
  if (!repository.around.isShallow)
    return none(`"${shown(name)}" names no commit of this repository: fetch it before, or correct the name`);
  const atOrigin = isCommit(name) ? { commit: name } : await named(name, repository);
  if (typeof atOrigin === "string")
    return none(`"${shown(name)}" names no commit of this shallow clone, and could not be fetched (${atOrigin})`);
  const missing = await bring(atOrigin.commit, repository);
  return missing === null ? mergeBase(atOrigin.commit, head, repository) : none(missing);
}

/** What a full checkout has of `main` is `origin/main`; a shallow one asks `origin` what it has now. */
async function tracked(name: string, repository: Repository): Promise<Commit | null> {
  return repository.around.isShallow ? null : commitOf(`refs/remotes/origin/${name}`, repository);
}

/** `origin/main` is `main` of the remote; what could not be a branch or tag is not asked for. */
async function named(name: string, { place }: Repository): ReturnType<typeof commitAtOrigin> {
  const plain = name.replace(/^(?:refs\/remotes\/)?origin\/|^refs\/(?:heads|tags)\//, "");
  if (!/^[^\s\p{Cc}~^:?*[\\]{1,255}$/u.test(plain) || plain.includes("..") || plain.includes("@{"))
    return "it is no name of a branch or tag";
  return commitAtOrigin(plain, place);
}

/**
 * What `actions/checkout` checks out by default is a merge of the pull request into its base, made by GitHub: the first parent
 * is the base as it was merged into, and stands in the commit itself, however shallow the clone is.
 */
async function ofPullRequest(
  { base, head: pullRequestHead, target }: Wish<"pull-request">,
  head: Commit,
  repository: Repository,
): Promise<BaseCommit> {
  const [first, second] = head.parents;
  if (first !== undefined && second !== undefined && second === pullRequestHead) {
    const missing = await bring(first, repository);
    return missing === null ? { kind: "commit", commit: first, notes: [] } : none(missing);
  }
  if (base === null) return none("the event names no base commit");
  if (base === head.id || target === head.id)
    return none("the base itself is checked out, and not the pull request: check out its merge or its head");
  const missing = await bring(base, repository);
  return missing === null ? mergeBase(base, head, repository) : none(missing);
}

async function ofMergeGroup({ base }: Wish<"merge-group">, repository: Repository): Promise<BaseCommit> {
  if (base === null) return none("the event names no base commit");
  const missing = await bring(base, repository);
  return missing === null ? { kind: "commit", commit: base, notes: [] } : none(missing);
}

/** The commit from which both went on; a shallow history may not reach back to it. A parent is named by the commit itself. */
async function mergeBase(commit: string, head: Commit, { place, around }: Repository): Promise<BaseCommit> {
  if (commit === head.id || head.parents.includes(commit)) return { kind: "commit", commit, notes: [] };
  const answer = await git(["merge-base", commit, head.id], place);
  const found = answer.kind === "done" ? answer.stdout.toString("latin1").trim() : "";
  if (isCommit(found)) return { kind: "commit", commit: found, notes: [] };
  if (!around.isShallow) return none(`commit ${short(commit)} and what is checked out have no history in common`);
  const note = `this shallow clone doesn't tell where the change left its base, so it is compared with commit ${short(commit)} itself, and changes of others may be judged, too: check out with "fetch-depth: 0"`;
  return { kind: "commit", commit, notes: [note] };
}

/** Why a commit can't be had; `null` where it is there, or was fetched. */
async function bring(commit: string, repository: Repository): Promise<string | null> {
  if ((await commitOf(commit, repository)) !== null) return null;
  const what = `git does not have commit ${short(commit)} of the base`;
  const remedy = `check out with "fetch-depth: 0"`;
  if (!repository.around.isShallow) return `${what}, which may have been force-pushed away`;
  const failure = await fetchCommit(commit, repository.place);
  if (failure !== null) return `${what}, and it could not be fetched (${failure}): ${remedy}`;
  return (await commitOf(commit, repository)) === null ? `${what}, and origin did not give it: ${remedy}` : null;
}

const largestCommit = 1024 * 1024;

async function commitOf(name: string, { objects }: Repository): Promise<Commit | null> {
  const read = await objects.read(`${name}^{commit}`, largestCommit);
  return read.kind === "object" && read.type === "commit"
    ? { id: read.id, parents: headersOf(read.bytes).parents }
    : null;
}

/** SHA-1 or SHA-256 in full. */
function isCommit(name: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(name);
}

/** A commit as people write it. */
export function short(commit: string): string {
  return commit.slice(0, 7);
}

function shown(name: string): string {
  return name.length > 100 ? `${name.slice(0, 100)}…` : name;
}

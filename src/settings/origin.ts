// What an event says of the base: whose settings count (for pull requests from forks those of the base commit, since a fork's
// author could otherwise switch every rule off in the pull request that breaks them), and what a change is compared with.
import { isObject, type JsonObject, parseJson, stringAt } from "../json.ts";

/** What the runner says of the event: GITHUB_EVENT_NAME, the text at GITHUB_EVENT_PATH (`null` where it can't be read), GITHUB_SHA. */
export interface RunnerEvent {
  readonly name: string;
  readonly payload: string | null;
  readonly sha: string;
}

export type Origin =
  | { readonly kind: "working-tree" }
  /** `commit` is `null` where the event doesn't name one; `because` completes "settings are not read, because …". */
  | { readonly kind: "base-commit"; readonly commit: string | null; readonly because: string };

/**
 * Where settings come from under this event. What an event leaves open counts as a fork: a payload can be broken, a head
 * repository deleted. Source: GitHub's "Events that trigger workflows" (which payload, which GITHUB_SHA) and "Webhook events and payloads".
 */
export function originOf(event: RunnerEvent): Origin {
  const payload = event.payload === null ? undefined : parseJson(event.payload);
  switch (event.name) {
    case "pull_request":
    case "pull_request_target":
    case "pull_request_review":
    case "pull_request_review_comment":
      return ofPullRequest(at(payload, "pull_request"));
    // Both run on the default branch, whose last commit is GITHUB_SHA; their workflows often check the pull request out.
    case "issue_comment":
      // Of a payload that can't be read nobody knows what was commented on.
      return isObject(at(payload, "issue")) && !isObject(at(at(payload, "issue"), "pull_request"))
        ? { kind: "working-tree" }
        : fromBase(event.sha, "a comment does not say whether its pull request is from a fork");
    case "workflow_run": {
      const head = repositoryName(at(at(payload, "workflow_run"), "head_repository"));
      const base = repositoryName(at(payload, "repository"));
      return same(head, base) ? { kind: "working-tree" } : fromBase(event.sha, "the workflow ran for a fork");
    }
    default:
      return { kind: "working-tree" };
  }
}

/** What a change is to be compared with. Commits are full hashes, and `null` where an event doesn't say. */
export type BaseWish =
  /** As somebody wrote it: a branch, a tag, a commit, whatever git understands. */
  | { readonly kind: "revision"; readonly name: string }
  /** `target`: what is no change of the pull request's, should it be checked out. */
  | {
      readonly kind: "pull-request";
      readonly base: string | null;
      readonly head: string | null;
      readonly target: string | null;
    }
  | { readonly kind: "merge-group"; readonly base: string | null };

/** The base that an event brings with it: pull requests and merge groups have one, pushes and schedules judge everything. */
export function baseOf(event: RunnerEvent): BaseWish | null {
  const payload = event.payload === null ? undefined : parseJson(event.payload);
  switch (event.name) {
    case "pull_request":
    case "pull_request_target":
    case "pull_request_review":
    case "pull_request_review_comment": {
      const pullRequest = at(payload, "pull_request");
      const [base, head] = ["base", "head"].map((side) => commitNamed(textAt(at(pullRequest, side), "sha")));
      // There GITHUB_SHA is the last commit of a branch of the repository, and the payload's base may be an older one.
      const target = event.name === "pull_request_target" ? commitNamed(event.sha) : null;
      return { kind: "pull-request", base: base ?? null, head: head ?? null, target };
    }
    case "merge_group":
      return { kind: "merge-group", base: commitNamed(textAt(at(payload, "merge_group"), "base_sha")) };
    default:
      return null;
  }
}

function ofPullRequest(pullRequest: unknown): Origin {
  const head = repositoryName(at(at(pullRequest, "head"), "repo"));
  const base = repositoryName(at(at(pullRequest, "base"), "repo"));
  if (same(head, base)) return { kind: "working-tree" };
  const sha = textAt(at(pullRequest, "base"), "sha");
  if (base === "") return fromBase(sha, "the event does not say whether the pull request is from a fork");
  return fromBase(sha, "the pull request is from a fork");
}

function fromBase(sha: string, because: string): Origin {
  return { kind: "base-commit", commit: commitNamed(sha), because };
}

/** SHA-1 or SHA-256 in full: nothing else of an event is ever handed to git. */
function commitNamed(sha: string): string | null {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(sha) ? sha : null;
}

function same(head: string, base: string): boolean {
  return head !== "" && head.toLowerCase() === base.toLowerCase();
}

function repositoryName(repository: unknown): string {
  return textAt(repository, "full_name");
}

function at(value: unknown, key: string): unknown {
  return isObject(value) ? value[key] : undefined;
}

function textAt(value: unknown, key: string): string {
  const object: JsonObject = isObject(value) ? value : {};
  return stringAt(object, key);
}

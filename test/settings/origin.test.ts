import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { baseOf, originOf } from "../../src/settings/origin.ts";

const sha = "0123456789abcdef0123456789abcdef01234567";
const own = { full_name: "acme/shop" };
const fork = { full_name: "mallory/shop" };

const pullRequest = (head: unknown, base: unknown = { repo: own, sha }) => ({ pull_request: { head, base } });
const origin = (name: string, payload: unknown) => originOf({ name, payload: JSON.stringify(payload), sha });
const tree = { kind: "working-tree" };

describe("the working tree counts", () => {
  test.each([
    ["", null],
    ["push", {}],
    ["merge_group", {}],
    ["schedule", {}],
    ["pull_request", pullRequest({ repo: own })],
    ["pull_request_target", pullRequest({ repo: { full_name: "Acme/Shop" } })],
    ["issue_comment", { issue: {} }],
    ["workflow_run", { workflow_run: { head_repository: own }, repository: own }],
  ])("%s", (name, payload) => {
    expect(origin(name, payload)).toEqual(tree);
  });
});

describe("the base commit counts", () => {
  test.each(["pull_request", "pull_request_target", "pull_request_review", "pull_request_review_comment"])(
    "%s of a fork",
    (name) => {
      expect(origin(name, pullRequest({ repo: fork }))).toEqual({
        kind: "base-commit",
        commit: sha,
        because: "the pull request is from a fork",
      });
    },
  );

  test("a fork that was deleted", () => {
    expect(origin("pull_request", pullRequest({ repo: null }))).toMatchObject({ kind: "base-commit", commit: sha });
  });

  test("a workflow that ran for a fork", () => {
    expect(origin("workflow_run", { workflow_run: { head_repository: fork }, repository: own })).toMatchObject({
      kind: "base-commit",
      commit: sha,
    });
  });

  test("a comment on a pull request, which doesn't say whose it is", () => {
    expect(origin("issue_comment", { issue: { pull_request: {} } })).toMatchObject({
      kind: "base-commit",
      commit: sha,
    });
  });

  test.each([
    ["no payload", null],
    ["no JSON", "{"],
    ["an array", "[]"],
    ["null", "null"],
    ["nothing in it", "{}"],
    ["texts for objects", JSON.stringify({ pull_request: "x" })],
    ["numbers for names", JSON.stringify(pullRequest({ repo: { full_name: 1 } }, { repo: { full_name: 1 } }))],
    [
      "empty names on both sides",
      JSON.stringify(pullRequest({ repo: { full_name: "" } }, { repo: { full_name: "" } })),
    ],
    ["__proto__", '{"__proto__":{"pull_request":{}}}'],
    ["nested a hundred thousand deep", `${"[".repeat(100_000)}${"]".repeat(100_000)}`],
  ])("a payload that proves nothing: %s", (_name, payload) => {
    expect(originOf({ name: "pull_request", payload, sha })).toMatchObject({ kind: "base-commit", commit: null });
  });

  test.each(["", "main", "--help", sha.slice(1), `${sha}0`, sha.toUpperCase(), `${sha}\n`, 5, null])(
    "%j is no commit",
    (base) => {
      const found = origin("pull_request", pullRequest({ repo: fork }, { repo: own, sha: base }));
      expect(found).toMatchObject({ kind: "base-commit", commit: null });
    },
  );

  test("SHA-256 repositories have longer names", () => {
    const long = "a".repeat(64);
    expect(origin("pull_request", pullRequest({ repo: fork }, { repo: own, sha: long }))).toMatchObject({
      commit: long,
    });
  });
});

test("no payload makes it throw, and none but an equal pair of names is trusted", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.json(), fc.string()),
      (payload) => originOf({ name: "pull_request", payload, sha: "" }).kind === "base-commit",
    ),
  );
  expect(origin("pull_request", pullRequest({ repo: own }))).toEqual(tree);
});

describe("what a change is compared with", () => {
  const wish = (name: string, payload: unknown) => baseOf({ name, payload: JSON.stringify(payload), sha });
  const other = "f".repeat(40);

  test.each(["pull_request", "pull_request_target", "pull_request_review", "pull_request_review_comment"])(
    "%s: the event's base and head",
    (name) => {
      const payload = pullRequest({ repo: fork, sha: other });
      const target = name === "pull_request_target" ? sha : null;
      expect(wish(name, payload)).toEqual({ kind: "pull-request", base: sha, head: other, target });
    },
  );

  test("a merge group has one commit", () => {
    expect(wish("merge_group", { merge_group: { base_sha: sha, head_sha: other } })).toEqual({
      kind: "merge-group",
      base: sha,
    });
  });

  test.each(["", "push", "schedule", "workflow_dispatch", "workflow_run", "issue_comment", "release"])(
    "%j judges everything",
    (name) => {
      expect(wish(name, { ...pullRequest({ repo: own, sha }), merge_group: { base_sha: sha } })).toBeNull();
    },
  );

  test.each([null, "{", "[]", "{}", JSON.stringify(pullRequest({ sha: "--x" }, { sha: "main" }))])(
    "a payload that says nothing: %j",
    (payload) => {
      expect(baseOf({ name: "pull_request", payload, sha })).toEqual({
        kind: "pull-request",
        base: null,
        head: null,
        target: null,
      });
      expect(baseOf({ name: "merge_group", payload, sha })).toEqual({ kind: "merge-group", base: null });
    },
  );
});

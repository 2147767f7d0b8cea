// Which commit a change is compared with, on repositories as runners and people have them.
import { afterAll, describe, expect, test } from "vitest";
import { type BaseCommit, findBaseCommit } from "../../src/edges/base-commit.ts";
import { openObjects, repositoryAround } from "../../src/edges/objects.ts";
import type { BaseWish } from "../../src/settings/origin.ts";
import { gitEnvironment, repositories, type Repository } from "../support/repository.ts";

const { create, clone, checkout, remove } = repositories();
afterAll(remove);

async function find(wish: BaseWish, { path }: Repository): Promise<BaseCommit> {
  const place = { folder: path, environment: gitEnvironment };
  const around = await repositoryAround(place);
  if (typeof around === "string") throw new Error(around);
  const objects = await openObjects(place);
  try {
    return await findBaseCommit(wish, { place, around, objects });
  } finally {
    objects.close();
  }
}

const revision = (name: string): BaseWish => ({ kind: "revision", name });
const is = (commit: string) => ({ kind: "commit", commit, notes: [] });
const matching = (words: RegExp): unknown => expect.stringMatching(words);
const none = (because: RegExp | string) => ({
  kind: "none",
  because: typeof because === "string" ? because : matching(because),
});

/** `main` went on behind the branch point, and a branch has two commits; `merge` is what GitHub makes of it. */
function project() {
  const origin = create();
  const fork = origin.commit({ "a.yaml": "a: 1\n" });
  const main = origin.commit({ "main.yaml": "main: 1\n" });
  origin.git("checkout", "-q", "-b", "feature/one", fork);
  origin.commit({ "b.yaml": "b: 1\n" });
  const head = origin.commit({ "b.yaml": "b: 2\n" });
  origin.git("checkout", "-q", "--detach", main);
  origin.git("merge", "-q", "--no-ff", "-m", "merge", head);
  const merge = origin.git("rev-parse", "HEAD");
  origin.git("update-ref", "refs/pull/1/merge", merge);
  origin.git("checkout", "-q", "feature/one");
  return { origin, fork, main, head, merge };
}

const { origin, fork, main, head, merge } = project();

describe("a revision that somebody names", () => {
  test.each([
    ["main", fork],
    ["HEAD~1", `${head}~1`],
    [main, fork],
    ["refs/heads/main", fork],
    [fork.slice(0, 8), fork],
    ["HEAD", head],
    ["HEAD@{0}", head],
  ])("%s: the merge base counts", async (name, expected) => {
    expect(await find(revision(name), origin)).toEqual(is(origin.git("rev-parse", expected)));
  });

  test("a tag with a message is its commit", async () => {
    origin.git("tag", "-a", "-m", "one", "v1", main);
    expect(await find(revision("v1"), origin)).toEqual(is(fork));
  });

  test.each([
    "nonsense",
    "-x",
    "--upload-pack=touch /tmp/x",
    "--help",
    "main:a.yaml",
    "a\nb",
    "\u001b[31mred",
    "",
    " ",
    "main^{tree}",
    "0".repeat(40),
    "x".repeat(4000),
  ])("%j is no commit: everything is judged", async (name) => {
    const found = await find(revision(name), origin);
    expect(found).toEqual(none(/names no commit of this repository/));
    expect(JSON.stringify(found).length).toBeLessThan(300);
  });

  test("a full checkout of one commit has main as origin/main alone", async () => {
    const runner = clone(origin);
    runner.git("checkout", "-q", "--detach", "origin/feature/one");
    for (const name of runner
      .git("branch", "--format=%(refname:short)")
      .split("\n")
      .filter((one) => !one.includes("(")))
      runner.git("branch", "-q", "-D", name);
    expect(await find(revision("main"), runner)).toEqual(is(fork));
    expect(await find(revision("main~1"), runner)).toEqual(is(fork));
    expect(await find(revision("none"), runner)).toEqual(none(/names no commit of this repository/));
  });

  test("histories without a common commit", async () => {
    origin.git("checkout", "-q", "--orphan", "other");
    origin.commit({ "other.yaml": "x: 1\n" });
    try {
      expect(await find(revision("main"), origin)).toEqual(none(/no history in common/));
    } finally {
      origin.git("checkout", "-q", "-f", "feature/one");
    }
  });

  test("a repository without a commit", async () => {
    expect(await find(revision("main"), create())).toEqual(none("there is no commit yet"));
  });
});

describe("a shallow clone", () => {
  test.each(["main", "origin/main", "refs/heads/main", "refs/remotes/origin/main"])(
    "fetches %s by its name, and says what it can't tell",
    async (name) => {
      const shallow = clone(origin, "--depth=1", "--single-branch", "--branch=feature/one");
      const found = await find(revision(name), shallow);
      expect(found).toEqual({
        kind: "commit",
        commit: main,
        notes: [expect.stringMatching(/^this shallow clone doesn't tell .* changes of others may be judged, too/)],
      });
    },
  );

  test("knows a parent of what is checked out by its name", async () => {
    const parent = origin.git("rev-parse", "feature/one~1");
    const shallow = clone(origin, "--depth=1", "--single-branch", "--branch=feature/one");
    expect(await find(revision(parent), shallow)).toEqual(is(parent));
  });

  test("with a filter, as sparse-checkout makes one: what differs in the base comes with it", async () => {
    origin.git("config", "uploadpack.allowFilter", "true");
    const partial = clone(origin, "--depth=1", "--single-branch", "--branch=feature/one", "--filter=blob:none");
    const parent = origin.git("rev-parse", "feature/one~1");
    expect(await find(revision(parent), partial)).toMatchObject({ commit: parent });
    expect(partial.git("rev-list", "--objects", "--missing=print", parent)).not.toMatch(/^\?/m);
  });

  test("that is deep enough tells the merge base, and loses none of its history", async () => {
    const shallow = clone(origin, "--depth=2", "--single-branch", "--branch=feature/one");
    shallow.git("fetch", "-q", "--depth=2", "origin", "main:refs/remotes/origin/main");
    const before = shallow.git("rev-list", "--count", "--all");
    expect(await find(revision("origin/main"), shallow)).toMatchObject({ kind: "commit" });
    expect(shallow.git("rev-list", "--count", "--all")).toBe(before);
  });

  test("a commit that is there under another name is not fetched again at depth 1", async () => {
    const linear = create();
    for (let index = 0; index < 5; index += 1) linear.commit({ "a.yaml": `a: ${index}\n` });
    linear.git("branch", "old", "HEAD~1");
    const shallow = clone(linear, "--depth=4", "--single-branch", "--branch=main");
    expect(await find(revision("old"), shallow)).toEqual(is(linear.git("rev-parse", "old")));
    expect(shallow.git("rev-list", "--count", "HEAD")).toBe("4");
  });

  test.each([
    ["no/such", /origin has no branch or tag of that name/],
    ["main*", /it is no name of a branch or tag/],
    ["--upload-pack=touch x", /it is no name of a branch or tag/],
    ["a\u0000b", /it is no name of a branch or tag/],
    ["f".repeat(40), /git does not have commit fffffff of the base, and it could not be fetched \(/],
  ])("%j can't be fetched", async (name, words) => {
    const shallow = clone(origin, "--depth=1", "--single-branch", "--branch=feature/one");
    expect(await find(revision(name), shallow)).toEqual(none(words));
  });
});

describe("a pull request", () => {
  const wish = (base: string | null = main, of: string | null = head, target: string | null = null): BaseWish => ({
    kind: "pull-request",
    base,
    head: of,
    target,
  });

  test("as actions/checkout checks it out: the merge's first parent, fetched", async () => {
    const runner = checkout(origin, merge);
    expect(await find(wish(), runner)).toEqual(is(main));
    expect(runner.git("cat-file", "-t", main)).toBe("commit");
    expect(runner.git("for-each-ref")).toBe("");
  });

  test("the event's base is older than what was merged into: the merge decides", async () => {
    expect(await find(wish(fork), checkout(origin, merge))).toEqual(is(main));
    expect(await find(wish(null), checkout(origin, merge))).toEqual(is(main));
  });

  test("its head is checked out with all of its history: the merge base", async () => {
    const runner = clone(origin, "--branch=feature/one");
    expect(await find(wish(), runner)).toEqual(is(fork));
  });

  test("its head is checked out alone: the base itself, and that is said", async () => {
    expect(await find(wish(), checkout(origin, head))).toEqual({
      kind: "commit",
      commit: main,
      notes: [expect.stringContaining("changes of others may be judged, too")],
    });
  });

  test("the base is checked out, as pull_request_target does: nothing of the change is there", async () => {
    expect(await find(wish(), checkout(origin, main))).toEqual(none(/^the base itself is checked out/));
    // The payload's base is as old as the pull request's last push.
    expect(await find(wish(fork, head, main), checkout(origin, main))).toEqual(none(/^the base itself is checked out/));
    expect(await find(wish(main, head, main), checkout(origin, merge))).toEqual(is(main));
  });

  test("the event says nothing", async () => {
    expect(await find(wish(null, null), checkout(origin, head))).toEqual(none("the event names no base commit"));
  });

  test("a base that origin doesn't have any more", async () => {
    expect(await find(wish("1".repeat(40)), checkout(origin, head))).toEqual(
      none(
        /^git does not have commit 1111111 of the base, and it could not be fetched \(.*\): check out with "fetch-depth: 0"$/,
      ),
    );
    const full = clone(origin, "--branch=feature/one");
    expect(await find(wish("1".repeat(40)), full)).toEqual(none(/which may have been force-pushed away$/));
  });

  test("an origin that is gone, and none at all; its login is not told", async () => {
    const runner = checkout(origin, merge);
    runner.git("remote", "set-url", "origin", "https://user:s3cret@127.0.0.1:1/x.git");
    const found = await find(wish(), runner);
    expect(found).toEqual(none(/could not be fetched \(.*127\.0\.0\.1/));
    expect(JSON.stringify(found)).not.toContain("s3cret");
    runner.git("remote", "remove", "origin");
    expect(await find(wish(), runner)).toEqual(none(/could not be fetched \(/));
  });

  test("an address that would run a command runs none", async () => {
    const runner = checkout(origin, merge);
    runner.git("remote", "set-url", "origin", `ext::sh -c "touch ${runner.path}/ran"`);
    runner.git("config", "protocol.ext.allow", "always");
    expect(await find(wish(), runner)).toEqual(none(/could not be fetched \(/));
    expect(runner.git("status", "--porcelain")).toBe("");
  });
});

describe("a merge group", () => {
  test("as actions/checkout checks it out: the group's base, fetched", async () => {
    expect(await find({ kind: "merge-group", base: main }, checkout(origin, merge))).toEqual(is(main));
  });

  test("without one everything is judged", async () => {
    expect(await find({ kind: "merge-group", base: null }, checkout(origin, merge))).toEqual(
      none("the event names no base commit"),
    );
  });
});

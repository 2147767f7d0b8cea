// git as it is started here: what it may not do, when it is given up, and which of its words are passed on.
import { createServer } from "node:net";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { complaint, git } from "../../src/edges/git.ts";
import { openObjects, repositoryAround } from "../../src/edges/objects.ts";
import { gitEnvironment, repositories, type Repository } from "../support/repository.ts";

const { create, remove } = repositories();
const folder = mkdtempSync(join(tmpdir(), "pullgate-test-"));
afterAll(() => {
  remove();
  rmSync(folder, { recursive: true });
});

const at = ({ path }: Pick<Repository, "path">) => ({ folder: path, environment: gitEnvironment });

describe("git's words", () => {
  test.each([
    ["fatal: bad object", "bad object"],
    ["warning: x\nfatal: y\nfatal: z", "y"],
    ["\nremote: no\n", "remote: no"],
    ["", "git gave no reason"],
    [
      "fatal: unable to access 'https://user:pass@host.test/a.git/': 403",
      "unable to access 'https://host.test/a.git/': 403",
    ],
    ["fatal: https://x-access-token:gh@s@host.test/a", "https://host.test/a"],
    ["fatal: https://a:b/c@host.test/", "https://host.test/"],
    ["fatal: git@host.test: denied", "git@host.test: denied"],
    ["fatal: 'https//user:canary@host.test' is no repository", "'host.test' is no repository"],
    ["fatal: unable to look up user:canary@host.test (port 9418)", "unable to look up host.test (port 9418)"],
    ["fatal: unable to access 'https://host.test/a?token=canary/': 403", "unable to access 'https://host.test/a': 403"],
    ["fatal: https://a:b@host.test/a#canary", "https://host.test/a"],
    [`fatal: ${"x".repeat(1000)}`, `${"x".repeat(200)}…`],
  ])("%j", (stderr, words) => {
    expect(complaint(stderr)).toBe(words);
  });

  test("a login behind the cut is gone all the same, and a long line costs no time", () => {
    expect(complaint(`fatal: ${"x".repeat(190)} https://user:s3cret-${"y".repeat(500)}@host.test/`)).not.toContain(
      "s3cret",
    );
    const started = performance.now();
    complaint(`fatal: ${"//@://".repeat(200_000)}`);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe("a repository", () => {
  test("without git", async () => {
    expect(await repositoryAround({ folder, environment: { PATH: folder } })).toBe("git is not on the path");
  });

  test("that is none", async () => {
    expect(await repositoryAround(at({ path: folder }))).toBe("the working folder is in no git repository");
  });

  test("of somebody else", async () => {
    const own = create();
    const environment = { ...gitEnvironment, GIT_TEST_ASSUME_DIFFERENT_OWNER: "1" };
    const around = await repositoryAround({ folder: own.path, environment });
    expect(around).toMatch(/^git does not trust a repository of another user: name it in safe\.directory/);
  });

  test("whose folders have odd names", async () => {
    const own = create();
    own.write({ "a\n b/c/x.yaml": "" });
    expect(await repositoryAround(at({ path: join(own.path, "a\n b/c") }))).toEqual({
      prefix: "a\n b/c/",
      isShallow: false,
    });
  });

  test("that only looks like one, and brings a configuration, is none", async () => {
    const own = create();
    own.write({
      "k8s/HEAD": "ref: refs/heads/main\n",
      "k8s/config": `[core]\n\trepositoryformatversion = 0\n\tbare = true\n[alias]\n\tcat-file = "!touch ran"\n`,
      "k8s/objects/x": "",
      "k8s/refs/x": "",
    });
    expect(typeof (await repositoryAround(at({ path: join(own.path, "k8s") })))).toBe("string");
  });
});

describe("git is given up", () => {
  test("where a remote never answers", async () => {
    const silent = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => silent.once("listening", resolve));
    const address = silent.address();
    const port = typeof address === "object" ? address?.port : 0;
    const limits = { maxBytes: 1000, timeoutMs: 400, network: true };
    const started = performance.now();
    const answer = await git(["ls-remote", `git://127.0.0.1:${port}/x`], at(create()), limits);
    silent.close();
    expect(answer).toEqual({ kind: "failed", code: null, words: "git took longer than 0.4 s" });
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test("where it prints too much", async () => {
    const limits = { maxBytes: 3, timeoutMs: 10_000, network: false };
    expect(await git(["rev-parse", "--git-dir"], at(create()), limits)).toMatchObject({
      kind: "failed",
      words: "git printed more than is read",
    });
  });
});

describe("nothing of a repository runs", () => {
  test("hooks, monitors, filters, text conversions, external diffs", async () => {
    const own = create();
    const ran = join(own.path, "ran");
    const command = `touch ${ran};`;
    own.commit({ "a.yaml": "a: 1\n", ".gitattributes": "*.yaml filter=evil diff=evil merge=evil\n" });
    for (const [key, value] of [
      ["filter.evil.smudge", command],
      ["filter.evil.clean", command],
      ["diff.evil.textconv", command],
      ["diff.evil.command", command],
      ["core.fsmonitor", command],
      ["core.pager", command],
    ] as const)
      own.git("config", key, value);
    own.write({ ".git/hooks/post-index-change": `#!/bin/sh\n${command}\n`, "a.yaml": "a: 2\n" });
    await repositoryAround(at(own));
    const objects = await openObjects(at(own));
    const read = await objects.read("HEAD:a.yaml", 1000);
    objects.close();
    expect(read).toMatchObject({ kind: "object", bytes: Buffer.from("a: 1\n") });
    expect(await git(["merge-base", "HEAD", "HEAD"], at(own))).toMatchObject({ kind: "done" });
    expect(() => readFileSync(ran)).toThrow("ENOENT");
  });
});

describe("objects", () => {
  test("come in the order in which they were asked for, whatever is missing or too large", async () => {
    const own = create();
    const large = "x".repeat(300_000);
    own.commit({ "a.yaml": "a\n\n", "large.yaml": large, empty: "" });
    const objects = await openObjects(at(own));
    const names = ["HEAD:a.yaml", "no such", "HEAD:large.yaml", "HEAD:empty", "a\nb", "HEAD:large.yaml", "HEAD:a.yaml"];
    const read = await Promise.all(names.map((name, index) => objects.read(name, index === 2 ? 1000 : 1_000_000)));
    expect(read.map((one) => (one.kind === "object" ? one.bytes.toString() : one.kind))).toEqual([
      "a\n\n",
      "missing",
      "too-large",
      "",
      "missing",
      large,
      "a\n\n",
    ]);
    objects.close();
    expect(await objects.read("HEAD", 1000)).toEqual({ kind: "failed" });
  });

  test("without git all fail", async () => {
    const objects = await openObjects({ folder, environment: { PATH: folder } });
    expect(await objects.read("HEAD", 1)).toEqual({ kind: "failed" });
  });

  test("who is not spoken to in git's words hears no more", async () => {
    const tools = mkdtempSync(join(folder, "tools-"));
    writeFileSync(join(tools, "git"), `#!/bin/sh\nhead -c 20000 /dev/zero\n`, { mode: 0o755 });
    const objects = await openObjects({ folder, environment: { PATH: `${tools}:/usr/bin:/bin` } });
    expect(await objects.read("HEAD", 1)).toEqual({ kind: "failed" });
  });
});

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { nodeFiles } from "../../src/edges/files.ts";
import { filesOfCommits } from "../../src/edges/pull-request.ts";
import { readRunnerEvent } from "../../src/edges/runner-event.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "pullgate-test-")));
const environment = {
  ...process.env,
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_SYSTEM: "/dev/null",
  GIT_AUTHOR_NAME: "a",
  GIT_AUTHOR_EMAIL: "a@example.test",
  GIT_COMMITTER_NAME: "a",
  GIT_COMMITTER_EMAIL: "a@example.test",
};
const git = (...args: readonly string[]): string =>
  execFileSync("git", args, { cwd: folder, env: environment, encoding: "utf8" }).trim();
let base = "";

beforeAll(() => {
  git("init", "-q");
  mkdirSync(join(folder, ".github"));
  mkdirSync(join(folder, "team"));
  writeFileSync(join(folder, ".pullgate.yaml"), "strict: true\n");
  writeFileSync(join(folder, ".github/pullgate.yaml"), "depth: reference\n");
  writeFileSync(join(folder, "team/:(top)*.yaml"), "odd name\n");
  writeFileSync(join(folder, "large.yaml"), "#".repeat(1024 * 1024 + 1));
  symlinkSync("/etc/passwd", join(folder, "link.yaml"));
  git("add", "-A");
  git("commit", "-q", "-m", "base");
  base = git("rev-parse", "HEAD");
  writeFileSync(join(folder, ".pullgate.yaml"), "fail-on: never\n");
  writeFileSync(join(folder, "new.yaml"), "fail-on: never\n");
  git("add", "-A");
  git("commit", "-q", "-m", "of a fork");
});
afterAll(() => rmSync(folder, { recursive: true }));

const read = async (path: string, commit = base, at = folder) => filesOfCommits(at, environment)(commit, path);
const file = (text: string) => ({ kind: "file", bytes: Buffer.from(text) });

describe("files of the base commit", () => {
  test("are what they were there", async () => {
    expect(await read(".pullgate.yaml")).toEqual(file("strict: true\n"));
    expect(await read(".github/pullgate.yaml")).toEqual(file("depth: reference\n"));
  });

  test("may be named absolutely, or from a folder below", async () => {
    expect(await read(join(folder, ".pullgate.yaml"))).toEqual(file("strict: true\n"));
    expect(await read(":(top)*.yaml", base, join(folder, "team"))).toEqual(file("odd name\n"));
  });

  test("that are not there are absent", async () => {
    expect(await read("new.yaml")).toEqual({ kind: "absent" });
    expect(await read("no/such.yaml")).toEqual({ kind: "absent" });
    expect(await read("*.yaml")).toEqual({ kind: "absent" });
  });

  test.each([
    ["link.yaml", '"link.yaml" is no file there'],
    [".github", '".github" is no file there'],
    ["large.yaml", '"large.yaml" is larger than 1 MiB there'],
    ["../x.yaml", '"../x.yaml" is not inside the working folder'],
    ["/etc/passwd", '"/etc/passwd" is not inside the working folder'],
    [".", '"." is not inside the working folder'],
  ])("%s is not read", async (path, why) => {
    expect(await read(path)).toEqual({ kind: "unread", why });
  });

  test("a commit that git does not have", async () => {
    const reading = await read(".pullgate.yaml", "0".repeat(40));
    expect(reading.kind === "unread" ? reading.why : reading.kind).toContain("git does not have that commit");
  });

  test.each(["HEAD", "--help", "main:x", ""])("%j is handed to nobody", async (commit) => {
    expect(await read(".pullgate.yaml", commit)).toEqual({
      kind: "unread",
      why: "the base commit is no commit's name",
    });
  });

  test("without git there are none", async () => {
    const reading = await filesOfCommits(folder, { PATH: folder })(base, ".pullgate.yaml");
    expect(reading).toEqual({ kind: "unread", why: "git is not on the path" });
  });

  test("git is told to fetch nothing, in the words of every version", async () => {
    const tools = mkdtempSync(join(folder, "tools-"));
    const told = join(tools, "told");
    const script = `#!/bin/sh\nprintf '%s\\n' "$*" "$GIT_NO_LAZY_FETCH" "$GIT_OPTIONAL_LOCKS" "$GIT_TERMINAL_PROMPT" > "${told}"\n`;
    writeFileSync(join(tools, "git"), script, { mode: 0o755 });
    const asked = { ...environment, PATH: tools, GIT_NO_LAZY_FETCH: "0", GIT_TERMINAL_PROMPT: "1" };
    expect(await filesOfCommits(folder, asked)(base, ".pullgate.yaml")).toEqual({ kind: "absent" });
    const [args, ...variables] = readFileSync(told, "utf8").trimEnd().split("\n");
    expect(args).toBe(
      `--no-replace-objects --literal-pathspecs -c core.fsmonitor= -c core.hooksPath=/dev/null -c safe.bareRepository=explicit -c submodule.recurse=false -c protocol.allow=never ls-tree -l -z ${base} -- .pullgate.yaml`,
    );
    expect(variables).toEqual(["1", "0", "0"]);
  });

  test("a shallow checkout fetches the commit that it lacks, and nothing but that", async () => {
    const shallow = join(folder, "shallow");
    git("config", "uploadpack.allowAnySHA1InWant", "true");
    git("clone", "-q", "--depth=1", `file://${folder}`, shallow);
    expect(await read(".pullgate.yaml", base, shallow)).toEqual(file("strict: true\n"));
    expect(git("-C", shallow, "rev-list", "--count", base)).toBe("1");
    const gone = await read(".pullgate.yaml", "1".repeat(40), shallow);
    expect(gone.kind === "unread" ? gone.why : gone.kind).toContain(`check out with "fetch-depth: 0"`);
  });

  test("a partial clone stays as it is: what it lacks is not fetched", async () => {
    const partial = join(folder, "partial");
    git("config", "uploadpack.allowFilter", "true");
    git("clone", "-q", "--no-checkout", "--filter=blob:none", `file://${folder}`, partial);
    const missing = () => git("-C", partial, "rev-list", "--objects", "--missing=print", base).match(/^\?/gm)?.length;
    const before = missing();
    expect(before).toBeGreaterThan(0);
    expect(await read(".pullgate.yaml", base, partial)).toMatchObject({ kind: "unread" });
    expect(missing()).toBe(before);
  });

  test("a replaced object is not taken for the commit's own", async () => {
    const [old, forged] = [git("rev-parse", `${base}:.pullgate.yaml`), git("rev-parse", "HEAD:.pullgate.yaml")];
    git("replace", old, forged);
    try {
      expect(await read(".pullgate.yaml")).toEqual(file("strict: true\n"));
    } finally {
      git("replace", "-d", old);
    }
  });
});

describe("the runner's event", () => {
  const files = nodeFiles(folder);

  test("is name, payload and commit", async () => {
    writeFileSync(join(folder, "event.json"), "{}");
    const event = {
      GITHUB_EVENT_NAME: "pull_request",
      GITHUB_EVENT_PATH: join(folder, "event.json"),
      GITHUB_SHA: "abc",
    };
    expect(await readRunnerEvent(event, files)).toEqual({ name: "pull_request", payload: "{}", sha: "abc" });
  });

  test.each([
    ["outside of a runner", {}, ""],
    ["no path", { GITHUB_EVENT_NAME: "pull_request" }, "pull_request"],
    ["no such file", { GITHUB_EVENT_NAME: "pull_request", GITHUB_EVENT_PATH: "/no/such" }, "pull_request"],
    ["a folder", { GITHUB_EVENT_NAME: "pull_request", GITHUB_EVENT_PATH: folder }, "pull_request"],
  ])("%s", async (_name, given, name) => {
    expect(await readRunnerEvent(given, files)).toEqual({ name, payload: null, sha: "" });
  });
});

// Only what changed, as users meet it: the committed bundles in real checkouts, as people and runners have them.
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openRegistry, type Registry } from "./support/registry/registry.ts";
import { type ServedRegistry, serveRegistry } from "./support/registry/serve.ts";
import { readWorld } from "./support/registry/world.ts";
import { gitEnvironment, repositories, type Repository } from "./support/repository.ts";
import { runAction } from "./support/runner.ts";
import { complaintsIn, createFolder, type Folder, spawnBundle } from "./support/spawn.ts";

const { create, checkout, clone, remove } = repositories();
let registry: Registry;
let served: ServedRegistry;
let web: Repository;

/** What git has to know of, in the bundle's process, too. */
const environment = Object.fromEntries(
  Object.entries(gitEnvironment).flatMap(([name, value]) =>
    name.startsWith("GIT_") && value !== undefined ? [[name, value]] : [],
  ),
);

beforeAll(async () => {
  registry = openRegistry(readWorld({ "good.test": { repositories: { "shop/web": ["1", "2"], "shop/api": ["1"] } } }));
  served = await serveRegistry(registry);
});
afterAll(async () => {
  await served.close();
  remove();
});
beforeEach(() => {
  web = create();
});

function deployment(name: string, image: string): string {
  return served.address(`apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec:
  template:
    spec:
      containers:
        - name: app
          image: good.test/shop/${image}
`);
}

/** A repository as the folder of a bundle's run. */
function folderOf({ path, write }: Repository): Folder {
  return {
    path,
    write: async (name, text) => write({ [name]: text }),
    read: async (name) => (await import("node:fs/promises")).readFile(join(path, name), "utf8"),
    remove: async () => rmSync(path, { recursive: true }),
  };
}

/** Requests that a run sent, as `METHOD path`. */
async function visitsOf(run: () => Promise<unknown>): Promise<readonly string[]> {
  const before = registry.visits.length;
  await run();
  return registry.visits.slice(before).map(({ method, path }) => `${method} ${path}`);
}

async function check(own: Repository, args: readonly string[], expected = 0) {
  const finished = await spawnBundle("cli", { folder: folderOf(own), args, environment });
  expect(finished.code, finished.stderr + finished.stdout).toBe(expected);
  return finished;
}

describe("on the command line", () => {
  test("2,500 files, one tag changed: two requests", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 2500 }, (_, index) => [
        `apps/${index % 50}/${index}.yaml`,
        deployment(`app-${index}`, index % 2 === 0 ? "web:1" : "api:1"),
      ]),
    );
    web.commit(files);
    web.write({ "apps/7/7.yaml": deployment("app-7", "web:2") });
    let stdout = "";
    const visits = await visitsOf(async () => {
      ({ stdout } = await check(web, ["check", "--base", "HEAD", "--depth", "reference", "--format", "json"]));
    });
    expect(visits).toEqual(["HEAD /v2/shop/web/manifests/2"]);
    expect(JSON.parse(stdout)).toMatchObject({ totals: { files: 2500, uses: 1, unchanged: 2499, images: 1 } });
    const whole = await visitsOf(async () => check(web, ["check", "--base", "HEAD"]));
    expect(whole.filter((visit) => visit.includes("/manifests/"))).toHaveLength(2);
  });

  test("nothing changed: 0, without a request, and said", async () => {
    web.commit({ "a.yaml": deployment("web", "web:gone"), "README.md": "x" });
    web.write({ "README.md": "y" });
    const visits = await visitsOf(async () => {
      const { stdout } = await check(web, ["check", "--base", "HEAD"]);
      expect(stdout).toMatch(/^nothing that this change touches starts a pull: .*\(1 unchanged\)\npass: 0 uses/);
    });
    expect(visits).toEqual([]);
    await check(web, ["check"], 1);
    await check(web, ["check", "--base", "none"], 1);
  });

  test("list shows what check would judge", async () => {
    web.commit({ "a.yaml": deployment("web", "web:1") });
    web.write({ "b.yaml": deployment("api", "api:1") });
    const { stdout } = await check(web, ["list", "--base", "HEAD", "--format", "json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      totals: { uses: 1, unchanged: 1 },
      uses: [{ file: "b.yaml", verdict: null }],
    });
  });

  test.each(["nonsense", "--base=--help", "-x", "\u001b[31m"])(
    "a base of %j: everything is judged, and said",
    async (name) => {
      web.commit({ "a.yaml": deployment("web", "web:1") });
      const { stdout, stderr } = await check(web, ["check", `--base=${name}`]);
      expect(stdout).toContain("1 pullable");
      expect(stdout).toMatch(/^everything is judged, because ".*" names no commit of this repository/m);
      expect(stderr).toContain("everything is judged, because");
      expect(stdout + stderr).not.toContain("\u001b");
    },
  );

  test("outside of a repository, and in a workflow, whose event is no concern of the command line", async () => {
    const folder = await createFolder({ "a.yaml": deployment("web", "web:1") });
    const args = ["check", "--base", "main"];
    const { code, stdout } = await spawnBundle("cli", { folder, args, environment });
    await folder.remove();
    expect([code, stdout.split("\n")[0]]).toEqual([
      0,
      "everything is judged, because the working folder is in no git repository",
    ]);
    web.commit({ "a.yaml": deployment("web", "web:1") });
    const event = { ...environment, GITHUB_EVENT_NAME: "merge_group", GITHUB_EVENT_PATH: "/nowhere" };
    const finished = await spawnBundle("cli", { folder: folderOf(web), args: ["check"], environment: event });
    expect([finished.code, complaintsIn(finished.stderr)]).toEqual([0, ""]);
  });
});

describe("as an Action", () => {
  /** `main` has a broken image and goes on; the pull request adds a good one. */
  function pullRequest() {
    const base = web.commit({ "old.yaml": deployment("old", "web:gone"), ".gitignore": "runner/\n" });
    web.git("checkout", "-q", "-b", "feature");
    const head = web.commit({ "new.yaml": deployment("new", "web:1") });
    web.git("checkout", "-q", "main");
    const main = web.commit({ "main.yaml": deployment("main", "web:gone") });
    web.git("checkout", "-q", "--detach");
    web.git("merge", "-q", "--no-ff", "-m", "merge", head);
    return { base, main, head, merge: web.git("rev-parse", "HEAD") };
  }

  /** Runs in a checkout of one commit, under an event. */
  async function run(own: Repository, name: string, payload: unknown, inputs: Readonly<Record<string, string>> = {}) {
    const path = join(own.path, ".git/event.json");
    writeFileSync(path, JSON.stringify(payload));
    return runAction(folderOf(own), inputs, { ...environment, GITHUB_EVENT_NAME: name, GITHUB_EVENT_PATH: path });
  }

  const own = { full_name: "acme/shop" };
  const eventOf = (base: string, head: string, from: unknown = own) => ({
    pull_request: { base: { sha: base, repo: own }, head: { sha: head, repo: from } },
  });

  test("a pull request in the default checkout: only what it touches", async () => {
    const { base, head, merge } = pullRequest();
    const { code, report, summary, stdout } = await run(checkout(web, merge), "pull_request", eventOf(base, head));
    expect(code).toBe(0);
    expect(report).toMatchObject({ totals: { uses: 1, unchanged: 2 }, uses: [{ file: "new.yaml" }] });
    expect(summary).toMatch(/1 of 3 uses is new or changed since \w{7} \(2 unchanged\)/);
    expect(stdout).toMatch(/^1 of 3 uses is new or changed since/m);
  });

  test("a merge group", async () => {
    const { main, merge } = pullRequest();
    const payload = { merge_group: { base_sha: main, head_sha: merge } };
    const { code, report } = await run(checkout(web, merge), "merge_group", payload);
    expect([code, report]).toMatchObject([0, { totals: { uses: 1, unchanged: 2 } }]);
  });

  test("a pull request that touches no manifest says so", async () => {
    const { base, main, merge } = pullRequest();
    web.git("checkout", "-q", "main");
    web.git("checkout", "-q", "-b", "words");
    const head = web.commit({ "README.md": "x" });
    const { code, summary, report } = await run(clone(web, "--branch=words"), "pull_request", eventOf(main, head));
    expect(code).toBe(0);
    expect(summary).toContain("nothing that this change touches starts a pull");
    expect(report).toMatchObject({ outcome: "pass", totals: { uses: 0, unchanged: 2 } });
    expect([base, merge]).not.toContain(head);
  });

  test.each(["push", "schedule", "workflow_dispatch"])("%s judges everything", async (name) => {
    const { merge } = pullRequest();
    const { code, report } = await run(checkout(web, merge), name, {});
    expect([code, report]).toMatchObject([1, { totals: { uses: 3, unchanged: 0 } }]);
  });

  test("base: none judges everything, and a name wins over the event", async () => {
    const { base, main, head, merge } = pullRequest();
    const all = await run(checkout(web, merge), "pull_request", eventOf(base, head), { base: "none" });
    expect([all.code, all.report]).toMatchObject([1, { totals: { uses: 3, unchanged: 0 } }]);
    const named = await run(clone(web), "pull_request", eventOf(main, head), { base: base.slice(0, 10) });
    expect(named.report).toMatchObject({ totals: { unchanged: 1 } });
  });

  test("a base that was force-pushed away: everything, and the remedy", async () => {
    const { head } = pullRequest();
    const event = eventOf("1".repeat(40), head);
    const { code, report, summary, stderr } = await run(checkout(web, head), "pull_request", event);
    expect([code, report]).toMatchObject([1, { totals: { uses: 2, unchanged: 0 } }]);
    for (const text of [summary, stderr])
      expect(text).toMatch(/everything is judged, because git does not have commit 1111111/);
    expect(stderr).toContain('check out with "fetch-depth: 0"');
  });

  test("a fork's settings come from the base, which is fetched", async () => {
    const base = web.commit({
      ".pullgate.yaml": "fail-on: error\n",
      ".gitignore": "runner/\n",
      "a.yaml": deployment("a", "web:1"),
    });
    const head = web.commit({ ".pullgate.yaml": "fail-on: never\n", "b.yaml": deployment("b", "web:gone") });
    const fork = { full_name: "mallory/shop" };
    const runner = checkout(web, head);
    const { code, report, stderr } = await run(runner, "pull_request", eventOf(base, head, fork));
    expect([code, report]).toMatchObject([1, { totals: { uses: 1, unchanged: 1 } }]);
    expect(stderr).toContain(`settings are .pullgate.yaml of the base commit ${base.slice(0, 12)}`);
  });
});

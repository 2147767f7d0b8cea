// What a change touches, on real repositories: what is judged, what is not, and what is said of it.
import { renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { compareWith } from "../support/comparison.ts";
import { repositories, type Repository } from "../support/repository.ts";

const { create, remove } = repositories();
afterAll(remove);

interface Workload {
  readonly name?: string;
  readonly images: readonly string[];
  /** More lines of the pod's spec. */
  readonly spec?: string;
}

function deployment({ name = "web", images, spec = "" }: Workload): string {
  const containers = images.map((image, index) => `        - name: c${index}\n          image: ${image}\n`).join("");
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\n  namespace: shop\nspec:\n  template:\n    spec:\n${spec}      containers:\n${containers}`;
}

const web = (image: string, spec = ""): string => deployment({ images: [image], spec });
const changes = (unchanged: number) => ({ kind: "changes", since: expect.stringMatching(/^[0-9a-f]{7}$/), unchanged });

let own: Repository;
beforeEach(() => {
  own = create();
});

describe("nothing is judged", () => {
  test.each<readonly [string, Record<string, string>, (own: Repository) => void]>([
    ["where nothing has changed", { "a.yaml": web("x:1") }, () => {}],
    ["after a file was renamed", { "a.yaml": web("x:1") }, ({ git }) => git("mv", "a.yaml", "b.yaml")],
    [
      "after a folder was renamed without git's knowledge",
      { "a/x.yaml": web("x:1"), "a/y.yaml": deployment({ name: "y", images: ["y:1"] }) },
      ({ path }) => renameSync(join(path, "a"), join(path, "b")),
    ],
    [
      "after containers changed places",
      { "a.yaml": deployment({ images: ["x:1", "y:1"] }) },
      ({ write }) =>
        write({
          "a.yaml": deployment({ images: ["x:1", "y:1"] }).replace(/( +- name: c0\n.+\n)( +- name: c1\n.+\n)/, "$2$1"),
        }),
    ],
    [
      "after lines above were added, and other fields changed",
      { "a.yaml": web("x:1") },
      ({ write }) =>
        write({ "a.yaml": `# one\n\n# two\n${web('"x:1" # three').replace("spec:\n", "spec:\n  replicas: 3\n")}` }),
    ],
    [
      "after a new version of the API",
      { "a.yaml": web("x:1").replace("apps/v1", "extensions/v1beta1") },
      ({ write }) => write({ "a.yaml": web("x:1").replace("apps/v1", "extensions/v1beta2") }),
    ],
    [
      "after line ends changed",
      { "a.yaml": web("x:1") },
      ({ write }) => write({ "a.yaml": web("x:1").replaceAll("\n", "\r\n") }),
    ],
    [
      "after one of two was deleted",
      { "a.yaml": web("x:1"), "b.yaml": deployment({ name: "b", images: ["b:1"] }) },
      ({ write }) => write({ "b.yaml": null }),
    ],
    [
      "after overlays of one name were renamed together",
      { "dev/web.yaml": web("x:1-dev"), "prod/web.yaml": web("x:1") },
      ({ git }) => {
        git("mv", "dev", "development");
        git("mv", "prod", "production");
      },
    ],
    [
      "after rules and strictness changed",
      { "a.yaml": web("x:1"), ".pullgate.yaml": "strict: false\n" },
      ({ write }) =>
        write({ ".pullgate.yaml": "strict: true\nfail-on: never\nrules: { tag-missing: warning }\ntimeout: 1m\n" }),
    ],
  ])("%s", async (_, files, change) => {
    own.commit(files);
    change(own);
    const { judged, scope } = await compareWith(own);
    expect(judged).toEqual([]);
    expect(scope).toMatchObject({ kind: "changes" });
  });
});

describe("what is judged", () => {
  test("a new tag, and nothing beside it", async () => {
    own.commit({
      "a.yaml": deployment({ images: ["x:1", "y:1"] }),
      "b.yaml": deployment({ name: "b", images: ["b:1"] }),
    });
    own.write({ "a.yaml": deployment({ images: ["x:1", "y:2"] }) });
    const { judged, scope, comparison } = await compareWith(own);
    expect(judged).toEqual(["a.yaml y:2"]);
    expect(scope).toEqual(changes(2));
    expect([...(comparison?.before ?? [])].map(([now, before]) => [now.image, before.image])).toContainEqual([
      "y:2",
      "y:1",
    ]);
  });

  test("untracked files, staged and committed ones alike", async () => {
    const base = own.commit({ "a.yaml": web("x:1"), ".gitignore": "rendered/\n" });
    own.commit({ "committed.yaml": deployment({ name: "c", images: ["c:1"] }) });
    own.write({
      "staged.yaml": deployment({ name: "s", images: ["s:1"] }),
      "untracked.yaml": deployment({ name: "u", images: ["u:1"] }),
      "rendered/ignored.yaml": deployment({ name: "i", images: ["i:1"] }),
    });
    own.git("add", "staged.yaml");
    const { judged, scope } = await compareWith(own, { wish: { kind: "revision", name: base } });
    expect(judged).toEqual([
      "committed.yaml c:1",
      "rendered/ignored.yaml i:1",
      "staged.yaml s:1",
      "untracked.yaml u:1",
    ]);
    expect(scope).toEqual(changes(1));
  });

  test("one overlay of two with the same workload", async () => {
    own.commit({ "dev/web.yaml": web("x:1"), "prod/web.yaml": web("x:1") });
    own.write({ "prod/web.yaml": web("x:2") });
    expect(await compareWith(own)).toMatchObject({ judged: ["prod/web.yaml x:2"], scope: changes(1) });
  });

  test("a third copy of what is there twice", async () => {
    own.commit({ "a.yaml": web("x:1"), "b.yaml": web("x:1") });
    own.write({ "c.yaml": web("x:1") });
    expect(await compareWith(own)).toMatchObject({ judged: ["c.yaml x:1"], scope: changes(2) });
  });

  test("an image that another workload had before", async () => {
    own.commit({ "a.yaml": web("x:1") });
    own.write({ "a.yaml": deployment({ name: "other", images: ["x:1"] }) });
    expect((await compareWith(own)).judged).toEqual(["a.yaml x:1"]);
  });

  test("objects without a name are told apart by their files", async () => {
    const nameless = web("x:1").replace("  name: web\n", "");
    own.commit({ "a.yaml": nameless });
    own.git("mv", "a.yaml", "b.yaml");
    expect((await compareWith(own)).judged).toEqual(["b.yaml x:1"]);
  });

  test.each([
    ["a pull policy", "x:1", "x:1\n          imagePullPolicy: Never"],
    ["a pull secret", "x:1", "x:1\n      imagePullSecrets: [{ name: regcred }]"],
    ["a service account", "x:1", "x:1\n      serviceAccountName: builder"],
    ["a node selector", "x:1", "x:1\n      nodeSelector: { kubernetes.io/arch: arm64 }"],
  ])("%s", async (_, before, after) => {
    own.commit({ "a.yaml": web(before), "b.yaml": deployment({ name: "b", images: ["b:1"] }) });
    own.write({ "a.yaml": web(after) });
    expect((await compareWith(own)).judged).toEqual(["a.yaml x:1"]);
  });

  test("uses whose service account has another pull secret now; all accounts stay known", async () => {
    const account = (secret: string): string =>
      `apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: default, namespace: shop }\nimagePullSecrets: [{ name: ${secret} }]\n`;
    own.commit({ "a.yaml": web("x:1"), "account.yaml": account("old") });
    expect((await compareWith(own)).extraction.serviceAccounts).toHaveLength(1);
    own.write({ "account.yaml": account("new") });
    expect((await compareWith(own)).judged).toEqual(["a.yaml x:1"]);
  });

  test("uses that a kustomization begins to replace", async () => {
    own.commit({ "a.yaml": web("x:1") });
    own.write({ "kustomization.yaml": "images: [{ name: x, newTag: '2' }]\n" });
    const { extraction } = await compareWith(own);
    expect(extraction.uses.filter(({ image }) => image === "x:1")).toHaveLength(1);
  });
});

describe("settings", () => {
  test.each([
    ["a platform more", "platform: [linux/amd64, linux/arm64]"],
    ["a depth", "depth: blobs"],
    ["a containerd", 'containerd: "1.7"'],
  ])("%s is for every use that doesn't say itself", async (_, text) => {
    own.commit({ "a.yaml": web("x:1"), "b.yaml": deployment({ name: "b", images: ["b:1"] }) });
    own.write({ ".pullgate.yaml": text });
    expect((await compareWith(own)).judged).toEqual(["a.yaml x:1", "b.yaml b:1"]);
  });

  test("a platform more is nothing to what names its nodes", async () => {
    own.commit({
      "a.yaml": web("x:1", "      nodeSelector: { kubernetes.io/os: linux, kubernetes.io/arch: arm64 }\n"),
    });
    own.write({ ".pullgate.yaml": "platform: [linux/amd64, linux/arm64]" });
    expect((await compareWith(own)).judged).toEqual([]);
  });

  test("a private registry less is for its images alone", async () => {
    own.commit({
      "a.yaml": deployment({ images: ["in.corp.test/x:1", "out.test/y:1"] }),
      ".pullgate.yaml": 'private-registries: ["*.corp.test"]',
    });
    own.write({ ".pullgate.yaml": "private-registries: []" });
    expect((await compareWith(own)).judged).toEqual(["a.yaml in.corp.test/x:1"]);
  });

  test("what was excluded before is new", async () => {
    own.commit({
      "a.yaml": web("x:1"),
      "b.yaml": deployment({ name: "b", images: ["b:1"] }),
      ".pullgate.yaml": "exclude: [b.yaml]",
    });
    own.write({ ".pullgate.yaml": "exclude: []" });
    expect((await compareWith(own)).judged).toEqual(["b.yaml b:1"]);
    expect((await compareWith(own, { flags: { exclude: ["x"] } })).judged).toEqual([]);
  });

  test("that are broken in the base are taken from today, and that is said", async () => {
    own.commit({ "a.yaml": web("x:1"), ".pullgate.yaml": "dept: x" });
    own.write({ ".pullgate.yaml": "depth: blobs" });
    const { judged, logged } = await compareWith(own);
    expect(judged).toEqual([]);
    expect(logged).toEqual([
      expect.stringMatching(
        /^the settings of commit \w{7} can't be read, so that today's are taken for its own: \.pullgate\.yaml:1: unknown key "dept"/,
      ),
    ]);
  });

  test("that were two files, a link, no text", async () => {
    own.commit({ "a.yaml": web("x:1"), ".pullgate.yaml": "depth: blobs", ".github/pullgate.yaml": "depth: blobs" });
    own.write({ ".pullgate.yaml": null });
    expect((await compareWith(own)).logged).toEqual([expect.stringContaining("two settings files")]);
    own.write({ ".pullgate.yaml": Buffer.from([0xff, 0xfe]), ".github/pullgate.yaml": null });
    own.commit();
    own.write({ ".pullgate.yaml": "depth: blobs" });
    expect((await compareWith(own)).logged).toEqual([expect.stringContaining("not UTF-8")]);
  });

  test("of a file that somebody names, and of one outside of the repository", async () => {
    own.commit({ "a.yaml": web("x:1"), "ci/gate.yaml": "depth: blobs" });
    own.write({ "ci/gate.yaml": "depth: reference", "ci/new.yaml": "depth: blobs" });
    expect((await compareWith(own, { flags: { config: ["ci/gate.yaml"] } })).judged).toEqual(["a.yaml x:1"]);
    expect((await compareWith(own, { flags: { config: ["ci/new.yaml"] } })).judged).toEqual(["a.yaml x:1"]);
    const outside = join(create().path, "gate.yaml");
    writeFileSync(outside, "depth: blobs");
    expect(await compareWith(own, { flags: { config: [outside] } })).toMatchObject({ judged: [], logged: [] });
  });

  test("of a fork's pull request are the base's, on both sides", async () => {
    own.commit({ "a.yaml": web("x:1"), ".pullgate.yaml": "depth: blobs" });
    own.write({ ".pullgate.yaml": "depth: reference" });
    const origin = { kind: "base-commit", commit: own.git("rev-parse", "HEAD"), because: "x" } as const;
    expect((await compareWith(own, { origin })).judged).toEqual([]);
  });
});

describe("paths", () => {
  test("below the repository's root, beside the working folder, with odd names", async () => {
    own.commit({
      "apps/web/a.yaml": web("x:1"),
      "apps/web/b \n c.yaml": deployment({ name: "b", images: ["b:1"] }),
      "other/c.yaml": deployment({ name: "c", images: ["c:1"] }),
    });
    own.write({ "other/c.yaml": deployment({ name: "c", images: ["c:2"] }) });
    const flags = { paths: [".", "../../other/**"] };
    expect(await compareWith(own, { folder: "apps/web", flags })).toMatchObject({
      judged: ["../../other/c.yaml c:2"],
      scope: changes(2),
    });
    expect(await compareWith(own, { folder: "apps/web" })).toMatchObject({ judged: [], scope: changes(2) });
  });

  test("outside of the repository, and standard input, are all new", async () => {
    own.commit({ "a.yaml": web("x:1") });
    const beside = create();
    beside.write({ "b.yaml": deployment({ name: "b", images: ["b:1"] }) });
    const flags = { paths: ["a.yaml", join(own.path, "a.yaml"), join(beside.path, "b.yaml"), "-"] };
    const { judged, scope } = await compareWith(own, { flags, stdin: web("x:1") });
    expect(judged).toEqual(["- x:1", expect.stringMatching(/b\.yaml b:1$/)]);
    expect(scope).toEqual(changes(1));
  });

  test("that the base didn't have", async () => {
    own.commit({ "a.yaml": web("x:1") });
    own.write({ "new/b.yaml": deployment({ name: "b", images: ["b:1"] }) });
    expect((await compareWith(own, { flags: { paths: ["a.yaml", "new"] } })).judged).toEqual(["new/b.yaml b:1"]);
  });

  test("that are gone are a mistake, as ever", async () => {
    own.commit({ "a.yaml": web("x:1"), "gone/b.yaml": web("x:1") });
    own.write({ gone: null });
    await expect(compareWith(own, { flags: { paths: ["a.yaml", "gone"] } })).rejects.toMatchObject({ name: "Mistake" });
  });

  test("with templates of a chart in the base", async () => {
    const chart = { "chart/Chart.yaml": "name: web\n", "chart/templates/a.yaml": web("x:1") };
    own.commit({ ...chart, "a.yaml": web("x:1") });
    own.write({ "chart/Chart.yaml": null });
    const { judged, scope } = await compareWith(own);
    expect(judged).toEqual(["chart/templates/a.yaml x:1"]);
    expect(scope).toEqual(changes(1));
  });
});

describe("what can't be read", () => {
  const broken = `${web("x:1")}  }: [\n`;

  test("was so before: no finding of this change, wherever it is now", async () => {
    own.commit({
      "a.yaml": web("x:1"),
      "bad.yaml": broken,
      "moved.yaml": `# other\n${broken}`,
      "b.yaml": Buffer.from([0, 1]),
    });
    own.git("mv", "moved.yaml", "elsewhere.yaml");
    own.write({ "a.yaml": web("x:2") });
    const { extraction, judged, logged } = await compareWith(own);
    expect(judged).toEqual(["a.yaml x:2"]);
    expect(extraction.problems).toEqual([]);
    expect(logged).toEqual([]);
  });

  test("is new: in a new file, and on another line", async () => {
    own.commit({ "a.yaml": web("x:1"), "bad.yaml": broken });
    own.write({ "bad.yaml": `${broken}---\n${broken.replaceAll("}: [", "}: [[")}`, "new.yaml": broken });
    const { extraction } = await compareWith(own);
    expect(extraction.problems.map(({ span }) => span.file.path)).toEqual(["bad.yaml", "new.yaml"]);
  });

  test("in the base alone: what is there now is new, and that is said", async () => {
    own.commit({ "a.yaml": broken, "b.yaml": deployment({ name: "b", images: ["b:1"] }) });
    own.write({ "a.yaml": web("x:1") });
    const { judged, logged } = await compareWith(own);
    expect(judged).toEqual(["a.yaml x:1"]);
    expect(logged).toEqual([
      expect.stringMatching(
        /^what stands there now is judged as new, because it could not be read in commit \w{7}: a\.yaml:\d+: the YAML can't be parsed/,
      ),
    ]);
  });

  test("of a link that leads nowhere, or back to where it stands in", async () => {
    own.commit({ "a.yaml": web("x:1") });
    symlinkSync("nowhere.yaml", join(own.path, "link.yaml"));
    symlinkSync(".", join(own.path, "loop"));
    expect((await compareWith(own)).extraction.problems).toHaveLength(2);
    own.commit();
    expect((await compareWith(own)).extraction.problems).toEqual([]);
  });
});

describe("nothing to judge", () => {
  test("no manifest, now as before: no mistake, and it is said", async () => {
    own.commit({
      "README.md": "x",
      "b.json": Buffer.from([0, 1]),
      "chart/Chart.yaml": "x: 1",
      "chart/templates/a.yaml": web("x:1"),
    });
    const { judged, scope, logged } = await compareWith(own);
    expect(judged).toEqual([]);
    expect(scope).toEqual(changes(0));
    expect(logged).toEqual([
      'no Kubernetes manifest found in ".": name the folders that hold them, or pipe rendered manifests to `pullgate check -` (it was so before this change, too)',
    ]);
  });

  test("all manifests went, or what is new can't be read: a mistake", async () => {
    own.commit({ "a.yaml": web("x:1"), "README.md": "x" });
    own.write({ "a.yaml": null });
    await expect(compareWith(own)).rejects.toMatchObject({ name: "Mistake" });
    own.commit();
    own.write({ "b.yaml": Buffer.from([0, 1]) });
    await expect(compareWith(own)).rejects.toMatchObject({ name: "Mistake" });
  });
});

describe("submodules", () => {
  test("unchanged, dirty, moved on", async () => {
    const module = create();
    module.commit({ "web.yaml": web("x:1"), "b.yaml": deployment({ name: "b", images: ["b:1"] }) });
    own.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", `file://${module.path}`, "apps");
    own.commit({ "c.yaml": deployment({ name: "c", images: ["c:1"] }) });
    expect(await compareWith(own)).toMatchObject({ judged: [], scope: changes(3) });
    own.write({ "apps/web.yaml": web("x:2") });
    expect(await compareWith(own)).toMatchObject({ judged: ["apps/web.yaml x:2"], scope: changes(2) });
    own.git("-C", "apps", "commit", "-qam", "next");
    expect(await compareWith(own)).toMatchObject({ judged: ["apps/web.yaml x:2"], scope: changes(2), logged: [] });
    const base = own.git("rev-parse", "HEAD");
    own.commit();
    expect(await compareWith(own, { wish: { kind: "revision", name: base } })).toMatchObject({
      judged: ["apps/web.yaml x:2"],
    });
  });
});

describe("reading", () => {
  test("of the base is only of files that have changed, line ends aside", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [
        `apps/${index % 20}/${index}.yaml`,
        deployment({ name: `app-${index}`, images: [`x:${index}`] }),
      ]),
    );
    own.commit(files);
    own.write({
      "apps/7/7.yaml": deployment({ name: "app-7", images: ["x:new"] }),
      "apps/8/8.yaml": deployment({ name: "app-8", images: ["x:8"] }).replaceAll("\n", "\r\n"),
    });
    const { judged, scope, readOfBase } = await compareWith(own);
    expect(judged).toEqual(["apps/7/7.yaml x:new"]);
    expect(scope).toEqual(changes(299));
    expect(readOfBase).toEqual(["apps/7/7.yaml"]);
  });

  test("autocrlf: the disk has other bytes than git, and nothing has changed", async () => {
    own.commit({ "a.yaml": web("x:1") });
    own.git("config", "core.autocrlf", "true");
    own.write({ "a.yaml": null });
    own.git("checkout", "-q", "--", "a.yaml");
    const { judged, readOfBase } = await compareWith(own);
    expect([judged, readOfBase]).toEqual([[], []]);
  });
});

describe("the base can't be had", () => {
  test("everything is judged, and why is told once", async () => {
    own.commit({ "a.yaml": web("x:1") });
    const because = '"no\nsuch" names no commit of this repository: fetch it before, or correct the name';
    expect(await compareWith(own, { wish: { kind: "revision", name: "no\nsuch" } })).toMatchObject({
      judged: ["a.yaml x:1"],
      scope: { kind: "everything", because },
      comparison: null,
      logged: [`everything is judged, because ${because}`],
    });
  });

  test("a folder that it names is damaged", async () => {
    own.commit({ "a/a.yaml": web("x:1") });
    const tree = own.git("rev-parse", "HEAD:a");
    own.write({ [`.git/objects/${tree.slice(0, 2)}/${tree.slice(2)}`]: null });
    const { judged, scope } = await compareWith(own);
    expect(judged).toEqual(["a/a.yaml x:1"]);
    expect(scope).toEqual({
      kind: "everything",
      because: expect.stringMatching(/^git can't read all of commit \w{7}$/),
    });
  });
});

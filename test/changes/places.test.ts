// Where a change may be: settings, paths and working folders that were others in the base.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { compareWith, deployment, web } from "../support/comparison.ts";
import { repositories, type Repository } from "../support/repository.ts";

const { create, remove } = repositories();
afterAll(remove);

const matching = (words: RegExp): unknown => expect.stringMatching(words);
const changes = (unchanged: number) => ({ kind: "changes", since: matching(/^[0-9a-f]{7}$/), unchanged });

let own: Repository;
beforeEach(() => {
  own = create();
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

  test("that are broken in the base may have been any: everything is judged, and that is said", async () => {
    own.commit({ "a.yaml": web("x:1"), ".pullgate.yaml": "dept: x" });
    own.write({ ".pullgate.yaml": "depth: manifest" });
    const { judged, logged, scope } = await compareWith(own);
    expect(judged).toEqual(["a.yaml x:1"]);
    const because: unknown = expect.stringMatching(
      /^the settings of commit \w{7} can't be read, and may have been others: \.pullgate\.yaml:1: unknown key "dept"/,
    );
    expect(scope).toEqual({ kind: "everything", because });
    expect(logged).toEqual([expect.stringContaining("everything is judged, because the settings of commit")]);
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

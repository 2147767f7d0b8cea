// What can't be read: manifests of either side, the base itself, nothing at all; and what is not read twice.
import { symlinkSync } from "node:fs";
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
      because: matching(/^git can't read all of commit \w{7}$/),
    });
  });
});

// What a change touches, on real repositories: which uses are judged, and which are not.
import { renameSync } from "node:fs";
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
      "after a kustomization, which has no name, was moved",
      { "dev/kustomization.yaml": "images: [{ name: x, newTag: v1 }]\n", "a.yaml": web("y:1") },
      ({ git }) => {
        git("mv", "dev", "development");
      },
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
      "after settings changed that bear on no verdict",
      { "a.yaml": web("x:1"), ".pullgate.yaml": "timeout: 2m\n" },
      ({ write }) => write({ ".pullgate.yaml": "fail-on: never\ntimeout: 1m\n" }),
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
    const { judged, scope } = await compareWith(own);
    expect(judged).toEqual(["a.yaml y:2"]);
    expect(scope).toEqual(changes(2));
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

  test("what has no name and was moved, with another image in it", async () => {
    const nameless = (image: string): string => web(image).replace("  name: web\n", "");
    own.commit({ "a.yaml": nameless("x:1"), "c.yaml": nameless("y:1") });
    own.git("mv", "a.yaml", "b.yaml");
    expect((await compareWith(own)).judged).toEqual([]);
    own.write({ "b.yaml": nameless("y:1") });
    expect((await compareWith(own)).judged).toEqual(["b.yaml y:1"]);
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
    const { extraction, whole } = await compareWith(own);
    expect([extraction.serviceAccounts.length, whole.serviceAccounts.length]).toEqual([0, 1]);
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

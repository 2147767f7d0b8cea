// A commit's files, as if they were on the disk: the same names, kinds, bytes and failures.
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commitFiles } from "../../src/edges/commit-files.ts";
import type { CommitFiles } from "../../src/edges/edges.ts";
import { nodeFiles } from "../../src/edges/files.ts";
import { openObjects } from "../../src/edges/objects.ts";
import { gitEnvironment, repositories, type Repository } from "../support/repository.ts";

const { create, clone, remove } = repositories();
const opened: CommitFiles[] = [];
afterAll(() => {
  for (const files of opened) files.close();
  remove();
});

async function filesOf(repository: Repository, commit: string, prefix = ""): Promise<CommitFiles> {
  const place = { folder: join(repository.path, prefix), environment: gitEnvironment };
  const objects = await openObjects({ ...place, folder: repository.path });
  const files = commitFiles(commit, objects, { ...place, prefix, disk: nodeFiles(place.folder) });
  opened.push(files);
  return files;
}

const text = async (files: CommitFiles, path: string): Promise<string> => {
  const read = await files.read(path);
  return "bytes" in read ? read.bytes.toString() : read.code;
};
const names = async (files: CommitFiles, path: string): Promise<readonly string[]> => {
  const listed = await files.list(path);
  return "entries" in listed ? listed.entries.map(({ name, kind }) => `${kind} ${name}`).sort() : [listed.code];
};

describe("a commit's files", () => {
  const own = create();
  let files: CommitFiles;
  let commit = "";

  beforeAll(async () => {
    own.write({
      "k8s/a.yaml": "a: 1\n",
      "k8s/deep/er/b.yaml": "b: 1\r\n",
      "k8s/with space\nand more.yaml": "c: 1\n",
      "k8s/tool.yaml": "d: 1\n",
      "large.yaml": "#".repeat(5000),
      "gone/x.yaml": "x: 1\n",
    });
    writeFileSync(
      Buffer.concat([Buffer.from(`${own.path}/k8s/`), Buffer.from([0xff]), Buffer.from(".yaml")]),
      "n: 1\n",
    );
    symlinkSync("a.yaml", join(own.path, "k8s/link.yaml"));
    symlinkSync("../k8s/deep", join(own.path, "k8s/folder"));
    symlinkSync("/etc/passwd", join(own.path, "k8s/out.yaml"));
    symlinkSync("../../../../etc/passwd", join(own.path, "k8s/up.yaml"));
    symlinkSync("loop.yaml", join(own.path, "k8s/loop.yaml"));
    symlinkSync("..", join(own.path, "k8s/deep/back"));
    symlinkSync("nowhere", join(own.path, "k8s/broken.yaml"));
    own.git("update-index", "--add", "--chmod=+x", "k8s/tool.yaml");
    commit = own.commit();
    own.commit({ "k8s/a.yaml": "a: 2\n", gone: null });
    own.write({ "k8s/new.yaml": "new: 1\n" });
    files = await filesOf(own, commit);
  });

  test("are listed as the disk lists them", async () => {
    own.git("stash", "-q", "-u");
    own.git("checkout", "-q", commit);
    const disk = nodeFiles(own.path);
    for (const folder of [".", "k8s", "k8s/deep", "k8s/folder", "k8s/deep/back"]) {
      const listed = await disk.list(folder);
      const there = "entries" in listed ? listed.entries.filter(({ name }) => name !== ".git") : [];
      expect(await names(files, folder)).toEqual(there.map(({ name, kind }) => `${kind} ${name}`).sort());
    }
    for (const path of [
      "k8s",
      "k8s/a.yaml",
      "k8s/link.yaml",
      "k8s/loop.yaml",
      "k8s/broken.yaml",
      "no",
      "k8s/a.yaml/x",
    ]) {
      const seen = await disk.look(path);
      expect(await files.look(path), path).toEqual("kind" in seen ? { kind: seen.kind, size: 0 } : seen);
      const real = await disk.real?.(path);
      expect(await files.real?.(path), path).toBe(real === null ? null : real?.slice(own.path.length));
    }
    own.git("checkout", "-q", "main");
    own.git("stash", "pop", "-q");
  });

  test.each([
    ["k8s/a.yaml", "a: 1\n"],
    ["./k8s/../k8s/a.yaml", "a: 1\n"],
    ["k8s/deep/er/b.yaml", "b: 1\r\n"],
    ["k8s/with space\nand more.yaml", "c: 1\n"],
    ["k8s/tool.yaml", "d: 1\n"],
    ["gone/x.yaml", "x: 1\n"],
    ["k8s/link.yaml", "a: 1\n"],
    ["k8s/folder/er/b.yaml", "b: 1\r\n"],
    ["k8s/new.yaml", "ENOENT"],
    ["k8s", "EISDIR"],
    ["k8s/out.yaml", "ENOENT"],
    ["k8s/up.yaml", "ENOENT"],
    ["k8s/loop.yaml", "ELOOP"],
    ["k8s/broken.yaml", "ENOENT"],
    ["k8s/\uFFFD.yaml", "ENOENT"],
    ["/etc/passwd", "ENOENT"],
    ["../x.yaml", "ENOENT"],
    [".git/config", "ENOENT"],
  ])("%j is %j", async (path, expected) => {
    expect(await text(files, path)).toBe(expected);
  });

  test("have a limit, and an absolute path", async () => {
    expect(await files.read("large.yaml", 4999)).toEqual({ code: "EFBIG" });
    expect(await text(files, join(own.path, "k8s/a.yaml"))).toBe("a: 1\n");
  });

  test("have git's name for their bytes", async () => {
    expect(await files.idOf("k8s/a.yaml")).toBe(own.git("rev-parse", `${commit}:k8s/a.yaml`));
    for (const path of ["k8s", "no", "k8s/\uFFFD.yaml", "../x"]) expect(await files.idOf(path), path).toBeNull();
  });

  test("are seen from a folder below the root", async () => {
    const below = await filesOf(own, commit, "k8s/");
    expect(await text(below, "a.yaml")).toBe("a: 1\n");
    expect(await text(below, "../large.yaml")).toHaveLength(5000);
    expect(await names(below, "deep/er")).toEqual(["file b.yaml"]);
    expect([below.holds("../large.yaml"), below.holds("../../x"), below.holds("/etc")]).toEqual([true, false, false]);
  });

  test("of a folder that the commit doesn't have", async () => {
    mkdirSync(join(own.path, "fresh"), { recursive: true });
    const below = await filesOf(own, commit, "fresh/");
    expect(await names(below, ".")).toEqual(["ENOENT"]);
    expect(below.lost()).toBeNull();
  });

  test("of SHA-256 repositories are named by it", async () => {
    const longer = create();
    longer.git("init", "-q", "--object-format=sha256", "sub");
    const sub = { ...longer, path: join(longer.path, "sub") };
    longer.write({ "sub/a.yaml": "a: 1\n" });
    longer.git("-C", "sub", "add", "-A");
    longer.git("-C", "sub", "commit", "-q", "-m", "x");
    const long = await filesOf(sub, longer.git("-C", "sub", "rev-parse", "HEAD"));
    expect(await text(long, "a.yaml")).toBe("a: 1\n");
    expect(await long.idOf("a.yaml")).toHaveLength(64);
  });

  test("of a commit that is gone, or behind a git that is, are not to be relied on", async () => {
    const missing = await filesOf(own, "1".repeat(40));
    expect(await names(missing, ".")).toEqual([]);
    expect(missing.lost()).toBe("git can't read all of commit 1111111");
    const closed = await filesOf(own, commit);
    closed.close();
    await names(closed, ".");
    expect(closed.lost()).not.toBeNull();
  });
});

test("a partial clone gives what it has, and fetches nothing", async () => {
  const origin = create();
  origin.git("config", "uploadpack.allowFilter", "true");
  const old = origin.commit({ "a.yaml": "a: 1\n", "b.yaml": "b: 1\n" });
  origin.commit({ "a.yaml": "a: 2\n" });
  const partial = clone(origin, "--filter=blob:none");
  const files = await filesOf(partial, old);
  expect(await files.idOf("a.yaml")).toBe(origin.git("rev-parse", `${old}:a.yaml`));
  expect(await text(files, "a.yaml")).toBe("EIO");
  expect(partial.git("rev-list", "--objects", "--missing=print", old)).toMatch(/^\?/m);
});

describe("submodules", () => {
  const module = create();
  const first = module.commit({ "web.yaml": "web: 1\n" });
  const second = module.commit({ "web.yaml": "web: 2\n" });
  const own = create();
  own.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", `file://${module.path}`, "apps/web");
  own.git("-C", "apps/web", "checkout", "-q", first);
  const commit = own.commit();
  own.git("-C", "apps/web", "checkout", "-q", second);

  test("are read from their own repository, as the commit names them", async () => {
    const files = await filesOf(own, commit);
    expect(await names(files, "apps")).toEqual(["folder web"]);
    expect(await names(files, "apps/web")).toEqual(["file web.yaml"]);
    expect(await text(files, "apps/web/web.yaml")).toBe("web: 1\n");
    expect(files.notes()).toEqual([]);
    const below = await filesOf(own, commit, "apps/");
    expect(await text(below, "web/web.yaml")).toBe("web: 1\n");
  });

  test("that are not checked out are empty, here and there", async () => {
    const bare = clone(own);
    const files = await filesOf(bare, commit);
    expect(await names(files, "apps/web")).toEqual([]);
    expect([files.notes(), files.lost()]).toEqual([[], null]);
  });

  test("that don't have the commit are empty, and that is said", async () => {
    const shallow = clone(own);
    shallow.git("clone", "-q", "--depth=1", `file://${module.path}`, "apps/web");
    const files = await filesOf(shallow, commit);
    expect(await names(files, "apps/web")).toEqual([]);
    expect(files.lost()).toBeNull();
    expect(files.notes()).toEqual([
      expect.stringMatching(
        /^everything in the submodule "apps\/web" is judged, because it does not have commit \w{7}/,
      ),
    ]);
  });
});

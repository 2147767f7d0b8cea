// The folder that content is kept in: what it gives back, one that can't be used, and several runs in one at once.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { largestPiece } from "../../src/edges/store-reading.ts";
import { piece } from "./pieces.ts";
import { base, contentFile, filesIn, folderWith, indexFile, newFolder, one, open } from "./stores.ts";

describe("what is kept", () => {
  test("is there in the next run, and in this one at once", async () => {
    const store = open();
    expect(await store.get(one.digest, "manifest")).toBeNull();
    store.put(one.digest, "manifest", one.body);
    expect(await store.get(one.digest, "manifest")).toEqual(one.body);
    await store.close();
    const next = open(store.folder);
    expect(await next.get(one.digest, "manifest")).toEqual(one.body);
    expect(await next.get(one.digest, "config")).toBeNull();
    expect(await next.get(piece(2).digest, "manifest")).toBeNull();
    expect([...store.logged, ...next.logged]).toEqual([]);
    expect(filesIn(store.folder)).toHaveLength(2);
    expect(existsSync(join(store.folder, indexFile)) && existsSync(join(store.folder, contentFile))).toBe(true);
  });

  test("stands in a folder seen from the working folder, which is made late", async () => {
    const store = open("deep/er/cache");
    await store.get(one.digest, "manifest");
    await store.close();
    expect(existsSync(join(base, "deep"))).toBe(false);
    const writing = open("deep/er/cache");
    writing.put(one.digest, "manifest", one.body);
    await writing.close();
    expect(existsSync(join(base, "deep/er/cache", contentFile))).toBe(true);
  });

  test("a config is what the caller says it is, beside a manifest of the same digest", async () => {
    const store = open();
    store.put(one.digest, "config", Buffer.from("{}"));
    store.put(one.digest, "manifest", one.body);
    await store.close();
    const next = open(store.folder);
    expect(String(await next.get(one.digest, "config"))).toBe("{}");
    expect(await next.get(one.digest, "manifest")).toEqual(one.body);
  });

  test("nothing that is too large, nothing by another algorithm, and nothing after the end", async () => {
    const store = open();
    const large = piece(2, largestPiece + 1);
    store.put(large.digest, "manifest", large.body);
    store.put(`sha512:${"a".repeat(128)}`, "manifest", one.body);
    store.put("sha256:../../etc", "manifest", one.body);
    await store.close();
    store.put(one.digest, "manifest", one.body);
    await store.close();
    expect(filesIn(store.folder)).toEqual([]);
    expect(await store.get("sha256:../../etc", "manifest")).toBeNull();
  });
});

describe("a folder that can't be used: told once, and the run goes on", () => {
  test.for<readonly [string, () => string, string]>([
    ["a file in its place", () => join(base, "a-file"), "ENOTDIR"],
    ["a path below a file", () => join(base, "a-file/cache"), "ENOTDIR"],
    ["where no folder can be made", () => "/proc/pullgate/cache", "ENOENT"],
    ["a folder that takes no other", () => "/proc/self", "ENOENT"],
  ])("%s", async ([, folder, code]) => {
    writeFileSync(join(base, "a-file"), "x");
    const store = open(folder());
    expect(await store.get(one.digest, "manifest")).toBeNull();
    for (const number of [1, 2, 3]) store.put(piece(number).digest, "manifest", piece(number).body);
    await store.close();
    expect(await store.get(one.digest, "manifest")).toBeNull();
    expect(store.troubles()).toEqual([expect.stringContaining(`(${code})`)]);
    expect(store.logged).toEqual(store.troubles());
    expect(readFileSync(join(base, "a-file"), "utf8")).toBe("x");
  });

  test("a folder in the place of a file: what else is there can still be read", async () => {
    const folder = await folderWith(one, piece(2));
    rmSync(join(folder, indexFile));
    mkdirSync(join(folder, indexFile));
    const store = open(folder);
    expect(await store.get(one.digest, "manifest")).toBeNull();
    store.put(one.digest, "manifest", one.body);
    await store.close();
    expect(store.troubles()).toEqual([
      expect.stringMatching(/can't be written \(E[A-Z]+\): this run keeps nothing more/),
    ]);
    expect(await store.get(piece(2).digest, "manifest")).toEqual(piece(2).body);
  });

  const shell = (script: string, ...given: readonly string[]): unknown =>
    execFileSync("sh", ["-c", script, "sh", ...given], { stdio: "pipe" });

  /** A file system of its own; `null` where none may be mounted. */
  function smallDisk(options: string): string | null {
    const folder = newFolder();
    mkdirSync(folder);
    try {
      shell('mount -t tmpfs -o "$1" tmpfs "$2"', options, folder);
      return folder;
    } catch {
      return null;
    }
  }

  test("a full disk", async ({ skip }) => {
    const folder = smallDisk("size=200k");
    if (folder === null) return skip("nothing may be mounted here");
    try {
      const store = open(folder);
      for (let number = 0; number < 100; number += 1) store.put(piece(number).digest, "manifest", piece(number).body);
      await store.close();
      expect(store.troubles()).toEqual([expect.stringContaining("(ENOSPC)")]);
      const next = open(folder);
      const kept = await Promise.all(
        Array.from({ length: 100 }, (_, number) => next.get(piece(number).digest, "manifest")),
      );
      expect(kept.filter((body) => body !== null).length).toBeGreaterThan(5);
      expect(kept.every((body, number) => body === null || body.equals(piece(number).body))).toBe(true);
    } finally {
      shell('umount "$1"', folder);
    }
  });

  test("a read-only disk: what is there is read", async ({ skip }) => {
    const folder = smallDisk("size=1m");
    if (folder === null) return skip("nothing may be mounted here");
    try {
      const filling = open(folder);
      filling.put(one.digest, "manifest", one.body);
      await filling.close();
      shell('mount -o remount,ro "$1"', folder);
      const warm = open(folder);
      expect(await warm.get(one.digest, "manifest")).toEqual(one.body);
      await warm.close();
      expect(warm.logged).toEqual([]);
      const store = open(folder);
      store.put(piece(2).digest, "manifest", piece(2).body);
      await store.close();
      expect(store.troubles()).toEqual([expect.stringContaining("(EROFS)")]);
    } finally {
      shell('umount "$1"', folder);
    }
  });
});

describe("several runs at once", () => {
  const script = fileURLToPath(new URL("writing.ts", import.meta.url));
  const run = (folder: string, ...numbers: readonly number[]) =>
    spawn(process.execPath, [script, folder, ...numbers.map(String)], { stdio: ["ignore", "pipe", "pipe"] });

  async function keptOf(folder: string, count: number): Promise<number> {
    const store = open(folder);
    let kept = 0;
    for (let number = 0; number < count; number += 1) {
      const body = await store.get(piece(number).digest, "manifest");
      if (body === null) continue;
      kept += 1;
      expect(body).toEqual(piece(number).body);
    }
    expect(store.logged).toEqual([]);
    return kept;
  }

  test("two that keep the same, in part: all of it is there", async () => {
    const folder = newFolder();
    const runs = [run(folder, 0, 200), run(folder, 100, 200)];
    const texts = await Promise.all(runs.map(async (child) => (await child.stderr.toArray()).join("")));
    expect(texts).toEqual(["", ""]);
    expect(await keptOf(folder, 300)).toBe(300);
  });

  test("some that make room while others keep: nobody minds, and what is left is right", async () => {
    const folder = newFolder();
    const runs = [100, 20, 100, 20, 100, 20].map((count, first) => run(folder, first * 10, count, 1));
    const texts = await Promise.all(runs.map(async (child) => (await child.stderr.toArray()).join("")));
    expect(texts.filter((text) => text !== "")).toEqual([]);
    expect(await keptOf(folder, 200)).toBeGreaterThan(0);
  });

  test("killed in the middle: the next run has what is whole, and keeps the rest", async () => {
    const folder = newFolder();
    for (const waits of [0, 5, 15, 40]) {
      const child = run(folder, 0, 600);
      await once(child.stdout, "data");
      await new Promise((resolve) => setTimeout(resolve, waits));
      child.kill("SIGKILL");
      await once(child, "close");
      await keptOf(folder, 600);
    }
    const last = run(folder, 0, 600);
    expect((await last.stderr.toArray()).join("")).toBe("");
    expect(await keptOf(folder, 600)).toBe(600);
  });
});

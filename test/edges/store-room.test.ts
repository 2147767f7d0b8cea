// How much is kept, and what goes first.
import {
  appendFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { named, piece } from "./pieces.ts";
import { contentFile, filesIn, folderWith, indexFile, newFolder, one, open, sizeOf } from "./stores.ts";

describe("room", () => {
  const share = { files: 2, bytes: 10_000 };

  /** The oldest first: so that what is written next is always newer. */
  function age(folder: string, ms: number): void {
    const then = new Date(Date.now() - ms);
    for (const file of filesIn(folder)) utimesSync(file, then, then);
  }

  test("the oldest go, and of each part no more is left than its share", async () => {
    const folder = newFolder();
    const numbers = Array.from({ length: 1600 }, (_, number) => number);
    for (const half of [numbers.slice(0, 800), numbers.slice(800)]) {
      const store = open(folder, { share });
      for (const number of half) store.put(piece(number).digest, "manifest", piece(number).body);
      await store.close();
      expect(store.troubles()).toEqual([]);
      age(folder, 60_000);
    }
    expect(filesIn(join(folder, "index-v5")).length).toBeLessThanOrEqual(2 * 256);
    expect(filesIn(join(folder, "content-v2")).length).toBeLessThanOrEqual(2 * 256);
    expect(sizeOf(join(folder, "content-v2"))).toBeLessThanOrEqual(10_000 * 256);
    const next = open(folder);
    const kept = await Promise.all(
      numbers.map(async (number) => (await next.get(piece(number).digest, "manifest")) !== null),
    );
    const [older = 0, newer = 0] = [kept.slice(0, 800), kept.slice(800)].map((half) => half.filter(Boolean).length);
    expect(newer).toBeGreaterThan(200);
    expect(older).toBeLessThan(20);
    expect(next.logged).toEqual([]);
  });

  test("what a killed run had begun goes after an hour, and what another one has just begun stays", async () => {
    const folder = await folderWith(one);
    for (const name of ["old", "new"]) writeFileSync(join(folder, "tmp", name), "half a manif");
    const then = new Date(Date.now() - 2 * 60 * 60 * 1000);
    utimesSync(join(folder, "tmp/old"), then, then);
    const store = open(folder);
    store.put(piece(2).digest, "manifest", piece(2).body);
    await store.close();
    expect(readdirSync(join(folder, "tmp"))).toEqual(["new"]);
  });

  test("what is no cache's own goes first, and links lead nowhere", async () => {
    const folder = await folderWith(one);
    const outside = newFolder();
    mkdirSync(join(outside, "aa"), { recursive: true });
    writeFileSync(join(outside, "aa/precious"), "x".repeat(100_000));
    const part = dirname(dirname(join(folder, contentFile)));
    symlinkSync(outside, join(part, "link"));
    mkdirSync(join(part, "zz"));
    symlinkSync(join(outside, "aa/precious"), join(part, "zz/link"));
    writeFileSync(join(part, "zz/filler"), "x".repeat(50_000));
    age(join(part, "zz"), 60_000);
    const again = named(Buffer.concat([one.body, Buffer.from("!")]));
    renameSync(join(folder, contentFile), join(part, "zz/strange"));
    const store = open(folder, { share });
    store.put(one.digest, "manifest", one.body);
    store.put(again.digest, "manifest", again.body);
    await store.close();
    expect(readFileSync(join(outside, "aa/precious"), "utf8")).toHaveLength(100_000);
    expect(existsSync(join(part, "zz/filler"))).toBe(false);
    expect(await open(folder).get(one.digest, "manifest")).toEqual(one.body);
  });

  test("lines that a key has got over time are no more than one file's worth", async () => {
    const folder = await folderWith(one);
    for (let line = 0; line < 200; line += 1) appendFileSync(join(folder, indexFile), `\n${"0".repeat(200)}`);
    const store = open(folder);
    await store.get(one.digest, "manifest");
    store.put(one.digest, "manifest", one.body);
    await store.close();
    expect(lstatSync(join(folder, indexFile)).size).toBeLessThan(1000);
  });
});

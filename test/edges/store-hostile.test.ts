// A folder that was damaged, or made by somebody else: what is wrong is found, and nothing outside of it is touched.
import { execFileSync } from "node:child_process";
import {
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { contentPlaceOf, indexPlace } from "../../src/edges/store-layout.ts";
import { piece } from "./pieces.ts";
import { base, contentFile, filesIn, folderWith, indexFile, keyOf, newFolder, one, open } from "./stores.ts";

describe("damage is found, dropped and mended", () => {
  const damages: readonly (readonly [string, (folder: string) => void])[] = [
    ["other bytes of the same length", (folder) => writeFileSync(join(folder, contentFile), piece(2).body)],
    ["half of the content", (folder) => truncateSync(join(folder, contentFile), 2000)],
    ["no byte of the content", (folder) => truncateSync(join(folder, contentFile), 0)],
    ["a huge content file", (folder) => truncateSync(join(folder, contentFile), 2 ** 40)],
    ["a huge index file", (folder) => truncateSync(join(folder, indexFile), 2 ** 40)],
    [
      "an index that means another piece",
      (folder) => {
        const two = piece(2);
        const [place = "", other = ""] = [one, two].map(({ digest }) => join(folder, ...indexPlace(keyOf(digest))));
        const line = readFileSync(other, "utf8").replace(two.digest, one.digest);
        writeFileSync(place, rehashed(line));
      },
    ],
    [
      "an index that means a file outside",
      (folder) => {
        const line = readFileSync(join(folder, indexFile), "utf8");
        writeFileSync(
          join(folder, indexFile),
          rehashed(line.replace(/sha512-[^"]+/, "sha512-../../../../../etc/passwd")),
        );
      },
    ],
    [
      "an index whose hash of the content is a list",
      (folder) => {
        const line = readFileSync(join(folder, indexFile), "utf8");
        writeFileSync(join(folder, indexFile), rehashed(line.replace(/"sha512-[^"]+"/, "[7]")));
      },
    ],
    ["content that is a link", (folder) => replaceBy(folder, contentFile, (path) => symlinkSync("/dev/zero", path))],
    ["content that is a pipe", (folder) => replaceBy(folder, contentFile, makePipe)],
    ["an index that is a link", (folder) => replaceBy(folder, indexFile, (path) => symlinkSync("/dev/zero", path))],
    ["an index that is a pipe", (folder) => replaceBy(folder, indexFile, makePipe)],
  ];

  /** cacache takes no line whose hash is another. */
  function rehashed(line: string): string {
    const json = line.slice(line.indexOf("\t") + 1);
    const script = `console.log(require("cacache/lib/entry-index.js").hashEntry(${JSON.stringify(json)}))`;
    const hash = execFileSync(process.execPath, ["-e", script], { encoding: "utf8" }).trim();
    return `\n${hash}\t${json}`;
  }

  function makePipe(path: string): void {
    execFileSync("sh", ["-c", `mkfifo "$1"`, "sh", path]);
  }

  function replaceBy(folder: string, file: string, make: (path: string) => void): void {
    rmSync(join(folder, file));
    make(join(folder, file));
  }

  test.for(damages)("%s", async ([, damage]) => {
    const folder = await folderWith(one, piece(2));
    damage(folder);
    const store = open(folder);
    expect(await store.get(one.digest, "manifest")).toBeNull();
    expect(store.logged).toEqual([expect.stringContaining(`holds something else than ${one.digest}`)]);
    store.put(one.digest, "manifest", one.body);
    await store.close();
    expect(store.troubles()).toEqual([]);
    expect(await open(folder).get(one.digest, "manifest")).toEqual(one.body);
  });

  test.for([
    ["the index is cut in the middle of a line", (folder: string) => truncateSync(join(folder, indexFile), 100)],
    ["the index is empty", (folder: string) => truncateSync(join(folder, indexFile), 0)],
    ["the index is gone", (folder: string) => rmSync(join(folder, indexFile))],
    ["the content is gone", (folder: string) => rmSync(join(folder, contentFile))],
    ["all of it is gone", (folder: string) => rmSync(folder, { recursive: true })],
  ] as const)("%s: not there, and no word of it", async ([, damage]) => {
    const folder = await folderWith(one);
    damage(folder);
    const store = open(folder);
    expect(await store.get(one.digest, "manifest")).toBeNull();
    store.put(one.digest, "manifest", one.body);
    await store.close();
    expect(store.logged).toEqual([]);
    expect(await open(folder).get(one.digest, "manifest")).toEqual(one.body);
  });

  test("a folder full of it is told of in a few lines", async () => {
    const pieces = Array.from({ length: 10 }, (_, number) => piece(number));
    const folder = await folderWith(...pieces);
    for (const { body } of pieces) writeFileSync(join(folder, ...contentPlaceOf(body)), "");
    const store = open(folder);
    for (const { digest } of pieces) expect(await store.get(digest, "manifest")).toBeNull();
    await store.close();
    expect(store.logged).toHaveLength(4);
    expect(store.logged.at(-1)).toContain("7 more were dropped");
  });
});

describe("nothing is written outside of the folder", () => {
  test.for([
    ["tmp"],
    ["index-v5"],
    ["content-v2"],
    ["content-v2/sha512"],
    [dirname(indexFile)],
    [dirname(contentFile)],
    [dirname(dirname(contentFile))],
  ])("%s is a link", async ([place = ""]) => {
    const folder = await folderWith(one);
    const outside = newFolder();
    rmSync(join(folder, place), { recursive: true, force: true });
    mkdirSync(outside);
    symlinkSync(outside, join(folder, place));
    const store = open(folder);
    for (const { digest, body } of [one, piece(2)]) store.put(digest, "manifest", body);
    await store.close();
    expect(filesIn(outside)).toEqual([]);
    expect(lstatSync(join(folder, place)).isDirectory()).toBe(true);
    expect(store.troubles()).toEqual([]);
    expect(await open(folder).get(one.digest, "manifest")).toEqual(one.body);
  });

  test.for([["index-v5"], ["content-v2"], [dirname(indexFile)], [dirname(contentFile)]])(
    "and nothing is read there: %s",
    async ([place = ""]) => {
      const folder = await folderWith(one);
      const outside = newFolder();
      renameSync(join(folder, place), outside);
      symlinkSync(outside, join(folder, place));
      expect(await open(folder).get(one.digest, "manifest")).toBeNull();
      expect(filesIn(outside).length).toBeGreaterThan(0);
    },
  );

  test("a file's second name is not added to", async () => {
    const folder = await folderWith(one);
    const outside = join(base, "hosts");
    writeFileSync(outside, "127.0.0.1 localhost\n");
    rmSync(join(folder, indexFile));
    linkSync(outside, join(folder, indexFile));
    const store = open(folder);
    store.put(one.digest, "manifest", one.body);
    await store.close();
    expect(readFileSync(outside, "utf8")).toBe("127.0.0.1 localhost\n");
    expect(await open(folder).get(one.digest, "manifest")).toEqual(one.body);
  });
});

describe("on a fork's pull request, whose checkout may have brought the folder", () => {
  test("nothing is read or kept of configs, which no digest tells from others", async () => {
    const folder = await folderWith(one);
    const own = open(folder);
    own.put(one.digest, "config", Buffer.from("{}"));
    await own.close();
    const store = open(folder, { isForks: true });
    expect(await store.get(one.digest, "config")).toBeNull();
    expect(await store.get(one.digest, "manifest")).toEqual(one.body);
    store.put(piece(2).digest, "config", piece(2).body);
    await store.close();
    expect(await open(folder).get(piece(2).digest, "config")).toBeNull();
  });

  test.for([["cache"], ["deep"]])("no link on the way to it is followed: %s", async ([link = ""]) => {
    const working = newFolder();
    const outside = newFolder();
    for (const path of [join(working, "deep"), join(outside, "cache")]) mkdirSync(path, { recursive: true });
    rmSync(join(working, link === "deep" ? "deep" : "deep/cache"), { recursive: true, force: true });
    symlinkSync(outside, join(working, link === "deep" ? "deep" : "deep/cache"));
    const store = open("deep/cache", { workingFolder: working, isForks: true });
    store.put(one.digest, "manifest", one.body);
    await store.close();
    expect(filesIn(outside)).toEqual([]);
    expect(store.troubles()).toEqual([expect.stringContaining("a link stands on the way")]);
    const own = open("deep/cache", { workingFolder: working });
    own.put(one.digest, "manifest", one.body);
    await own.close();
    expect(filesIn(outside)).toHaveLength(2);
  });
});

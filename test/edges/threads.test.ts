// Threads read what is read without them, in the same order; and one that fails costs no file.
import { describe, expect, test } from "vitest";
import { nodeFiles } from "../../src/edges/files.ts";
import { startReaders } from "../../src/edges/threads.ts";
import { readManifests } from "../../src/manifests/read.ts";
import { folderWith } from "../manifests/folder.ts";
import { largeTree } from "../support/large-tree.ts";

const { files: tree, uses } = largeTree(2, 60);
const request = { paths: ["."], exclude: [] };

/** What is read of the tree where threads are started so. */
async function readWith(options: Parameters<typeof startReaders>[2]): Promise<{ read: unknown; brought: number }> {
  const folder = folderWith({ ...tree, "broken.yaml": "apiVersion: v1\nkind: Pod\nspec: [\n", "zero.yaml": "\0" });
  let brought = 0;
  const read = await readManifests(request, {
    ...nodeFiles(folder),
    readers: async (job) => {
      const readers = startReaders(job, folder, options);
      return {
        ...readers,
        brought: async () => {
          const readings = await readers.brought();
          brought = readings.size;
          return readings;
        },
      };
    },
  });
  return { read, brought };
}

describe("startReaders", () => {
  test("with threads and without, the same is read", async () => {
    const alone = await readWith({ spare: 0 });
    const together = await readWith({ spare: 2 });
    expect(together.read).toEqual(alone.read);
    expect(alone).toMatchObject({ brought: 0, read: { kind: "read", extraction: { uses: { length: uses } } } });
    const unparsed = [{ kind: "syntax" }, { kind: "encoding" }];
    expect(together).toMatchObject({ read: { extraction: { problems: unparsed } } });
  });

  test("a program that is not there, or throws, costs nothing but time", async () => {
    const alone = await readWith({ spare: 0 });
    for (const program of ["data:text/javascript,throw 1", "file:///nowhere/reader.js"]) {
      const failed = await readWith({ spare: 2, program: new URL(program) });
      expect(failed).toEqual({ read: alone.read, brought: 0 });
    }
  });

  test("a thread that takes paths and brings nothing: they are read here", async () => {
    const program = `import { parentPort } from "node:worker_threads";
      parentPort.once("message", ({ taken }) => { Atomics.add(taken, 0, 100); process.exit(1); });`;
    const lost = await readWith({ spare: 1, program: new URL(`data:text/javascript,${encodeURIComponent(program)}`) });
    expect(lost).toEqual(await readWith({ spare: 0 }));
  });

  test("no path is given twice, and streams are left to who started", async () => {
    const folder = folderWith({ "a.yaml": "apiVersion: v1\nkind: Pod\n", "b.yaml": "" });
    const paths = ["-", ...Array.from({ length: 50 }, () => "a.yaml"), "b.yaml"];
    const readers = startReaders({ paths, first: 0, imagePaths: [] }, folder, { spare: 2 });
    const own: number[] = [];
    for (let index = readers.take(); index !== null && own.length < 5; index = readers.take()) own.push(index);
    const brought = [...(await readers.brought()).keys()];
    expect(own).toEqual([0, 1, 2, 3, 4]);
    expect(brought.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 46 }, (_, index) => index + 6));
    expect(readers.take()).toBeNull();
  });
});

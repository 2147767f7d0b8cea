// Whether threads are asked for help, and what is made of what they bring.
import { expect, test } from "vitest";
import type { Files, ReadingJob } from "../../src/edges/edges.ts";
import { type FileReading, nothingRead } from "../../src/manifests/file-reading.ts";
import { readEach } from "../../src/manifests/read-each.ts";
import { useOf } from "../support/uses.ts";

/** Threads that bring the readings given by index, and take those of `lost` without bringing them. */
function disk(brought: ReadonlyMap<number, FileReading>, lost: readonly number[], jobs: ReadingJob[]): Files {
  const nowhere = async (): Promise<{ readonly code: string }> => ({ code: "ENOENT" });
  return {
    list: nowhere,
    look: nowhere,
    stdin: nowhere,
    read: nowhere,
    readers: async (job) => {
      jobs.push(job);
      let next = job.first;
      const take = (): number | null => {
        while (brought.has(next) || lost.includes(next)) next += 1;
        return next < job.paths.length ? next++ : null;
      };
      return { take, brought: async () => brought };
    },
  };
}

const paths = Array.from({ length: 100 }, (_, index) => `${index}.yaml`);

/** What is read of `paths`, each of so many uses: a file's number stands where its documents are counted; a thread's is negative. */
async function readAll(files: Files, uses: number, isAlone = true): Promise<readonly number[]> {
  const read = async (path: string): Promise<FileReading> => {
    return {
      ...nothingRead,
      uses: Array.from({ length: uses }, () => useOf("app:1")),
      documents: Number.parseInt(path),
    };
  };
  return (await readEach({ paths, imagePaths: [] }, isAlone, files, read)).map(({ documents }) => documents);
}

const numbers = paths.map((_, index) => index);

test("little is read without them, and so is what somebody here wants the bytes of", async () => {
  const jobs: ReadingJob[] = [];
  expect(await readAll(disk(new Map(), [], jobs), 10)).toEqual(numbers);
  expect(await readAll(disk(new Map(), [], jobs), 100, false)).toEqual(numbers);
  expect(jobs).toEqual([]);
});

test("of much they take their part, once they were asked; what they lose is read here", async () => {
  const jobs: ReadingJob[] = [];
  const brought = new Map([50, 70].map((index) => [index, { ...nothingRead, documents: -index }]));
  const read = await readAll(disk(brought, [60, 61], jobs), 100);
  expect(read).toEqual(numbers.map((index) => (brought.has(index) ? -index : index)));
  expect(jobs).toMatchObject([{ paths, imagePaths: [] }]);
  expect(jobs[0]?.first).toBeLessThan(20);
});

test("where there are none, all is read here", async () => {
  const files = disk(new Map(), [], []);
  delete files.readers;
  expect(await readAll(files, 100)).toEqual(numbers);
});

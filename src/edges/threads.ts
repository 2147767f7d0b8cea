// Threads that read files beside this one, with the cores there are. Loaded when there is much to read: `node:worker_threads`
// takes Node longer to load than a small folder of manifests takes to be read.
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { FileReading } from "../manifests/file-reading.ts";
import type { Readers, ReadingJob } from "./edges.ts";

/** What a thread is started with. `taken` counts the paths that somebody has taken: memory that all threads share. */
export interface Share extends ReadingJob {
  readonly workingFolder: string;
  readonly taken: Int32Array;
}

/** What a thread has read, by the path's index. */
export type Brought = readonly (readonly [index: number, reading: FileReading])[];

/** Beside this one. Each has a heap of its own, of some 40 MB while it reads. */
const mostThreads = 3;

/** From `src/` and from `dist/` alike. */
const entry = new URL(import.meta.url.endsWith(".ts") ? "./reader.ts" : "./reader.js", import.meta.url);

/** Starts as many as there are cores to spare, none on a machine with one core. */
export function startReaders(
  job: ReadingJob,
  workingFolder: string,
  { spare = availableParallelism() - 1, program = entry }: { readonly spare?: number; readonly program?: URL } = {},
): Readers {
  const taken = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  taken[0] = job.first;
  const readings = new Map<number, FileReading>();
  const share: Share = { ...job, workingFolder, taken };
  const ends = Array.from({ length: Math.min(spare, mostThreads) }, async () => readShare(program, share, readings));
  return {
    take: () => nextOf(share),
    brought: async () => {
      await Promise.all(ends);
      return readings;
    },
  };
}

/** Which path is next; `null` where all are taken. No two threads are ever given the same. */
export function nextOf({ paths, taken }: Share): number | null {
  const index = Atomics.add(taken, 0, 1);
  return index < paths.length ? index : null;
}

/** Until the thread is gone. However it goes, what it took and didn't bring is for who started it to read. */
async function readShare(program: URL, share: Share, readings: Map<number, FileReading>): Promise<void> {
  return new Promise((resolve) => {
    try {
      const thread = new Worker(program, { execArgv: [] });
      thread.on("message", (brought: Brought) => {
        for (const [index, reading] of brought) readings.set(index, reading);
      });
      thread.on("error", () => resolve());
      thread.on("exit", () => resolve());
      thread.postMessage(share, []);
    } catch {
      // A machine out of threads or memory: the files are still there.
      resolve();
    }
  });
}

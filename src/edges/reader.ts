// One of the threads that read files (`threads.ts`): takes the next path that nobody has taken, until there are none.
import { parentPort } from "node:worker_threads";
import type { FileReading } from "../manifests/file-reading.ts";
import { descriptorOf } from "../manifests/names.ts";
import { readerOf, readFile } from "../manifests/read.ts";
import { nodeFiles } from "./files.ts";
import { type Brought, nextOf, type Share } from "./threads.ts";

/** A message costs as much as a small file; and what waits for one is in memory twice. */
const filesAMessage = 32;

parentPort?.once("message", (share: Share) => void read(share));

async function read(share: Share): Promise<void> {
  const files = nodeFiles(share.workingFolder);
  const reader = readerOf(share.imagePaths);
  let waiting: (readonly [number, FileReading])[] = [];
  for (let index = nextOf(share); index !== null; index = nextOf(share)) {
    const path = share.paths[index] ?? "";
    // Standard input and its like are streams, which are read once and by one.
    if (descriptorOf(path) !== null) continue;
    waiting.push([index, await readFile(path, files, reader)]);
    if (waiting.length < filesAMessage) continue;
    parentPort?.postMessage(waiting, []);
    waiting = [];
  }
  parentPort?.postMessage(waiting satisfies Brought, []);
}

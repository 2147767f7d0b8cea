// One of the threads that read files (`threads.ts`): takes the next path that nobody has taken, until there are none.
import { parentPort } from "node:worker_threads";
import type { FileReading } from "../manifests/extract.ts";
import { descriptorOf } from "../manifests/names.ts";
import { readFile } from "../manifests/read.ts";
import { nodeFiles } from "./files.ts";
import { type Brought, nextOf, type Share } from "./threads.ts";

/** A message costs as much as a small file; and what waits for one is in memory twice. */
const filesAMessage = 32;

parentPort?.once("message", async (share: Share) => {
  const files = nodeFiles(share.workingFolder);
  let waiting: (readonly [number, FileReading])[] = [];
  for (let index = nextOf(share); index !== null; index = nextOf(share)) {
    const path = share.paths[index] ?? "";
    // Standard input and its like are streams, which are read once and by one.
    if (descriptorOf(path) !== null) continue;
    waiting.push([index, await readFile(path, files, share.kinds)]);
    if (waiting.length < filesAMessage) continue;
    parentPort?.postMessage(waiting);
    waiting = [];
  }
  parentPort?.postMessage(waiting satisfies Brought);
});

// Stores for runs in the test's own process: one in memory, and a folder's whose disk takes no virtual time.
import type { ContentStore } from "../../src/edges/edges.ts";
import { openStore } from "../../src/edges/store.ts";
import type { VirtualClock } from "./clock.ts";

export interface MemoryStore extends ContentStore {
  /** What is kept, by kind and digest: `config sha256:…`. */
  readonly pieces: Map<string, Buffer>;
}

export function memoryStore(): MemoryStore {
  const pieces = new Map<string, Buffer>();
  return {
    pieces,
    get: async (digest, kind) => pieces.get(`${kind} ${digest}`) ?? null,
    put: (digest, kind, body) => void pieces.set(`${kind} ${digest}`, body),
    close: async () => {},
    troubles: () => [],
  };
}

/** A real store in that folder. */
export function folderStore(folder: string, clock: VirtualClock, log: (line: string) => void): ContentStore {
  const store = openStore({ folder, workingFolder: "/", log, wall: () => clock.wall(), isForks: false });
  return {
    ...store,
    get: (digest, kind) => clock.hold(() => store.get(digest, kind)),
    close: () => clock.hold(() => store.close()),
  };
}

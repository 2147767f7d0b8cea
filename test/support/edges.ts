// Edges for runs in the test's own process: a world of registries without sockets, files in memory, virtual time.
import type { Edges, Files } from "../../src/edges/edges.ts";
import { virtualClock, type VirtualClock } from "./clock.ts";
import { type FileTexts, memoryFiles } from "./files.ts";
import { attach } from "./registry/attach.ts";
import { openRegistry, type Registry } from "./registry/registry.ts";
import { readWorld } from "./registry/world.ts";

export interface TestWorld {
  /** As in a case's `registry.json`; absent: no host has a name. */
  readonly world?: unknown;
  readonly files?: FileTexts | Files;
  readonly stdin?: string;
  /** The text of a docker `config.json`. */
  readonly dockerConfig?: string;
}

export interface TestEdges {
  readonly edges: Edges;
  readonly registry: Registry;
  readonly clock: VirtualClock;
  /** What was logged so far, one entry a call. */
  readonly logged: readonly string[];
}

/** Everything that `gate()` needs, and everything that it did. */
export function testEdges({ world = {}, files = {}, stdin, dockerConfig }: TestWorld): TestEdges {
  const registry = openRegistry(readWorld(world));
  const clock = virtualClock();
  const logged: string[] = [];
  const edges: Edges = {
    version: "0.0.0",
    http: attach(registry, clock),
    files: isFiles(files) ? held(files, clock) : memoryFiles(files, stdin),
    clock,
    dockerConfigs: async () => (dockerConfig === undefined ? [] : [{ path: "config.json", text: dockerConfig }]),
    log: (line) => void logged.push(line),
    progress: () => {},
  };
  return { edges, registry, clock, logged };
}

function isFiles(files: FileTexts | Files): files is Files {
  return typeof files["read"] === "function";
}

/** A real disk takes real time, in which no virtual time may pass. */
function held(files: Files, clock: VirtualClock): Files {
  return {
    ...files,
    list: (path) => clock.hold(() => files.list(path)),
    look: (path) => clock.hold(() => files.look(path)),
    read: (path, maxBytes) => clock.hold(() => files.read(path, maxBytes)),
    stdin: (maxBytes) => clock.hold(() => files.stdin(maxBytes)),
  };
}

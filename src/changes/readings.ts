// Files that are the same on both sides are read once: git's name for the bytes of one tells, and nothing else is trusted.
import { createHash } from "node:crypto";
import type { CommitFiles } from "../edges/edges.ts";
import type { FileReading } from "../manifests/file-reading.ts";
import type { Readings } from "../manifests/read.ts";

/** Readings for the working tree, which is read first, and for the commit, which takes from it what it can. */
export interface SharedReadings {
  readonly after: Readings;
  readonly before: Readings;
}

/** `commit` is its full name, whose length tells how this repository names its objects. */
export function sharedReadings(commit: string, files: CommitFiles): SharedReadings {
  const algorithm = commit.length === 64 ? "sha256" : "sha1";
  const made = new Map<string, { readonly ids: readonly string[]; readonly reading: FileReading }>();
  return {
    after: {
      known: async () => null,
      made: (path, bytes, reading) => void made.set(path, { ids: namesOf(bytes, algorithm), reading }),
    },
    before: {
      known: async (path) => {
        const now = made.get(path);
        if (now === undefined) return null;
        const id = await files.idOf(path);
        return id !== null && now.ids.includes(id) ? now.reading : null;
      },
      made: () => {},
    },
  };
}

/**
 * The names that git may have for these bytes: as they are, and with LF for CR LF, which is how it stores a file that
 * `core.autocrlf` or `eol` gives other line ends on the disk. To YAML and JSON both are the same text (YAML 1.2 §5.4).
 */
function namesOf(bytes: Buffer, algorithm: "sha1" | "sha256"): readonly string[] {
  const own = nameOf(bytes, algorithm);
  if (!bytes.includes("\r\n")) return [own];
  return [own, nameOf(Buffer.from(bytes.toString("latin1").replaceAll("\r\n", "\n"), "latin1"), algorithm)];
}

/** Source: git's `object-file.c` (hash_object_file). */
function nameOf(bytes: Buffer, algorithm: "sha1" | "sha256"): string {
  return createHash(algorithm).update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}

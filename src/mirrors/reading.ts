// Files that settings and hosts.toml name, read through the edge: within limits, each once, and with a sentence for what can't be read.
// A folder may be a stranger's: neither one huge file nor thousands of small ones keep the gate busy.
import type { Files } from "../edges/edges.ts";

/** Bytes of one file: bundles of authorities have a quarter of it. */
const largest = 1024 * 1024;
/** How often a file is named, and bytes in all. */
const mostNamed = 5000;
const mostBytes = 32 * 1024 * 1024;

export interface TextFile {
  /** As it is written in messages. */
  readonly path: string;
  readonly bytes: Buffer;
}

export interface Reader {
  readonly files: Files;
  /** The file, or why it can't be read: completes `"PATH" …`. `isMissing`: there is none. */
  read(path: string): Promise<TextFile | { readonly why: string; readonly isMissing: boolean }>;
}

export function createReader(files: Files): Reader {
  const known = new Map<string, ReturnType<Reader["read"]>>();
  let named = 0;
  let total = 0;
  async function read(path: string): ReturnType<Reader["read"]> {
    const answer = await files.read(path, largest);
    if ("code" in answer) return { why: unreadable(answer.code), isMissing: answer.code === "ENOENT" };
    total += answer.bytes.length;
    if (total > mostBytes) return { why: "is too much: 32 MiB are read in all", isMissing: false };
    return { path, bytes: answer.bytes };
  }
  return {
    files,
    read: async (path) => {
      named += 1;
      if (named > mostNamed) return { why: `is one file too many: ${mostNamed} are the most`, isMissing: false };
      const reading = known.get(path) ?? read(path);
      known.set(path, reading);
      return reading;
    },
  };
}

/** What Node's code means to somebody who named a file. */
export function unreadable(code: string): string {
  switch (code) {
    case "ENOENT":
      return "is not there";
    case "ENOTDIR":
      return "is not there: a file stands where a folder should";
    case "EFBIG":
      return "is larger than 1 MiB";
    case "EISDIR":
      return "is a folder";
    case "EFTYPE":
      return "is no regular file";
    case "ELOOP":
      return "is a link that leads back to itself";
    default:
      return `can't be read (${code})`;
  }
}

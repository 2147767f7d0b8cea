// The disk, over node:fs: every failure is a value, nothing blocks on a pipe, and nothing is read past its limit.
// Calls are synchronous, streams aside: manifests are read before anything else is under way, and `node:fs/promises` alone costs a tenth of an empty run.
import {
  closeSync,
  constants,
  type Dirent,
  fstatSync,
  openSync,
  readdirSync,
  read,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from "node:fs";
import { resolve, sep } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { codeOf } from "./error-code.ts";
import type { Files, FolderEntry } from "./edges.ts";

/** The real disk. Relative paths start from `workingFolder` (absolute). */
export function nodeFiles(workingFolder: string): Files {
  const at = (path: string): string => resolve(workingFolder, path);
  return {
    workingFolder,
    list: async (path) => orCode(() => ({ entries: readdirSync(at(path), { withFileTypes: true }).map(entryOf) })),
    look: async (path) =>
      orCode(() => {
        const stats = statSync(at(path));
        return { kind: kindOf(stats), size: stats.size };
      }),
    read: async (path, maxBytes = Infinity) => orCode(() => readRegular(at(path), maxBytes)),
    stdin: async (maxBytes) => bytesOrCode(readStandardInput(maxBytes)),
    stream: async (descriptor, maxBytes) => bytesOrCode(readDescriptor(descriptor, maxBytes)),
    real: async (path) => {
      const found = orCode(() => ({ path: realpathSync.native(at(path)) }));
      return "code" in found ? null : found.path.replaceAll(sep, "/");
    },
    readers: async (job) => (await import("./threads.ts")).startReaders(job, workingFolder),
  };
}

function entryOf(entry: Dirent): FolderEntry {
  return { name: entry.name, kind: entry.isSymbolicLink() ? "link" : kindOf(entry) };
}

function kindOf(what: Dirent | Stats): "file" | "folder" | "other" {
  if (what.isFile()) return "file";
  return what.isDirectory() ? "folder" : "other";
}

/** O_NONBLOCK: opening a FIFO that nobody writes to would wait for ever (open(2)). Windows has no such flag, and no such file. */
const openFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

function readRegular(path: string, maxBytes: number): { readonly bytes: Buffer } | { readonly code: string } {
  const file = openSync(path, openFlags);
  try {
    const stats = fstatSync(file);
    if (stats.isDirectory()) return { code: "EISDIR" };
    if (!stats.isFile()) return { code: "EFTYPE" };
    if (stats.size > maxBytes) return { code: "EFBIG" };
    const bytes = readUpTo(file, stats.size, maxBytes);
    return bytes === null ? { code: "EFBIG" } : { bytes };
  } finally {
    closeSync(file);
  }
}

const chunkBytes = 64 * 1024;

/**
 * The whole file, or `null` when it holds more than `maxBytes`. The size is a hint: a file may grow while it is read, and
 * those of /proc say 0.
 */
function readUpTo(file: number, sizeHint: number, maxBytes: number): Buffer | null {
  const chunks: Buffer[] = [];
  let total = 0;
  for (let room = sizeHint + 1; ; room = chunkBytes) {
    const chunk = Buffer.allocUnsafe(room);
    const bytesRead = readSync(file, chunk, 0, room, null);
    chunks.push(chunk.subarray(0, bytesRead));
    total += bytesRead;
    if (total > maxBytes) return null;
    // A regular file gives less than was asked for only at its end (read(2)); one of /proc may give less at any time.
    if (bytesRead === 0 || (sizeHint > 0 && bytesRead < room)) break;
  }
  const [whole] = chunks;
  return whole?.length === total ? whole : Buffer.concat(chunks, total);
}

async function readStandardInput(maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let total = 0;
  // Without an encoding set on it, the stream's chunks are buffers.
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    total += chunk.length;
    if (total >= maxBytes) break;
  }
  return Buffer.concat(chunks, Math.min(total, maxBytes));
}

const readSome = promisify(read);

/** By its number, not its path: to open a pipe anew by its path would wait where nobody writes. What gave it closes it. */
async function readDescriptor(descriptor: number, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for (let total = 0; total < maxBytes;) {
    const { bytesRead, buffer } = await readSome(
      descriptor,
      Buffer.allocUnsafe(chunkBytes),
      0,
      Math.min(chunkBytes, maxBytes - total),
      null,
    );
    if (bytesRead === 0) break;
    chunks.push(buffer.subarray(0, bytesRead));
    total += bytesRead;
  }
  return Buffer.concat(chunks);
}

async function bytesOrCode(reading: Promise<Buffer>): Promise<{ readonly bytes: Buffer } | { readonly code: string }> {
  try {
    return { bytes: await reading };
  } catch (error) {
    return failureOf(error);
  }
}

function orCode<T extends object>(call: () => T): T | { readonly code: string } {
  try {
    return call();
  } catch (error) {
    return failureOf(error);
  }
}

/** Node's `code` of a failed system call; what carries none is a bug of ours and is thrown on. */
function failureOf(error: unknown): { readonly code: string } {
  const code = codeOf(error);
  if (code === "") throw error;
  return { code };
}

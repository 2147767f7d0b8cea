// The disk, over node:fs: every failure is a value, nothing blocks on a pipe, and nothing is read past its limit.
import { constants } from "node:fs";
import { type FileHandle, open, readdir, stat } from "node:fs/promises";
import type { Dirent, Stats } from "node:fs";
import { resolve } from "node:path";
import process from "node:process";
import type { Files, FolderEntry } from "./edges.ts";

/** The real disk. Relative paths start from `workingFolder` (absolute). */
export function nodeFiles(workingFolder: string): Files {
  const at = (path: string): string => resolve(workingFolder, path);
  return {
    workingFolder,
    list: async (path) =>
      orCode(async () => ({ entries: (await readdir(at(path), { withFileTypes: true })).map(entryOf) })),
    look: async (path) =>
      orCode(async () => {
        const stats = await stat(at(path));
        return { kind: kindOf(stats), size: stats.size };
      }),
    read: async (path, maxBytes = Infinity) => orCode(async () => readRegular(at(path), maxBytes)),
    stdin: async (maxBytes) => orCode(async () => ({ bytes: await readStandardInput(maxBytes) })),
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

async function readRegular(
  path: string,
  maxBytes: number,
): Promise<{ readonly bytes: Buffer } | { readonly code: string }> {
  const file = await open(path, openFlags);
  try {
    const stats = await file.stat();
    if (stats.isDirectory()) return { code: "EISDIR" };
    if (!stats.isFile()) return { code: "EFTYPE" };
    if (stats.size > maxBytes) return { code: "EFBIG" };
    const bytes = await readUpTo(file, stats.size, maxBytes);
    return bytes === null ? { code: "EFBIG" } : { bytes };
  } finally {
    await file.close();
  }
}

const chunkBytes = 64 * 1024;

/**
 * The whole file, or `null` when it holds more than `maxBytes`. The size is a hint: a file may grow while it is read, and
 * those of /proc say 0.
 */
async function readUpTo(file: FileHandle, sizeHint: number, maxBytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let total = 0;
  for (let room = sizeHint + 1; ; room = chunkBytes) {
    const chunk = Buffer.allocUnsafe(room);
    const { bytesRead } = await file.read(chunk, 0, room, null);
    chunks.push(chunk.subarray(0, bytesRead));
    total += bytesRead;
    if (total > maxBytes) return null;
    // A regular file gives less than was asked for only at its end (read(2)); one of /proc may give less at any time.
    if (bytesRead === 0 || (sizeHint > 0 && bytesRead < room)) break;
  }
  return Buffer.concat(chunks, total);
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

/** Node's `code` of a failed system call; what carries none is a bug of ours and is thrown on. */
async function orCode<T extends object>(call: () => Promise<T>): Promise<T | { readonly code: string }> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof Error && "code" in error && typeof error.code === "string") return { code: error.code };
    throw error;
  }
}

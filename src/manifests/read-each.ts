// Many files → what each holds, in their order: one after another, and with threads where there is much to read.
import type { Files, Readers, ReadingJob } from "../edges/edges.ts";
import type { FileReading } from "./extract.ts";

/** Files that are under way at once; those of the disk are there when they are asked for, a commit's are not. */
const filesAtOnce = 8;

/** Bytes after which threads are worth their start, where this many files are left to share. */
const manyBytes = 300_000;
const manyFiles = 8;

/**
 * Reads every path with `read`. Once `manyBytes` were read, threads take from the same row of paths; what one of them took
 * and didn't bring, for whatever reason, is read here. `isAlone`: nobody here asks for a file's bytes.
 */
export async function readEach(
  { paths, imagePaths }: Omit<ReadingJob, "first">,
  isAlone: boolean,
  files: Files,
  read: (path: string, files: Files) => Promise<FileReading>,
): Promise<readonly FileReading[]> {
  const readings = new Map<number, FileReading>();
  const counted = { bytes: 0 };
  let next = 0;
  let readers: Promise<Readers> | undefined;
  const take = async (): Promise<number | null> => {
    if (isAlone && counted.bytes >= manyBytes && paths.length - next >= manyFiles) {
      readers ??= files.readers?.({ paths, imagePaths, first: next });
    }
    if (readers !== undefined) return (await readers).take();
    return next < paths.length ? next++ : null;
  };
  const counting = thatCount(files, counted);
  const lane = async (): Promise<void> => {
    for (let index = await take(); index !== null; index = await take()) {
      readings.set(index, await read(paths[index] ?? "", counting));
    }
  };
  await Promise.all(Array.from({ length: filesAtOnce }, lane));
  const brought = await (await readers)?.brought();
  return Promise.all(paths.map(async (path, index) => readings.get(index) ?? brought?.get(index) ?? read(path, files)));
}

function thatCount(files: Files, counted: { bytes: number }): Files {
  return {
    ...files,
    read: async (path, maxBytes) => {
      const got = await files.read(path, maxBytes);
      if ("bytes" in got) counted.bytes += got.bytes.length;
      return got;
    },
  };
}

// Many files → what each holds, in their order: one after another, and with threads where there is much to read.
import type { Files, Readers, ReadingJob } from "../edges/edges.ts";
import type { FileReading } from "./file-reading.ts";

/** Files that are under way at once; those of the disk are there when they are asked for, a commit's are not. */
const filesAtOnce = 8;

/**
 * Uses that are still to be found, after which threads are worth their start: what is read of a file goes with its uses, and a
 * thread takes as long to get going as a thousand of them (bench/README.md).
 */
const manyUses = 2000;

/** How many are left is guessed from those that were found: from so many on. */
const usesForGuess = 200;

/**
 * Reads every path with `read`. Where there is much left, threads take from the same row of paths; what one of them took and
 * didn't bring, for whatever reason, is read here. `isAlone`: nobody here asks for a file's bytes.
 */
export async function readEach(
  { paths, imagePaths }: Omit<ReadingJob, "first">,
  isAlone: boolean,
  files: Files,
  read: (path: string) => Promise<FileReading>,
): Promise<readonly FileReading[]> {
  const readings = new Map<number, FileReading>();
  let next = 0;
  let uses = 0;
  let readers: Promise<Readers> | undefined;
  const isMuchLeft = (): boolean => uses >= usesForGuess && (uses / readings.size) * (paths.length - next) >= manyUses;
  const take = async (): Promise<number | null> => {
    if (isAlone && isMuchLeft()) readers ??= files.readers?.({ paths, imagePaths, first: next });
    if (readers !== undefined) return (await readers).take();
    return next < paths.length ? next++ : null;
  };
  const lane = async (): Promise<void> => {
    for (let index = await take(); index !== null; index = await take()) {
      const reading = await read(paths[index] ?? "");
      uses += reading.uses.length;
      readings.set(index, reading);
    }
  };
  await Promise.all(Array.from({ length: filesAtOnce }, lane));
  const brought = await (await readers)?.brought();
  return Promise.all(paths.map(async (path, index) => readings.get(index) ?? brought?.get(index) ?? read(path)));
}

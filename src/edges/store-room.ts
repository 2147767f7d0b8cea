// Room in a cache's folder: of each of its 256 parts the oldest files go, as soon as there are more than its share; and what a
// run that was killed had begun to write. cacache's own `verify` would read all of it, whatever it is, and is not for two at once.
import { type Dir, lstatSync, opendirSync, rmdirSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import { codeOf } from "./error-code.ts";
import { type Place, temporary } from "./store-layout.ts";

/** What one of the 256 parts may hold: names are hashes, so all of them fill alike. */
export interface Share {
  readonly files: number;
  readonly bytes: number;
}

/** Entries of one folder, and files of one part, that are looked at: no cache of ours has so many, and one that was filled by somebody else loses them run by run. */
const mostEntries = 10_000;
/** A file takes milliseconds to be written. */
const abandonedMs = 60 * 60 * 1000;

interface Held {
  readonly path: string;
  readonly above: string;
  readonly bytes: number;
  readonly time: number;
}

/** Keeps the newest files of one part (`["index-v5", "a3"]`). What another run takes away or adds meanwhile is no matter. */
export function makeRoom(folder: string, part: Place, share: Share): void {
  const path = join(folder, ...part);
  const held = filesIn(path).toSorted((a, b) => b.time - a.time);
  let bytes = 0;
  for (const [at, file] of held.entries()) {
    bytes += file.bytes;
    if (at < share.files && bytes <= share.bytes) continue;
    remove(file.path);
    removeEmpty(file.above);
  }
}

/** Files of runs that never came to move them. `now`: wall clock, milliseconds. */
export function removeAbandoned(folder: string, now: number): void {
  const path = join(folder, ...temporary);
  for (const name of namesIn(path)) {
    const file = join(path, name);
    const stats = lstatSync(file, { throwIfNoEntry: false });
    if (stats !== undefined && !stats.isDirectory() && Math.abs(now - stats.mtimeMs) > abandonedMs) remove(file);
  }
}

/** Two levels: `a3/4f/…`. What is no folder where one should be is taken for a file, and goes with the oldest. */
function filesIn(path: string): readonly Held[] {
  const files: Held[] = [];
  for (const name of namesIn(path)) {
    const above = join(path, name);
    for (const inner of files.length < mostEntries ? namesIn(above) : []) {
      const file = join(above, inner);
      const stats = lstatSync(file, { throwIfNoEntry: false });
      if (stats === undefined || stats.isDirectory()) continue;
      files.push({ path: file, above, bytes: stats.size, time: stats.isFile() ? stats.mtimeMs : 0 });
    }
  }
  return files;
}

/** Nothing where there is no folder; links to folders are none. */
function namesIn(path: string): readonly string[] {
  if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  const names: string[] = [];
  const open = opened(path);
  if (open === null) return [];
  try {
    for (let entry = open.readSync(); entry !== null && names.length < mostEntries; entry = open.readSync()) {
      names.push(entry.name);
    }
  } finally {
    open.closeSync();
  }
  return names;
}

/** `null` where another run has taken it away meanwhile. */
function opened(path: string): Dir | null {
  try {
    return opendirSync(path);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
    return null;
  }
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
  }
}

function removeEmpty(path: string): void {
  try {
    rmdirSync(path);
  } catch (error) {
    if (!["ENOTEMPTY", "EEXIST", "ENOENT"].includes(codeOf(error))) throw error;
  }
}

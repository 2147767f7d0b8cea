// The same file, reached by several PATHs, is read once: names differ, the file behind them is one.
// Walks follow no link: only the place where one began can be a second name, unless it began above the working folder.
import { posix } from "node:path";
import type { Files } from "../edges/edges.ts";
import { descriptorOf } from "./names.ts";
import type { Found } from "./walk.ts";

/** What one PATH gave, and where looking for it began: the path itself, or the folder that a glob is within. */
export interface Top extends Found {
  readonly top: string;
}

/** All that was found, by path in code units; of the names of one file, the first. */
export async function once(tops: readonly Top[], files: Files): Promise<Found> {
  const [only, ...others] = tops;
  // Within one walk, which follows no link, no file has two names.
  if (only !== undefined && others.length === 0) {
    return {
      paths: only.paths.toSorted(byCodeUnit),
      problems: only.problems.toSorted((a, b) => byCodeUnit(a.span.file.path, b.span.file.path)),
    };
  }
  const here = await realOf(".", files);
  const placed = await Promise.all(
    tops.map(async ({ top, paths, problems }) => {
      const real = await realOf(top, files);
      const realPath = (path: string): string => {
        if (path === top) return real;
        return path.startsWith(`${top}/`) ? posix.join(real, path.slice(top.length)) : posix.join(here, path);
      };
      return {
        paths: paths.map((path) => ({ path, real: realPath(path), item: path })),
        problems: problems.map((problem) => {
          const { path } = problem.span.file;
          return { path, real: realPath(path), item: problem };
        }),
      };
    }),
  );
  return {
    paths: firstOfEach(placed.flatMap(({ paths }) => paths)),
    problems: firstOfEach(placed.flatMap(({ problems }) => problems)),
  };
}

interface Named<T> {
  readonly path: string;
  /** The same for every name of one file. */
  readonly real: string;
  readonly item: T;
}

function firstOfEach<T>(named: readonly Named<T>[]): readonly T[] {
  const first = new Map<string, T>();
  for (const { real, item } of named.toSorted((a, b) => byCodeUnit(a.path, b.path))) {
    if (!first.has(real)) first.set(real, item);
  }
  return [...first.values()];
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** A link that leads nowhere has no real path, but the folder it is in has. */
async function realOf(path: string, files: Files): Promise<string> {
  const descriptor = descriptorOf(path);
  if (descriptor !== null) return `descriptor ${descriptor}`;
  if (files.real === undefined) return posix.normalize(path);
  const real = await files.real(path);
  if (real !== null) return real;
  const folder = posix.dirname(path);
  return posix.join((await files.real(folder)) ?? folder, posix.basename(path));
}

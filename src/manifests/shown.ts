// How a path is written in reports and compared with globs: one way for one place.
// Seen from the working folder: what is in it never begins with `..`, wherever the walk that found it began.
import { posix, relative, resolve, sep } from "node:path";
import type { Files } from "../edges/edges.ts";
import { descriptorOf, standardInput } from "./names.ts";

/** With `/`, without `./`, relative to the working folder. Streams keep the name they are given by. */
export function shown(path: string, { workingFolder }: Files): string {
  if (descriptorOf(path) !== null) return path;
  const near = workingFolder === undefined ? path : relative(workingFolder, resolve(workingFolder, path));
  const slashed = sep === "\\" ? near.replaceAll(sep, "/") : near;
  const normal = posix.normalize(slashed).replace(/(?<=.)\/$/, "");
  // A bare `-` is standard input; a file of that name is told from it by its folder.
  return normal === standardInput ? `./${normal}` : normal;
}

/** The same for what a walk met below a shown path: only one that began outside may lead back in. */
export function shownBelow(path: string, files: Files): string {
  return path.startsWith("../") ? shown(path, files) : path;
}

// What a path says of the file, before anybody looks at it.
// Which names are manifests', which folders are never entered, and which paths are streams.
import { posix } from "node:path";

/** What a walk of a folder reads: YAML, JSON, and the one name without extension that kustomize knows. */
export function isManifestName(path: string): boolean {
  return /\.(?:ya?ml|json)$/i.test(path) || isKustomizationName(path);
}

/** The names under which kustomize looks for its file (konfig.RecognizedKustomizationFileNames). */
export function isKustomizationName(path: string): boolean {
  return ["kustomization.yaml", "kustomization.yml", "Kustomization"].includes(posix.basename(path));
}

/** What is in them belongs to git, and to packages of others. */
const neverEntered = new Set([".git", "node_modules"]);

/** Is the folder, or one that it is in, of those that no walk and no glob enters? */
export function isNeverEntered(folder: string): boolean {
  return folder.split("/").some((name) => neverEntered.has(name));
}

/** The PATH that stands for standard input, and the file name that findings in it carry. */
export const standardInput = "-";

/** The descriptor of this process that a PATH stands for, as a shell's `<(…)` passes one on (bash(1), "Process Substitution"). */
export function descriptorOf(path: string): number | null {
  if (path === standardInput || path === "/dev/stdin") return 0;
  const [, number] = /^(?:\/dev|\/proc\/self)\/fd\/(\d{1,9})$/.exec(path) ?? [];
  return number === undefined ? null : Number(number);
}

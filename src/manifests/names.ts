// What a file's name says of it.
import { posix } from "node:path";

/** What a walk of a folder reads: YAML, JSON, and the one name without extension that kustomize knows. */
export function isManifestName(path: string): boolean {
  return /\.(?:ya?ml|json)$/i.test(path) || isKustomizationName(path);
}

/** The names under which kustomize looks for its file (konfig.RecognizedKustomizationFileNames). */
export function isKustomizationName(path: string): boolean {
  return ["kustomization.yaml", "kustomization.yml", "Kustomization"].includes(posix.basename(path));
}

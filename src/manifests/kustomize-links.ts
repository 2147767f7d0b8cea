// What a kustomization builds on, as it names it: folders and files below or beside its own.
import { posix } from "node:path";
import type { KustomizationLinks } from "./kustomize-reach.ts";
import type { ParsedDocument } from "./parse.ts";
import { patchWordsIn } from "./patch-words.ts";
import { placesAt } from "./paths.ts";
import { sourceOf } from "./spans.ts";
import { member, text, type Value } from "./values.ts";

/** What the kustomization at `root` of the file at `path` names. */
export function linksOf(document: ParsedDocument, root: Value, path: string): KustomizationLinks {
  const folder = posix.dirname(path);
  const below = (...ways: readonly string[]): readonly string[] =>
    ways
      .flatMap((way) => placesAt(document, root, way))
      .flatMap(({ value }) => text(document, value) ?? [])
      .filter((name) => name.length < longestPath && !name.includes("://"))
      .map((name) => posix.join(folder, name).replace(/(?<=.)\/$/, ""));
  return {
    folder,
    namespace: namespaceOf(document, root),
    resources: below("resources[]", "bases[]"),
    components: below("components[]"),
    patches: below("patches[].path", "patchesJson6902[].path"),
    merges: below("patchesStrategicMerge[]"),
    generators: below("generators[]"),
    words: patchKeys
      .flatMap((key) => member(document, root, key) ?? [])
      .flatMap(({ node }) => patchWordsIn(sourceOf(document, node))),
  };
}

/** Under these a kustomization changes objects field by field. */
const patchKeys = ["patches", "patchesStrategicMerge", "patchesJson6902", "replacements"];

/** What a kustomization sets in all that it builds; `null` where it leaves that alone. */
export function namespaceOf(document: ParsedDocument, root: Value): string | null {
  const namespace = text(document, member(document, root, "namespace"));
  return namespace === "" ? null : namespace;
}

/** No file system takes a longer one. */
const longestPath = 4096;

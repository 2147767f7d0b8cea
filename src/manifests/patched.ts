// Uses and accounts that a patch of a kustomization changes in what pods pull with: the files say less than the cluster will have.
import { posix } from "node:path";
import type { ImageUse, ServiceAccount, Span } from "../model.ts";
import type { ImageEntry } from "./kustomize-images.ts";
import { changedByFolders, type KustomizationLinks } from "./kustomize-reach.ts";
import type { PatchWord, WordedFile } from "./patch-words.ts";

interface Patchable {
  readonly uses: readonly ImageUse[];
  readonly entries: readonly ImageEntry[];
  readonly serviceAccounts: readonly ServiceAccount[];
}

/** `worded`: files that name pull secrets or accounts, among them those of patches. Without a patch all stays as it is. */
export function markPatched(
  { uses, entries, serviceAccounts }: Patchable,
  links: readonly KustomizationLinks[],
  worded: readonly WordedFile[],
): Patchable {
  const files = new Set(links.flatMap(({ patches, merges }) => [...patches, ...merges]));
  const byPath = new Map(worded.filter(({ path }) => files.has(path)).map(({ path, words }) => [path, words]));
  const patching = new Map(links.map((link) => [link, wordsOf(link, byPath)]));
  if (files.size === 0 && [...patching.values()].every((words) => words.length === 0))
    return { uses, entries, serviceAccounts };
  const changedBy = changedByFolders(links);
  const below = (isPatching: (words: readonly PatchWord[]) => boolean): ReadonlySet<string> =>
    changedBy(links.filter((link) => isPatching(patching.get(link) ?? [])).map(({ folder }) => folder));
  const changed = below((words) => words.length > 0);
  const changedAccounts = below((words) => words.includes("imagePullSecrets"));
  // An object in a patch's file is a part of one that stands elsewhere.
  const isIn = (reached: ReadonlySet<string>, { file: { path } }: Span): boolean =>
    files.has(path) || reached.has(path);
  const isChanged = ({ source, span }: ImageUse): boolean =>
    isIn(changed, span) || (source === "kustomize" && changed.has(posix.dirname(span.file.path)));
  const marked = new Map(uses.filter(isChanged).map((use) => [use, { ...use, isPatched: true }]));
  return {
    uses: uses.map((use) => marked.get(use) ?? use),
    entries: entries.map((entry) => ({ ...entry, use: marked.get(entry.use) ?? entry.use })),
    serviceAccounts: serviceAccounts.map((account) =>
      isIn(changedAccounts, account.span) ? { ...account, isPatched: true } : account,
    ),
  };
}

function wordsOf(
  { words, patches, merges }: KustomizationLinks,
  byPath: ReadonlyMap<string, readonly PatchWord[]>,
): readonly PatchWord[] {
  return [...words, ...[...patches, ...merges].flatMap((path) => byPath.get(path) ?? [])];
}

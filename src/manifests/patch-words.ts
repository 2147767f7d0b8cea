// Patches of kustomizations are not applied here: all that is asked of them is whether they have a word in what pods pull with.
import type { SourceFile } from "../model.ts";

/** What a patch changes, by what its text says: lists of pull secrets, or which account a pod has. */
export type PatchWord = "imagePullSecrets" | "serviceAccount";

const words: readonly PatchWord[] = ["imagePullSecrets", "serviceAccount"];

/** Those of the words that stand in a text; `serviceAccount` in `serviceAccountName`, too. */
export function patchWordsIn(text: string): readonly PatchWord[] {
  return words.filter((word) => text.includes(word));
}

/** A file in which some of them stand; what it is, says only the kustomization that names it. */
export interface WordedFile {
  readonly path: string;
  readonly words: readonly PatchWord[];
}

/** The file, or nothing. */
export function wordedFile({ path, text }: SourceFile): readonly WordedFile[] {
  const found = patchWordsIn(text);
  return found.length === 0 ? [] : [{ path, words: found }];
}

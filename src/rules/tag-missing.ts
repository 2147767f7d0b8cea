// The repository answers, and the tag is not in it: the most common typo there is.
import type { ImageUse, Reference } from "../model.ts";
import type { UseRule } from "./rule.ts";
import { notFound } from "./kubelet-words.ts";
import { repositoryName } from "./names.ts";
import { suggest, withTag } from "./suggestion.ts";
import { verdictOf } from "./verdict.ts";
import { pulledName, wordingOf } from "./wording.ts";

export const tagMissing: UseRule = {
  id: "tag-missing",
  title: "the tag does not exist",
  over: "use",
  check(subject) {
    const { use, parsed, outcome, containerd } = subject;
    if (outcome.kind !== "absent" || outcome.what !== "tag" || parsed.kind !== "reference") return null;
    if (verdictOf(subject) !== "missing") return null;
    const { reference } = parsed;
    const [nearest] = outcome.nearestTags;
    const unwritten = isUnwritten(use, reference) ? `, and the ${wordingOf(use).thing} names no other` : "";
    return {
      severity: "error",
      message: `tag "${reference.tag ?? ""}" is not in ${repositoryName(reference)}${unwritten}`,
      kubelet: notFound({ use, reference, containerd }),
      fix:
        nearest === undefined
          ? `push the tag, or name one of those there are: crane ls ${repositoryName(reference)}`
          : `did you mean "${nearest}"?`,
      ...suggest(use, nearest === undefined ? null : withTag(use, reference, nearest)),
    };
  },
};

/** `latest` is the default of an image without a tag: nobody looks for a word that isn't there. */
function isUnwritten(use: ImageUse, reference: Reference): boolean {
  return reference.tag === "latest" && !pulledName(use).endsWith(":latest");
}

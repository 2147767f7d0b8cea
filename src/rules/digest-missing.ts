// The image is pinned to a digest that its repository does not hold (any more).
import type { UseRule } from "./rule.ts";
import { notFound } from "./kubelet-words.ts";
import { repositoryName, shortDigest } from "./names.ts";
import { verdictOf } from "./verdict.ts";
import { wordingOf } from "./wording.ts";

export const digestMissing: UseRule = {
  id: "digest-missing",
  title: "the digest does not exist",
  over: "use",
  check(subject) {
    const { use, parsed, outcome, containerd } = subject;
    if (outcome.kind !== "absent" || outcome.what !== "digest" || parsed.kind !== "reference") return null;
    if (verdictOf(subject) !== "missing") return null;
    const { reference } = parsed;
    const name = repositoryName(reference);
    const beside =
      reference.tag === null
        ? ""
        : ` (beside a digest, ${wordingOf(use).puller}s never look at the tag "${reference.tag}")`;
    return {
      severity: "error",
      message: `digest ${shortDigest(reference.digest ?? "")} is not in ${name}${beside}`,
      kubelet: notFound({ use, reference, containerd }),
      fix: `pin a digest that is there: crane digest ${name}:${reference.tag ?? "TAG"}`,
    };
  },
};

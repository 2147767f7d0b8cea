// The registry answers, and has no repository of that name.
import type { UseRule } from "./rule.ts";
import { nearRegistry } from "./known-registries.ts";
import { notFound } from "./kubelet-words.ts";
import { repositoryName } from "./names.ts";
import { suggest, withRegistry } from "./suggestion.ts";
import { verdictOf } from "./verdict.ts";
import { wordingOf } from "./wording.ts";

export const repositoryMissing: UseRule = {
  id: "repository-missing",
  title: "the repository does not exist",
  over: "use",
  check(subject) {
    const { use, parsed, outcome, containerd } = subject;
    if (outcome.kind !== "absent" || outcome.what !== "repository" || parsed.kind !== "reference") return null;
    if (verdictOf(subject) !== "missing") return null;
    const { reference } = parsed;
    const near = nearRegistry(reference.registry);
    return {
      severity: "error",
      message: `repository "${reference.repository}" is not in ${reference.registry}`,
      kubelet: notFound({ use, reference, containerd }),
      fix:
        near === null
          ? `correct the name, or push the ${wordingOf(use).thing} first: crane ls ${repositoryName(reference)}`
          : `did you mean the registry "${near}"?`,
      ...suggest(use, near === null ? null : withRegistry(use, reference, near)),
    };
  },
};

// Nothing was proved of a use, for a reason that no other rule tells.
import type { Outcome, Reference, Subject } from "../model.ts";
import type { Draft, UseRule } from "./rule.ts";
import { listed, quotedWords, resolvedName, shortName } from "./names.ts";
import { verdictOf } from "./verdict.ts";

export const notChecked: UseRule = {
  id: "not-checked",
  title: "the image was not checked",
  over: "use",
  check(subject) {
    const { parsed, outcome } = subject;
    if (verdictOf(subject) !== "unverified" || parsed.kind !== "reference") return null;
    const { reference } = parsed;
    if (outcome.kind === "absent" || outcome.kind === "refused") return hiddenBySecrets(subject, reference);
    if (outcome.kind !== "not-asked") return null;
    return outcome.why === "private-registry"
      ? {
          severity: "notice",
          message: `${reference.registry} is in private-registries: ${shortName(reference)} was not checked`,
          kubelet: null,
          fix: `try it on a node: crictl pull ${resolvedName(reference)}`,
        }
      : {
          severity: "warning",
          message: `the time for the run was over before ${shortName(reference)} was checked`,
          kubelet: null,
          fix: "raise timeout, or check fewer files in one run",
        };
  },
};

/** The registry said no to what the runner has; the pod names a secret that may say more, and whose content is not known here. */
function hiddenBySecrets({ credentials, outcome }: Subject, reference: Reference): Draft {
  const { registry, repository } = reference;
  const { opaqueSecrets } = credentials;
  const several = opaqueSecrets.length > 1;
  const said =
    outcome.kind === "refused"
      ? `refuses ${repository} here${quotedWords(outcome.words)}`
      : `shows no ${missing(outcome, reference)} to anonymous clients`;
  const names = `pull ${several ? "secrets" : "secret"} ${listed(opaqueSecrets, 3)}`;
  return {
    severity: "warning",
    message: `${registry} ${said}; ${names}, which may open it, ${several ? "are" : "is"} not known here`,
    kubelet: null,
    fix: `log the runner in to ${registry} with what the pod's pull ${several ? "secrets hold" : "secret holds"}`,
  };
}

/** The registry goes before: what is missing is named without it. */
function missing(outcome: Outcome, reference: Reference): string {
  const whole = outcome.kind === "absent" && outcome.what === "repository";
  return whole ? reference.repository : shortName(reference).slice(reference.registry.length + 1);
}

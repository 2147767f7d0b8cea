// A pull secret that is named and nowhere: neither among the manifests, nor made by anything in them, nor listed as external.
import type { NamedSecret, Subject } from "../model.ts";
import type { NameRule, PlacedDraft } from "./rule.ts";
import { isPolicy, verdictOf } from "./verdict.ts";
import { wordingOf } from "./wording.ts";

export const pullSecretMissing: NameRule = {
  id: "pull-secret-missing",
  title: "a pull secret is named and nowhere",
  over: "name",
  check(subject) {
    return subject.credentials.secrets.flatMap((one) => missing(one, subject));
  },
  checkAccount({ secrets }) {
    return secrets.flatMap((one) => missing(one, null));
  },
};

/** `subject`: the use that brings it, where one does. */
function missing({ named, name, found, by }: NamedSecret, subject: Subject | null): readonly PlacedDraft[] {
  // One in another namespace is there, and out of reach: pull-secret-unmatched says so.
  if (found.kind !== "missing" || found.elsewhere.length > 0) return [];
  const isDenied = subject !== null && isRefusedWithout(subject);
  const consequence = isDenied ? `; without it the ${wordingOf(subject.use).puller}s are refused` : "";
  const { nearest } = found;
  const whose = by === "service-account" ? ", which the ServiceAccount names," : "";
  return [
    {
      severity: isDenied ? "error" : "warning",
      message: `pull secret "${name}"${whose} is nowhere: it is not among the manifests, and nothing in them makes it${consequence}`,
      kubelet: subject?.use.slot === "artifact" ? null : notRetrieved(named.name),
      fix: nearest === null ? elsewise : `did you mean "${nearest}"? Otherwise ${elsewise}`,
      ...(nearest === null ? {} : { suggestion: { replacement: nearest } }),
      at: { span: named.span, name },
    },
  ];
}

/** A policy's 412 holds for every login, and where an unreadable secret stops the pull nobody was asked. */
function isRefusedWithout({ outcome, credentials }: Subject): boolean {
  return outcome.kind === "refused" && !isPolicy(outcome) && verdictOf({ outcome, credentials }) === "denied";
}

const elsewise = "add the Secret or what makes it, or list it in external-secrets if the cluster has it";

/** kubernetes `pkg/kubelet/kubelet_pods.go`, getPullSecretsForPod: an event, after which the pull goes on without it. */
export function notRetrieved(name: string): string {
  return `Unable to retrieve some image pull secrets (${name}); attempting to pull the image may not succeed.`;
}

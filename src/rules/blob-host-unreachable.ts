// The registry answers, and the host that serves its content does not: the firewall rule that everybody forgets.
import type { NetworkCause, Outcome } from "../model.ts";
import type { UseRule } from "./rule.ts";
import { moreSockets, networkFailure, whatHappened } from "./network-words.ts";
import { tlsRemedy } from "./tls-untrusted.ts";
import { type Wording, wordingOf } from "./wording.ts";

export const blobHostUnreachable: UseRule = {
  id: "blob-host-unreachable",
  title: "the host of the image's content can't be reached",
  over: "use",
  check({ use, parsed, outcome, containerd }) {
    if (outcome.kind !== "unreachable" || outcome.hop !== "blob" || parsed.kind !== "reference") return null;
    if (outcome.cause.startsWith("proxy-") || outcome.cause === "address-forbidden") return null;
    const { registry } = parsed.reference;
    return {
      severity: "warning",
      message: `${registry} answers, but its content comes from "${outcome.host}", which ${whatHappened[outcome.cause]}`,
      kubelet: networkFailure({ use, reference: parsed.reference, containerd }, outcome),
      fix: remedy(outcome, registry, wordingOf(use)),
    };
  },
};

function remedy(outcome: Extract<Outcome, { kind: "unreachable" }>, registry: string, wording: Wording): string {
  const { cause, host } = outcome;
  const allow = `allow "${host}" too, for the runner and for the nodes`;
  const look = `look at "${host}", which has what ${registry} gives out, then run the check again`;
  const again = `run the check again; if it stays so, ${allow}`;
  const remedies: Readonly<Partial<Record<NetworkCause, string>>> = {
    "server-error": look,
    "not-a-registry": look,
    "redirect-loop": look,
    "no-address": look,
    "login-elsewhere": `let ${registry} sign the addresses that it sends to, or give its content out itself`,
    "name-not-found": `let the runner and the nodes resolve "${host}", or let ${registry} give its content out itself`,
    "name-temporary": again,
    "resolver-silent": again,
    "no-sockets": moreSockets,
    reset: again,
  };
  return remedies[cause] ?? tlsRemedy(outcome, registry, wording) ?? allow;
}

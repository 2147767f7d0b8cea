// The registry answers, and the host that serves its content does not: the firewall rule that everybody forgets.
import type { UseRule } from "./rule.ts";
import { networkFailure, whatHappened } from "./network-words.ts";

export const blobHostUnreachable: UseRule = {
  id: "blob-host-unreachable",
  title: "the host of the image's content can't be reached",
  over: "use",
  check({ use, parsed, outcome }) {
    if (outcome.kind !== "unreachable" || outcome.hop !== "blob" || parsed.kind !== "reference") return null;
    if (outcome.cause.startsWith("proxy-")) return null;
    const { registry } = parsed.reference;
    return {
      severity: "warning",
      message: `${registry} answers, but its content comes from "${outcome.host}", which ${whatHappened[outcome.cause]}`,
      kubelet: networkFailure(use, parsed.reference, outcome),
      fix: `allow "${outcome.host}" too, for the runner and for the nodes`,
    };
  },
};

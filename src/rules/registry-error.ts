// The registry answers, with an error of its own making: its trouble, not the manifest's.
import type { UseRule } from "./rule.ts";
import { hostName, quotedWords } from "./names.ts";
import { networkFailure, whatHappened } from "./network-words.ts";

export const registryError: UseRule = {
  id: "registry-error",
  title: "the registry fails",
  over: "use",
  check({ use, parsed, outcome }) {
    if (outcome.kind !== "unreachable" || outcome.hop === "blob" || parsed.kind !== "reference") return null;
    if (outcome.cause !== "server-error" && outcome.cause !== "redirect-loop") return null;
    return {
      severity: "warning",
      message: `${hostName(outcome, parsed.reference)} ${whatHappened[outcome.cause]}${quotedWords(outcome.detail)}`,
      kubelet: networkFailure(use, parsed.reference, outcome),
      fix: "look at the registry's status page or logs, then run the check again",
    };
  },
};

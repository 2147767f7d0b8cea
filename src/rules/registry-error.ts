// The registry answers, with an error of its own making: its trouble, not the manifest's.
import type { NetworkCause } from "../model.ts";
import { webPage } from "../registries/token-answer.ts";
import type { UseRule } from "./rule.ts";
import { hostName, quotedWords } from "./names.ts";
import { networkFailure, whatHappened } from "./network-words.ts";

export const registryError: UseRule = {
  id: "registry-error",
  title: "the registry fails",
  over: "use",
  check({ use, parsed, outcome, containerd }) {
    if (outcome.kind !== "unreachable" || outcome.hop === "blob" || parsed.kind !== "reference") return null;
    const fix = remedies[outcome.cause];
    if (fix === undefined) return null;
    const { cause, detail } = outcome;
    // The registry's own words stand in quotes; what is missing from a token was not its word.
    const said = cause === "no-token" && detail !== "" ? ` (${detail})` : quotedWords(detail);
    return {
      severity: "warning",
      message: `${hostName(outcome, parsed.reference)} ${whatHappened[cause]}${said}`,
      kubelet: networkFailure({ use, reference: parsed.reference, containerd }, outcome),
      fix: detail.startsWith(webPage) ? behindPage : fix,
    };
  },
};

const behindPage =
  "let nobody have to log in on a page before the token service: a node wants a token and nothing else";

const remedies: Readonly<Partial<Record<NetworkCause, string>>> = {
  "server-error": "look at the registry's status page or logs, then run the check again",
  "redirect-loop": "look at how the registry and what stands before it are set up: each sends on to the other",
  "no-token": "look at the token service's logs: what it answers holds no token that can be read",
  "no-address": "correct how the registry is set up: what it sends clients to has to be an http or https address",
  "login-withheld": "give the token service TLS: from here no login is sent in the open",
  "login-elsewhere": "let the registry answer itself, or send on to what asks for no login",
};

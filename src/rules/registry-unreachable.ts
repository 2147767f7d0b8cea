// The registry exists, and no connection came about from here; nodes may well have a better way to it.
import type { NetworkCause, Outcome } from "../model.ts";
import { urlHost } from "../registries/host.ts";
import type { UseRule } from "./rule.ts";
import { hostName, quotedWords, withoutHost } from "./names.ts";
import { moreSockets, networkFailure, whatHappened } from "./network-words.ts";

export const registryUnreachable: UseRule = {
  id: "registry-unreachable",
  title: "no way to the registry from here",
  over: "use",
  check({ use, parsed, outcome, containerd }) {
    if (outcome.kind !== "unreachable" || outcome.hop === "blob" || parsed.kind !== "reference") return null;
    const { reference } = parsed;
    const remedy = remedies[outcome.cause];
    if (remedy === undefined) return null;
    return {
      severity: "warning",
      message: `${hostName(outcome, reference)} ${whatHappened[outcome.cause]}${said(outcome)}`,
      kubelet: networkFailure({ use, reference, containerd }, outcome),
      fix: remedy(reference.registry, outcome.host === urlHost(reference.registry) ? null : outcome.host),
    };
  },
};

/** More than the cause tells: the registry's own words, or how an answer was broken off. */
function said({ cause, detail, host }: Extract<Outcome, { kind: "unreachable" }>): string {
  if (cause === "address-refused") return quotedWords(detail);
  const words = withoutHost(detail, host);
  // Of several addresses each has its own fate, and a handshake is another hop than the connection.
  const isMore = cause === "reset" || words.includes(", ") || words.includes("TLS handshake");
  return isMore && words !== "" ? ` (${words})` : "";
}

const again = (): string => "run the check again; if it stays so, look at the runner's network";
/** `other`: the host that failed, where it isn't the registry's own. */
type Remedy = (registry: string, other: string | null) => string;

const open: Remedy = (registry, other) =>
  `open the way from the runner to ${other === null ? registry : `"${other}", too`}; if only the cluster has one, add "${registry}" to private-registries`;

const remedies: Readonly<Partial<Record<NetworkCause, Remedy>>> = {
  "name-temporary": again,
  "resolver-silent": () => "see that the runner's resolver is there and answers (/etc/resolv.conf, getent hosts NAME)",
  reset: again,
  "no-hosts": () => 'give a host of its hosts.toml the capabilities "pull" and "resolve"',
  refused: open,
  timeout: open,
  unroutable: open,
  "no-sockets": () => moreSockets,
  "address-refused": (registry) =>
    `allow the runner's address in ${registry}, or run the check from a network that it knows`,
};

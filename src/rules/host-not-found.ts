// The registry's name is not in DNS: a wrong address is the oldest cause of all.
import type { Outcome, Reference } from "../model.ts";
import { urlHost } from "../registries/host.ts";
import type { UseRule } from "./rule.ts";
import { failedRequest } from "./kubelet-requests.ts";
import { deadNameInZone, isWellKnown, nearRegistry } from "./known-registries.ts";
import { hostName } from "./names.ts";
import { networkFailure } from "./network-words.ts";
import { suggest, withRegistry } from "./suggestion.ts";

export const hostNotFound: UseRule = {
  id: "host-not-found",
  title: "the registry's name does not exist",
  over: "use",
  check({ use, parsed, outcome, containerd }) {
    if (outcome.kind !== "unreachable" || outcome.cause !== "name-not-found" || outcome.hop === "blob") return null;
    if (parsed.kind !== "reference") return null;
    const { reference } = parsed;
    const port = impossiblePort(reference.registry);
    if (port !== null) {
      return {
        severity: "error",
        message: `"${reference.registry}" has no such port: they end at 65535`,
        kubelet: failedRequest(
          { use, reference, containerd },
          "manifest",
          outcome.evidence,
          `dial tcp: address ${port}: invalid port`,
        ),
        fix: `correct the port ${port}`,
      };
    }
    const near = outcome.host === urlHost(reference.registry) ? nearRegistry(reference.registry) : null;
    const zone = deadNameInZone(reference.registry);
    return {
      severity: outcome.viaProxy ? "warning" : "error",
      message: `${hostName(outcome, reference)} does not exist in DNS${zone === null ? "" : `: ${zone}`}`,
      kubelet: networkFailure({ use, reference, containerd }, outcome),
      fix:
        near === null
          ? advice(reference, outcome)
          : `did you mean "${near}"? (a name that only the cluster resolves belongs in private-registries)`,
      ...suggest(use, near === null ? null : withRegistry(use, reference, near)),
    };
  },
};

/** Names allow any number of digits (`distribution/reference`), and sockets don't. */
function impossiblePort(registry: string): string | null {
  const port = /:(\d+)$/.exec(registry)?.[1] ?? "";
  return Number(port) > 65_535 ? port : null;
}

function advice(reference: Reference, outcome: Extract<Outcome, { kind: "unreachable" }>): string {
  if (outcome.viaProxy) return "the proxy could not look it up: check the name, or let the proxy resolve it";
  if (isWellKnown(reference.registry)) return "the name is spelled right: let the runner's DNS resolve it";
  return `correct the name; if only the cluster can resolve it, add "${reference.registry}" to private-registries`;
}

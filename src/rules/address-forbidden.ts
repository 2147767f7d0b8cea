// The way leads to an address that nobody is asked at: a metadata service has no images, and a fork names no private place.
import type { Outcome } from "../model.ts";
import type { Draft, UseRule } from "./rule.ts";
import { hostName, withoutHost } from "./names.ts";

export const addressForbidden: UseRule = {
  id: "address-forbidden",
  title: "the address is one that is not asked",
  over: "use",
  check({ parsed, outcome }) {
    if (parsed.kind !== "reference") return null;
    if (outcome.kind !== "unreachable" || outcome.cause !== "address-forbidden") return onTheWay(outcome);
    const { registry } = parsed.reference;
    const { host, hop, detail } = outcome;
    if (hop === "proxy") {
      const [variable = ""] = detail.split(" ", 1);
      return {
        severity: "warning",
        message: `the proxy on the way to "${host}" was not asked (${detail})`,
        kubelet: null,
        fix: `correct ${variable}: there is no proxy at that address`,
      };
    }
    const name =
      hop === "blob" ? `"${host}", where ${registry} sends for content,` : hostName(outcome, parsed.reference);
    return {
      severity: "warning",
      message: `${name} was not asked: ${withoutHost(detail, host)}`,
      kubelet: null,
      fix: detail.includes("fork's")
        ? "name the registry in the base branch first, or list it in private-registries there"
        : "correct the address: there are no images at it",
    };
  },
};

/** Another host was asked in its place: a mirror of hosts.toml that nobody may be asked at is told all the same. */
function onTheWay({ evidence }: Outcome): Draft | null {
  const passed = evidence.find(({ status, message }) => status === null && message.endsWith("which is not asked"));
  if (passed === undefined) return null;
  return {
    severity: "warning",
    message: `a host on the way was not asked: ${passed.message}`,
    kubelet: null,
    fix: "correct hosts.toml: there are no images at that address",
  };
}

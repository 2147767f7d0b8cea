// The way leads to an address that nobody is asked at: a metadata service has no images, and a fork names no private place.
import type { UseRule } from "./rule.ts";
import { hostName, withoutHost } from "./names.ts";

export const addressForbidden: UseRule = {
  id: "address-forbidden",
  title: "the address is one that is not asked",
  over: "use",
  check({ parsed, outcome }) {
    if (outcome.kind !== "unreachable" || outcome.cause !== "address-forbidden") return null;
    if (parsed.kind !== "reference") return null;
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

// Something answers under the name, and it does not speak the registry API: a web site, a portal, a login page.
import { hostFor, schemeFor, urlHost } from "../registries/host.ts";
import type { UseRule } from "./rule.ts";
import { behindWebSite, nearRegistry } from "./known-registries.ts";
import { hostName } from "./names.ts";
import { networkFailure } from "./network-words.ts";
import { suggest, withRegistry } from "./suggestion.ts";

export const notARegistry: UseRule = {
  id: "not-a-registry",
  title: "what answers is not a registry",
  over: "use",
  check({ use, parsed, outcome, containerd }) {
    if (outcome.kind !== "unreachable" || outcome.cause !== "not-a-registry" || outcome.hop === "blob") return null;
    if (parsed.kind !== "reference") return null;
    const { reference } = parsed;
    const itself = outcome.host === urlHost(reference.registry);
    const near = itself ? nearRegistry(reference.registry) : null;
    const host = hostName(outcome, reference);
    const what = outcome.viaProxy ? "is answered for by a proxy that is no registry" : "is not a registry";
    return {
      severity: outcome.viaProxy ? "warning" : "error",
      message: `${host} ${what}${outcome.detail === "" ? "" : `: ${outcome.detail}`}`,
      kubelet: networkFailure({ use, reference, containerd }, outcome),
      fix: fixFor(
        itself ? reference.registry : outcome.host,
        near ?? (itself ? behindWebSite(reference) : null),
        outcome.viaProxy,
      ),
      ...suggest(use, near === null ? null : withRegistry(use, reference, near)),
    };
  },
};

function fixFor(registry: string, meant: string | null, viaProxy: boolean): string {
  if (meant !== null) return `did you mean "${meant}"?`;
  if (viaProxy) return `let the proxy pass ${registry}, or name it in NO_PROXY`;
  const root = `${schemeFor(registry)}://${hostFor(registry)}/v2/`;
  return `correct the host or its port: curl -i ${root} answers 200 or 401 with JSON where a registry is`;
}

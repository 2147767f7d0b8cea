// The connection stands, and its TLS doesn't: an authority of one's own, an old certificate, or no TLS at all.
import type { NetworkCause } from "../model.ts";
import type { UseRule } from "./rule.ts";
import { hostName } from "./names.ts";
import { networkFailure, whatHappened } from "./network-words.ts";

export const tlsUntrusted: UseRule = {
  id: "tls-untrusted",
  title: "the registry's TLS is not trusted here",
  over: "use",
  check({ use, parsed, outcome }) {
    if (outcome.kind !== "unreachable" || outcome.hop === "blob" || parsed.kind !== "reference") return null;
    const fix = remedies[outcome.cause];
    if (fix === undefined) return null;
    // What Node says of the certificate stands in brackets after our own words for it.
    const said = /\(.+\)$/.exec(outcome.detail)?.[0] ?? "";
    return {
      severity: "warning",
      message: `${hostName(outcome, parsed.reference)} ${whatHappened[outcome.cause]}${said === "" ? "" : ` ${said}`}`,
      kubelet: networkFailure(use, parsed.reference, outcome),
      fix,
    };
  },
};

const remedies: Readonly<Partial<Record<NetworkCause, string>>> = {
  "tls-untrusted": "give the runner the authority in NODE_EXTRA_CA_CERTS, and see that nodes trust it too",
  "tls-expired": "renew the certificate: nodes refuse it as well",
  "tls-not-yet-valid": "compare the runner's clock with the certificate's dates",
  "tls-wrong-name": "use the name that the certificate is for, or have it issued for this one",
  "tls-failed": "see which TLS versions and ciphers it offers: openssl s_client -connect HOST:443",
  "plain-http": "give the registry a certificate: nodes do without one only where their hosts.toml says http",
};

// The connection stands, and its TLS doesn't: an authority of one's own, an old certificate, or no TLS at all.
import type { NetworkCause, Outcome } from "../model.ts";
import type { UseRule } from "./rule.ts";
import { urlHost } from "../registries/host.ts";
import { isWellKnown } from "./known-registries.ts";
import { behindTunnel, hostName } from "./names.ts";
import { networkFailure, whatHappened } from "./network-words.ts";
import { type Wording, wordingOf } from "./wording.ts";

type Unreachable = Extract<Outcome, { kind: "unreachable" }>;

export const tlsUntrusted: UseRule = {
  id: "tls-untrusted",
  title: "the registry's TLS is not trusted here",
  over: "use",
  check({ use, parsed, outcome, containerd }) {
    if (outcome.kind !== "unreachable" || outcome.hop === "blob" || parsed.kind !== "reference") return null;
    const { registry } = parsed.reference;
    // A token service is trusted, or not, under its own name.
    const isItself = outcome.host === urlHost(registry);
    const isElsewhere = outcome.cause === "plain-http" && !isItself;
    const fix = isElsewhere ? plainElsewhere : tlsRemedy(outcome, registry, wordingOf(use));
    if (fix === null) return null;
    // What the certificate itself says stands in brackets after our own words for it.
    const said = /\(.+\)$/.exec(outcome.detail)?.[0] ?? "";
    // Nobody's certificate but its own is shown for a registry that everybody trusts: somebody on the way opens TLS.
    const isOpened = isItself && outcome.detail.includes("an authority that is not") && isWellKnown(registry);
    const opener = outcome.viaProxy ? "the proxy on the way opens TLS" : "something on the way opens TLS";
    return {
      severity: "warning",
      message: `${hostName(outcome, parsed.reference)} ${whatHappened[outcome.cause]}${said === "" ? "" : ` ${said}`}${isOpened ? `: ${opener}` : ""}${behindTunnel(outcome.detail)}`,
      kubelet: networkFailure({ use, reference: parsed.reference, containerd }, outcome),
      fix,
    };
  },
};

/** Only a registry itself can be in `insecure-registries`: other hosts are asked as whoever names them writes it. */
const plainElsewhere =
  "give it a certificate, or write http:// where it is named: in hosts.toml for a mirror, in the registry's challenge for a token service";

/** What to change where TLS with `host` fails; `null` for any other cause. `registry` is what a reference calls it. */
export function tlsRemedy(
  { cause, host, detail }: Pick<Unreachable, "cause" | "host" | "detail">,
  registry: string,
  { puller }: Wording,
): string | null {
  const address = /:\d+$/.test(host) ? host : `${host}:443`;
  const remedies: Readonly<Partial<Record<NetworkCause, string>>> = {
    "tls-untrusted": `give the authority's certificate to the setting ca-file, and see that ${puller}s trust it too`,
    "tls-expired": `renew the certificate: ${puller}s refuse it as well`,
    "tls-not-yet-valid": "compare the runner's clock with the certificate's dates",
    "tls-wrong-name": "use the name that the certificate is for, or have it issued for this one",
    "tls-no-names": "have it issued anew, with the host's name as an alternative one (subjectAltName)",
    "tls-failed": /alert (?:certificate required|bad certificate)/.test(detail)
      ? `it wants a client's certificate: name it as "client" in the ${puller}s' hosts.toml, and that folder in mirrors`
      : `see which TLS versions and ciphers it offers: openssl s_client -connect ${address}`,
    "tls-not-accepted": `have it issued anew, for servers, with a key and a signature that Go takes: ${puller}s refuse it as well`,
    "tls-instead": `ask it in TLS: correct http:// to https:// in hosts.toml, or leave it out of insecure-registries`,
    "plain-http": `give the registry a certificate: ${puller}s do without one only where ${puller === "node" ? "their hosts.toml says http" : "they are told to"}; if ${puller === "node" ? "theirs does" : "this one is"}, add "${registry}" to insecure-registries`,
  };
  return remedies[cause] ?? null;
}

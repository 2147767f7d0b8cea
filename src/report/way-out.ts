// How requests left this machine, where that is a choice of its own: said, because nodes have theirs.
import type { Report, RouteHop } from "../model.ts";
import { listed } from "../rules/names.ts";
import { compareText } from "../text-order.ts";

/** Hosts that are named: thousands would fill a summary. */
const most = 20;

/** One sentence each; untrusted words in them. */
export function waysOut({ registries, egress }: Pick<Report, "registries" | "egress">): readonly string[] {
  const hops = registries.flatMap(({ route }) => route);
  const proxied = hops.filter(({ stage, detail }) => stage === "proxy" && !isPassedBy(detail));
  const passed = hops.filter(({ stage, detail }) => stage === "proxy" && isPassedBy(detail));
  const own = hops.filter(({ stage, detail }) => stage === "tls" && detail.includes(ownCertificates));
  const unverified = hops.filter(({ stage, detail }) => stage === "tls" && detail.includes("not verified"));
  const mirrors = egress.filter(({ why }) => why.includes("mirror")).map(({ host }) => host);
  return [
    ...(proxied.length === 0
      ? []
      : [
          `registries were asked through the proxy ${hostsOf(proxied)}, as this machine's environment says: nodes may have another way out`,
        ]),
    ...[...Map.groupBy(passed, ({ detail }) => detail)].map(
      ([detail, same]) => `no proxy was asked for ${hostsOf(same)}, as on a node: ${detail.replace("none: ", "")}`,
    ),
    ...(own.length === 0
      ? []
      : [`the certificates of this machine's own store are trusted, as nodes trust those of theirs: ${hostsOf(own)}`]),
    ...(unverified.length === 0
      ? []
      : [`no certificate was verified for ${hostsOf(unverified)}, as the settings say of the nodes`]),
    ...(mirrors.length === 0
      ? []
      : [
          `${listed(mirrors, most)} stood in for registries, as hosts.toml says: no pull secret was shown there, though nodes would`,
        ]),
  ];
}

/** As `edges/trust.ts` notes it. */
const ownCertificates = "this machine's own certificates";

function isPassedBy(detail: string): boolean {
  return detail.startsWith("none: ");
}

function hostsOf(hops: readonly RouteHop[]): string {
  return listed([...new Set(hops.map(({ host }) => host))].toSorted(compareText), most);
}

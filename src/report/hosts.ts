// A host that a node needs, in words: what the listing of egress, the summary and the text report share.
import type { EgressHost, HostRole } from "../model.ts";
import { compareText } from "../text-order.ts";
import { many } from "../counted.ts";

/** What was found out about reaching a host. */
export type Reach = "failed" | "unasked" | "reached";

/** What a reader acts on comes first. */
const reaches = ["failed", "unasked", "reached"] as const satisfies readonly Reach[];

export const reachWords: Readonly<Record<Reach, string>> = {
  failed: "not reached",
  unasked: "not asked",
  reached: "reached",
};

export function reachOf({ reached }: Pick<EgressHost, "reached">): Reach {
  if (reached === null) return "unasked";
  return reached ? "reached" : "failed";
}

/** What isn't reached first, then by host and port. */
export function worstReachFirst(hosts: readonly EgressHost[]): readonly EgressHost[] {
  return hosts.toSorted(
    (a, b) =>
      reaches.indexOf(reachOf(a)) - reaches.indexOf(reachOf(b)) || compareText(a.host, b.host) || a.port - b.port,
  );
}

/** `ghcr.io:443`, `[2001:db8::1]:5000`. */
export function addressOf({ host, port }: Pick<EgressHost, "host" | "port">): string {
  return `${host.includes(":") && !host.startsWith("[") ? `[${host}]` : host}:${port}`;
}

/** A role as a firewall's administrator would say it. */
const roleWords: Readonly<Record<HostRole, string>> = {
  registry: "registry",
  mirror: "mirror",
  redirect: "redirects",
  token: "tokens",
  blob: "content",
  proxy: "proxy",
};

/** What a host is first of all, where it is several things. */
export function mainRoleOf({ why }: Pick<EgressHost, "why">): HostRole | null {
  return roles.find((role) => why.includes(role)) ?? null;
}

const roles = ["registry", "mirror", "redirect", "token", "blob", "proxy"] as const satisfies readonly HostRole[];

/** Why a host wasn't reached, without its own name before it. Untrusted. */
export function reasonOf(detail: string, host: string): string {
  const start = detail.startsWith(host) ? /^(?::\d+)?: /.exec(detail.slice(host.length)) : null;
  return start === null ? detail : detail.slice(host.length + start[0].length);
}

/** Names that stand in one line. */
const mostNamed = 3;

/** `registry, tokens`, `content for ghcr.io`: whose, where the host isn't the registry itself. Untrusted. */
export function purposeOf(egress: EgressHost): string {
  const { host, why, registries } = egress;
  const roles = why.map((role) => roleWords[role]).join(", ");
  const others = registries.filter((name) => name !== host && name !== addressOf(egress));
  return others.length === 0 ? roles : `${roles} for ${some(registries, mostNamed)}`;
}

/** `a, b and 3 more` */
export function some(names: readonly string[], most: number): string {
  const rest = names.length - most;
  return `${names.slice(0, most).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

/** One line where something isn't reached, `null` where nothing is in the way. Untrusted. */
export function unreachedLine(hosts: readonly EgressHost[]): string | null {
  const names = worstReachFirst(hosts).flatMap((host) => (reachOf(host) === "failed" ? [addressOf(host)] : []));
  if (names.length === 0) return null;
  const all = `${names.length} of the ${many(hosts.length, "host")} that these images need`;
  const are = names.length === 1 ? "is" : "are";
  return `${all} ${are} not reached from here: ${some(names, mostNamed)}; all of them: pullgate egress`;
}

/** `7 hosts: 1 not reached, 6 reached`. */
export function hostCounts(hosts: readonly EgressHost[]): string {
  const counts = reaches
    .map((reach) => [reach, hosts.filter((host) => reachOf(host) === reach).length] as const)
    .filter(([, count]) => count > 0)
    .map(([reach, count]) => `${count} ${reachWords[reach]}`);
  return [many(hosts.length, "host"), ...(counts.length === 0 ? [] : [counts.join(", ")])].join(": ");
}

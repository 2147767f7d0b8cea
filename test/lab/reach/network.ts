// The network of the faults: every place that a row can lead to, a firewall that counts, and a resolver that fails by name.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { isIPv6 } from "node:net";
import * as v from "valibot";
import { run } from "../command.ts";
import { resolverAddress, startNames } from "../names.ts";
import { startFailingResolver } from "./failing-resolver.ts";
import { proxyPlaces } from "./proxies.ts";
import { metadataAddresses, type PlaceName, places, realPlaces, unresolved, type UnresolvedName } from "./ways.ts";

/** Where a host's name leads, or what the resolver says of it. */
export type Way = UnresolvedName | readonly PlaceName[];

export interface ReachNetwork {
  /** What the firewall has counted so far. */
  readonly counts: () => Promise<Counts>;
  readonly stop: () => void;
}

export interface Counts {
  /** Packets to services of metadata. */
  readonly metadata: number;
  /** Questions to the resolver. */
  readonly questions: number;
  /** Connections to the place that is `drops, counted`. */
  readonly tried: number;
}

/** Only inside the namespace; `ways` by host name. */
export async function setUpReach(folder: string, ways: ReadonlyMap<string, Way>): Promise<ReachNetwork> {
  await run("ip", "link", "set", "lo", "up");
  const own = [
    resolverAddress,
    unresolved["resolver fails"],
    unresolved["resolver fails at IPv6"],
    unresolved["resolver is silent"],
    ...proxyPlaces.values(),
  ];
  for (const { address, route } of [...realPlaces, ...own.map((address) => ({ address, route: undefined }))]) {
    const whole = `${address}/${isIPv6(address) ? 128 : 32}`;
    const family = isIPv6(address) ? "-6" : "-4";
    if (route === undefined) await run("ip", family, "address", "add", whole, "dev", "lo", "nodad");
    else await run("ip", family, "route", "add", route, whole);
  }
  const firewall = join(folder, "firewall");
  writeFileSync(firewall, rules());
  await run("nft", "--file", firewall);
  const failing = [
    await startFailingResolver(unresolved["resolver fails"], "everything"),
    await startFailingResolver(unresolved["resolver fails at IPv6"], "IPv6"),
  ];
  const proxies = [...proxyPlaces].map(([name, address]) => `--host-record=${name},${address}`);
  const answers = [...proxies, ...[...ways].flatMap(recordOf)];
  const resolver = await startNames(folder, ["127.0.0.1 localhost", "::1 localhost"], answers);
  return {
    counts: async () => countsIn(await run("nft", "--json", "list", "table", "inet", "lab")),
    stop: () => {
      for (const { close } of failing) close();
      resolver.kill("SIGTERM");
    },
  };
}

function rules(): string {
  const chain = (hook: "input" | "output"): readonly string[] =>
    realPlaces.flatMap(({ address, [hook]: rule }: { address: string; input?: string; output?: string }) =>
      rule === undefined ? [] : [`    ${toward(address)} ${rule}`],
    );
  const counted = metadataAddresses.map((address) => `    ${toward(address)} counter name metadata`);
  return `table inet lab {
  counter metadata { }
  counter questions { }
  set tried { type inet_service; size 65535; flags dynamic; }
  chain input {
    type filter hook input priority 0; policy accept;
${counted.join("\n")}
    ${toward(resolverAddress)} udp dport 53 counter name questions
    ${toward(unresolved["resolver is silent"])} drop
${chain("input").join("\n")}
  }
  chain output {
    type filter hook output priority 0; policy accept;
${chain("output").join("\n")}
  }
}
`;
}

function toward(address: string): string {
  return `${isIPv6(address) ? "ip6" : "ip"} daddr ${address}`;
}

/** An option of dnsmasq; a name that it knows nothing of doesn't exist. */
function recordOf([name, way]: readonly [string, Way]): readonly string[] {
  if (typeof way !== "string")
    return [`--host-record=${[name, ...way.map((place) => places[place].address)].join(",")}`];
  if (way === "no address") return [`--txt-record=${name},nothing`];
  const upstream = unresolved[way];
  return upstream === null ? [] : [`--server=/${name}/${upstream}`];
}

const listingSchema = v.object({
  nftables: v.array(
    v.object({
      counter: v.optional(v.object({ name: v.string(), packets: v.number() })),
      set: v.optional(v.object({ name: v.string(), elem: v.optional(v.array(v.unknown()), []) })),
    }),
  ),
});

function countsIn(listing: string): Counts {
  const { nftables } = v.parse(listingSchema, JSON.parse(listing));
  const packets = (wanted: string): number =>
    nftables.find(({ counter }) => counter?.name === wanted)?.counter?.packets ?? -1;
  const tried = nftables.find(({ set }) => set?.name === "tried")?.set?.elem.length ?? -1;
  return { metadata: packets("metadata"), questions: packets("questions"), tried };
}

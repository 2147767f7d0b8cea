// What the network does on the way to a host, by the words that rows use: where its name leads, and what happens to who goes there.
import { gatewayAddresses, plainHttpAddress, tlsOnlyAddresses } from "../network.ts";

/** An address, and what the firewall does to what is sent there: `input` and `output` are the ends of nft's rules for it. */
interface Place {
  readonly address: string;
  readonly input?: string;
  readonly output?: string;
  /** What `ip route` says of it. */
  readonly route?: "unreachable" | "prohibit";
}

const [address4, address6] = gatewayAddresses;
/** Who asks an address of this machine has the same one: what comes back to it has to get through. */
const opening = "tcp flags & (syn | ack) == syn";

/** The registries answer at these. */
const answering = {
  answers: { address: address4 },
  "answers over IPv6": { address: address6 },
  /** Not within any network of one's own. Source: RFC 5737. */
  "answers in public": { address: "203.0.113.10" },
  "plain HTTP": { address: plainHttpAddress },
  "TLS alone": { address: tlsOnlyAddresses[0] },
} as const satisfies Readonly<Record<string, Place>>;

/** The firewall, or the machine, answers in their place, or nobody does. */
const barred = {
  resets: { address: "10.77.0.3", input: `${opening} reject with tcp reset` },
  "resets over IPv6": { address: "fd77::3", input: `${opening} reject with tcp reset` },
  drops: { address: "10.77.0.4", input: "drop" },
  "drops over IPv6": { address: "fd77::4", input: "drop" },
  "no route": { address: "10.77.0.5", route: "unreachable" },
  "no route over IPv6": { address: "fd77::5", route: "unreachable" },
  prohibits: { address: "10.77.0.6", input: `${opening} reject with icmp type admin-prohibited` },
  "host unreachable": { address: "10.77.0.7", input: `${opening} reject with icmp type host-unreachable` },
  "drops what comes after the handshake": { address: "10.77.0.9", input: "meta length > 100 drop" },
  /** A firewall that reads the name in TLS's first message, and breaks off. */
  "resets what comes after the handshake": {
    address: "10.77.0.18",
    input: "tcp dport 443 meta length > 100 reject with tcp reset",
  },
  "a rule of this machine": { address: "10.77.0.10", output: "drop" },
  "a route of this machine": { address: "10.77.0.16", route: "prohibit" },
  /** As `drops`, and connections that are tried are told apart by their port. */
  "drops, counted": { address: "10.77.0.15", input: `${opening} add @tried { tcp sport } drop` },
} as const satisfies Readonly<Record<string, Place>>;

/** Somebody answers there who breaks off, or speaks something else: `breakers.ts`. */
const breaking = {
  "closes on TLS": { address: "10.77.0.11" },
  "old TLS": { address: "10.77.0.12" },
  "refuses TLS": { address: "10.77.0.13" },
  "no HTTP": { address: "10.77.0.14" },
  /** As `TLS alone`, and who comes without is told nothing. */
  "TLS alone, silently": { address: "10.77.0.17" },
} as const satisfies Readonly<Record<string, Place>>;

/** Services of clouds that give out a machine's own credentials: whoever comes there is counted. */
const metadata = {
  "metadata service": { address: "169.254.169.254" },
  "metadata service over IPv6": { address: "fd00:ec2::254" },
  "metadata service of a task": { address: "169.254.170.2" },
} as const satisfies Readonly<Record<string, Place>>;

/** An IPv4 address in IPv6's clothes leads to the same. */
const disguised = {
  "metadata service, mapped": { address: "::ffff:169.254.169.254" },
  "metadata service, by NAT64": { address: "64:ff9b::a9fe:a9fe" },
} as const satisfies Readonly<Record<string, Place>>;

export const places = { ...answering, ...barred, ...breaking, ...metadata, ...disguised } as const;

/** Names that lead nowhere: what the resolver says of them. */
export const unresolved = {
  "no such name": null,
  /** The name is there, and no address of either family. */
  "no address": null,
  /** Answers with SERVFAIL: `failing-resolver.ts`. */
  "resolver fails": "10.77.0.54",
  /** No IPv4 address, and SERVFAIL to whoever asks for one of IPv6. */
  "resolver fails at IPv6": "10.77.0.56",
  /** dnsmasq itself says REFUSED, for it has nobody to ask. */
  "resolver refuses": "#",
  "resolver is silent": "10.77.0.55",
} as const;

export type PlaceName = keyof typeof places;
export type UnresolvedName = keyof typeof unresolved;

export const answeringAddresses: readonly string[] = addressesOf(answering);
export const metadataAddresses: readonly string[] = addressesOf(metadata);

/** What is to be brought up; an address in disguise is none of its own. */
export const realPlaces: readonly Place[] = Object.values({ ...answering, ...barred, ...breaking, ...metadata });

function addressesOf(some: Readonly<Record<string, Place>>): readonly string[] {
  return Object.values(some).map(({ address }) => address);
}

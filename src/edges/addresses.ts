// Addresses that nobody is asked at: a cloud's metadata service has no images, and gives out the machine's own credentials.
import { BlockList, isIP, isIPv6 } from "node:net";
import type { Reach } from "../model.ts";

/** Why an address is not asked. */
export type Forbidden = "metadata" | "private";

/** What is said of it, behind the address. */
export const forbiddenWords: Readonly<Record<Forbidden, string>> = {
  metadata: "the address of a cloud's metadata service, which is not asked",
  private: "a private address, which is not asked for a host that only a fork's pull request names",
};

/** Whose each is, by their documentation. */
const metadata = listOf([
  "169.254.169.254/32", // AWS, Azure, Google Cloud, Oracle, DigitalOcean, OpenStack and most others
  "169.254.170.2/32", // ECS: credentials of a task
  "169.254.170.23/32", // EKS: credentials of a pod
  "169.254.42.42/32", // Scaleway
  "169.254.0.23/32", // Tencent Cloud
  "100.100.100.200/32", // Alibaba Cloud
  "168.63.129.16/32", // Azure's WireServer
  "192.0.0.192/32", // Oracle Cloud Classic
  "fd00:ec2::254/128", // AWS
  "fd00:ec2::23/128", // EKS
  "fd20:ce::254/128", // Google Cloud
  "fd00:42::42/128", // Scaleway
  "fd00:a9fe:a9fe::1/128", // Linode
  "fe80::a9fe:a9fe/128", // OpenStack
]);

/** Names by which a proxy would find the same. */
const metadataNames: ReadonlySet<string> = new Set([
  "metadata",
  "metadata.google.internal",
  "metadata.goog",
  "instance-data",
  "instance-data.ec2.internal",
]);

/** Loopback, private, link-local, shared and otherwise not global (IANA's special-purpose address registries). */
const notPublic = listOf([
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "224.0.0.0/4",
  "240.0.0.0/4",
  "::/127",
  "fc00::/7",
  "fe80::/10",
  "fec0::/10",
  "ff00::/8",
]);

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", prefix = ""] = network.split("/");
    list.addSubnet(address, Number(prefix), isIPv6(address) ? "ipv6" : "ipv4");
  }
  return list;
}

/** Why an address is not asked; `null` where it is. */
export function forbiddenAddress(address: string, reach: Reach): Forbidden | null {
  const shapes = [address, ...embedded(address)];
  if (shapes.some((one) => holds(metadata, one))) return "metadata";
  return reach === "public" && shapes.some((one) => holds(notPublic, one)) ? "private" : null;
}

/** The same of a host as a URL has it; a name that only DNS could tell of is let pass. */
export function forbiddenHost(hostname: string, reach: Reach): Forbidden | null {
  const host = hostname.replaceAll(/^\[|\]$|\.$/g, "").toLowerCase();
  if (isIP(host) !== 0) return forbiddenAddress(host, reach);
  if (metadataNames.has(host)) return "metadata";
  return reach === "public" && (host === "localhost" || host.endsWith(".localhost")) ? "private" : null;
}

function holds(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 6 ? "ipv6" : "ipv4");
}

/** IPv4 in IPv6's clothes: mapped and compatible (RFC 4291), NAT64 (RFC 6052, 8215), 6to4 (RFC 3056), ISATAP (RFC 5214). */
function embedded(address: string): readonly string[] {
  if (isIP(address) !== 6) return [];
  const groups = groupsOf(address);
  const [first = 0, second = 0, third = 0] = groups;
  const at = (index: number): string => {
    const [high = 0, low = 0] = groups.slice(index, index + 2);
    return [high >> 8, high & 255, low >> 8, low & 255].join(".");
  };
  if (first === 0x2002) return [at(1)];
  if (first === 0x64 && second === 0xff9b) return third === 1 ? [at(6), ...shorterPrefixes(groups)] : [at(6)];
  if (groups[5] === 0x5efe) return [at(6)];
  const isMapped = first === 0 && second === 0 && third === 0 && groups[3] === 0;
  return isMapped && groups.some((group) => group !== 0) ? [at(6)] : [];
}

/** Under the local prefix of NAT64 the address may stand further left, around an octet of zeros (RFC 6052 §2.2: /48, /56, /64). */
function shorterPrefixes(groups: readonly number[]): readonly string[] {
  const octets = groups.flatMap((group) => [group >> 8, group & 255]);
  return [6, 7, 8].map((from) =>
    octets
      .slice(from, from + 5)
      .filter((_, index) => from + index !== 8)
      .slice(0, 4)
      .join("."),
  );
}

/** The eight groups of an address in any of its spellings; a zone (`%eth0`) is no part of it. */
function groupsOf(address: string): readonly number[] {
  const bare = address.replace(/%.*$/, "");
  // A URL writes the last two groups in hexadecimal, too.
  const written = URL.canParse(`http://[${bare}]`) ? new URL(`http://[${bare}]`).hostname.slice(1, -1) : bare;
  const [head = "", tail] = written.split("::");
  const parse = (text: string): readonly number[] =>
    text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16));
  if (tail === undefined) return parse(head);
  const [front, back] = [parse(head), parse(tail)];
  return [...front, ...Array.from({ length: 8 - front.length - back.length }, () => 0), ...back];
}

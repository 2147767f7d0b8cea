// The network of the limits: every registry at one address, and nodes in network namespaces of their own, behind addresses that they share.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../command.ts";
import { startNames, resolverAddress } from "../names.ts";
import { gatewayAddresses } from "../network.ts";

/** By which the nodes are seen from outside. Source: RFC 5737, addresses for examples. */
const egressAddresses = ["203.0.113.1", "203.0.113.2"] as const;

export interface LimitsNetwork {
  /** From now on so many addresses stand for the nodes, each for as many of them; what is connected stays as it is. */
  readonly share: (addresses: number) => Promise<void>;
  /** Ends the resolver; everything else goes with the namespace. */
  readonly stop: () => void;
}

/** Only inside the namespace. `nodes`: how their network namespaces are to be called. */
export async function setUpLimits(
  folder: string,
  hosts: readonly string[],
  nodes: readonly string[],
): Promise<LimitsNetwork> {
  const [gateway] = gatewayAddresses;
  await run("ip", "link", "set", "lo", "up");
  for (const address of [gateway, resolverAddress, ...egressAddresses]) {
    await run("ip", "address", "add", `${address}/32`, "dev", "lo");
  }
  await Promise.all(nodes.map(async (namespace, index) => setUpNode(namespace, index + 1)));
  const lines = ["127.0.0.1 localhost", "::1 localhost", ...hosts.map((host) => `${gateway} ${host}`)];
  const resolver = await startNames(folder, lines, []);
  return {
    share: async (addresses) => {
      const firewall = join(folder, "firewall");
      writeFileSync(firewall, rules(nodes.length, addresses));
      await run("nft", "--file", firewall);
    },
    stop: () => void resolver.kill("SIGTERM"),
  };
}

/** A cable from here to there, which is the only way out. */
async function setUpNode(namespace: string, number: number): Promise<void> {
  const [near, cable] = [`10.78.${number}.1`, `cable-${number}`];
  await run("ip", "netns", "add", namespace);
  await run("ip", "link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", namespace);
  await run("ip", "address", "add", `${near}/24`, "dev", cable);
  await run("ip", "link", "set", cable, "up");
  await run("ip", "-n", namespace, "link", "set", "lo", "up");
  await run("ip", "-n", namespace, "address", "add", `10.78.${number}.2/24`, "dev", "eth0");
  await run("ip", "-n", namespace, "link", "set", "eth0", "up");
  await run("ip", "-n", namespace, "route", "add", "default", "via", near);
}

/** The registries are this machine: what comes in is translated, and nothing has to go on. */
function rules(nodes: number, addresses: number): string {
  const translated = Array.from({ length: nodes }, (_, index) => {
    const egress = egressAddresses[Math.floor((index * addresses) / nodes)];
    if (egress === undefined) throw new Error(`the lab has no ${addresses} addresses for its nodes`);
    return `    ip saddr 10.78.${index + 1}.0/24 snat to ${egress}`;
  });
  return `table ip lab { }
delete table ip lab
table ip lab {
  chain input {
    type nat hook input priority 100; policy accept;
${translated.join("\n")}
  }
}
`;
}

// The lab's network, made inside a network and mount namespace of its own: addresses, names, a resolver and a firewall.
// Nothing in it leads out: loopback is all the namespace has.
import { type ChildProcess } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { World } from "../support/registry/world.ts";
import { run } from "./command.ts";
import { resolverAddress, startNames } from "./names.ts";

type Network = NonNullable<ReturnType<World["get"]>>["network"];

const gatewayAddress = "10.77.0.1";
const gatewayAddress6 = "fd77::1";
/** Where hosts that are named by an address are asked. */
export const gatewayAddresses = [gatewayAddress, gatewayAddress6] as const;
export const plainHttpAddress = "10.77.0.2";
/** What isn't TLS is told so there, as Go's server does. */
export const tlsOnlyAddresses = ["10.77.0.8", "127.0.0.6"] as const;
const refusingAddress = "10.77.0.3";
const silentAddress = "10.77.0.4";
const unroutableAddress = "10.77.0.5";

export interface LabNetwork {
  /** Every port that a host of the worlds is asked at. */
  readonly ports: readonly number[];
  /** Ends the resolver; addresses, names and firewall go with the namespace. */
  readonly stop: () => void;
}

/** Brings the network up. `worlds`: everything that will be asked; a name must behave the same in all of them. */
export async function setUpNetwork(folder: string, worlds: readonly World[]): Promise<LabNetwork> {
  await run("ip", "link", "set", "lo", "up");
  for (const address of [gatewayAddress, plainHttpAddress, refusingAddress, silentAddress, resolverAddress]) {
    await run("ip", "address", "add", `${address}/32`, "dev", "lo");
  }
  await run("ip", "address", "add", `${gatewayAddress6}/128`, "dev", "lo");
  await run("ip", "route", "add", "unreachable", `${unroutableAddress}/32`);
  const firewall = join(folder, "firewall");
  // Who asks an address of this machine has the same one: the reset comes back to it, and has to get through.
  writeFileSync(
    firewall,
    `table inet lab {
  chain input {
    type filter hook input priority 0; policy accept;
    ip daddr ${silentAddress} drop
    ip daddr ${refusingAddress} tcp flags & (syn | ack) == syn reject with tcp reset
  }
}
`,
  );
  await run("nft", "--file", firewall);
  const hosts = hostsIn(worlds);
  const resolver = await setUpNames(folder, hosts);
  return {
    stop: () => void resolver.kill("SIGTERM"),
    ports: [...new Set([80, 443, ...hosts.flatMap(({ port }) => port ?? [])])],
  };
}

interface NamedHost {
  readonly name: string;
  readonly port: number | null;
  readonly network: Network;
}

function hostsIn(worlds: readonly World[]): readonly NamedHost[] {
  const known = new Map<string, NamedHost>();
  for (const world of worlds) {
    for (const [host, { network }] of world) {
      const url = new URL(`https://${host}`);
      const named = { name: url.hostname, port: url.port === "" ? null : Number(url.port), network };
      const before = known.get(host);
      if (before !== undefined && addressFor(before.network) !== addressFor(network)) {
        throw new Error(
          `${host} can't be ${network ?? "well"} in one case and ${before.network ?? "well"} in another: rename one`,
        );
      }
      known.set(host, named);
    }
  }
  return [...known.values()];
}

/** `null`: the name does not exist. */
function addressFor(network: Network): string | null {
  const address = network === undefined ? undefined : addresses.get(network);
  return address === undefined ? gatewayAddress : address;
}

/** Of those that a gateway behind the name's address couldn't play. */
const addresses: ReadonlyMap<NonNullable<Network>, string | null> = new Map([
  ["name-not-found", null],
  ["name-temporary", null],
  ["refused", refusingAddress],
  ["timeout", silentAddress],
  ["unroutable", unroutableAddress],
  ["plain-http", plainHttpAddress],
]);

/** Every name that leads somewhere stands in the machine's own file. */
async function setUpNames(folder: string, hosts: readonly NamedHost[]): Promise<ChildProcess> {
  const lines = new Set(["127.0.0.1 localhost", "::1 localhost"]);
  for (const { name, network } of hosts) {
    const address = addressFor(network);
    if (address !== null && !/^[\d.]+$|^\[/.test(name) && name !== "localhost") lines.add(`${address} ${name}`);
  }
  const failing = hosts.filter(({ network }) => network === "name-temporary").map(({ name }) => `--server=/${name}/#`);
  return startNames(folder, [...lines], failing);
}

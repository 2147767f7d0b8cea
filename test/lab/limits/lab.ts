// The lab of the limits, inside its namespace: a gateway that counts, and real nodes, started when they are wanted.
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeAuthority } from "../../support/certificates.ts";
import { run } from "../command.ts";
import { type Containerd, startContainerd } from "../containerd.ts";
import { type Gateway, startGateway } from "../gateway.ts";
import { gatewayAddresses } from "../network.ts";
import { type LabNode, labNodes } from "../series.ts";
import { setUpLimits } from "./network.ts";

export interface LimitsLab {
  /** In memory, and gone with the mount namespace. */
  readonly folder: string;
  /** The file with the authority that is trusted here. */
  readonly trusted: string;
  readonly gateway: Gateway;
  /** One of each series, of amd64, without a network of its own. */
  readonly series: () => Promise<readonly Containerd[]>;
  /** The newest of them in network namespaces of their own, with no way out but by the addresses that they share. */
  readonly nodes: () => Promise<readonly Containerd[]>;
  /** From now on by so many addresses. */
  readonly share: (addresses: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

const folder = "/run/pullgate-lab";

const nodeNames = ["node-1", "node-2", "node-3", "node-4"] as const;

/** Only inside the namespace that `namespace.ts` makes. */
export async function openLimits(hosts: readonly string[]): Promise<LimitsLab> {
  await run("mount", "-t", "tmpfs", "lab", "/run");
  for (const name of ["", "tmp"]) {
    mkdirSync(join(folder, name), { recursive: true });
    chmodSync(join(folder, name), 0o755);
  }
  process.env["TMPDIR"] = join(folder, "tmp");
  const authority = makeAuthority("Pullgate lab");
  const trusted = join(folder, "authority.pem");
  writeFileSync(trusted, authority.cert);
  const network = await setUpLimits(folder, hosts, nodeNames);
  const [address] = gatewayAddresses;
  // Open connections stay open: what is counted are questions.
  const keepAliveMs = 30_000;
  const gateway = await startGateway({ authority, upstreams: null, ports: [443], addresses: [address], keepAliveMs });
  const nodes = labNodes.filter(({ platform }) => platform === "linux/amd64");
  const started: Promise<Containerd>[] = [];
  const start = async (node: LabNode, name: string): Promise<Containerd> => {
    const starting = startContainerd(node, join(folder, name), trusted);
    started.push(starting);
    return starting;
  };
  return {
    folder,
    trusted,
    gateway,
    series: async () => Promise.all(nodes.map(async (node) => start(node, `series-${node.series}`))),
    nodes: async () =>
      Promise.all(
        nodeNames.map(async (name) => {
          const newest = nodes.at(-1);
          if (newest === undefined) throw new Error("the lab has no containerd for linux/amd64");
          return start({ ...newest, command: ["ip", "netns", "exec", name, ...newest.command] }, name);
        }),
      ),
    share: async (addresses) => {
      await network.share(addresses);
      gateway.hangUp();
    },
    close: async () => {
      await Promise.all(started.map(async (one) => (await one).stop()));
      await gateway.close();
      network.stop();
    },
  };
}

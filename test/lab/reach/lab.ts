// The lab of the faults, inside its namespace: network, proxies, registries of every row beside each other, and real nodes.
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { World } from "../../support/registry/world.ts";
import { run } from "../command.ts";
import { type Gateway, startGateway } from "../gateway.ts";
import { type Authorities, contextsOf, makeAuthorities } from "./authorities.ts";
import { startBreakers } from "./breakers.ts";
import { costWays, costWorld } from "./cost.ts";
import type { Fault } from "./fault.ts";
import { type Counts, setUpReach } from "./network.ts";
import { type Nodes, openNodes } from "./nodes.ts";
import { startSquid } from "./proxies.ts";
import { answeringAddresses, places } from "./ways.ts";

export interface ReachLab {
  readonly authorities: Authorities;
  /** The file with the authority that is trusted here. */
  readonly trusted: string;
  readonly gateway: Gateway;
  readonly nodes: Nodes;
  readonly counts: () => Promise<
    Counts & { /** Connections that a service of metadata took. */ readonly intruders: number }
  >;
  readonly close: () => Promise<void>;
}

/** In memory, and gone with the mount namespace. */
const folder = "/run/pullgate-lab";

/** Only inside the namespace that `namespace.ts` makes. Nothing changes in it once it is there: rows can be tried at once. */
export async function openReach(faults: readonly Fault[]): Promise<ReachLab> {
  await run("mount", "-t", "tmpfs", "lab", "/run");
  for (const name of ["", "tmp", "nodes"]) {
    mkdirSync(join(folder, name), { recursive: true });
    chmodSync(join(folder, name), 0o755);
  }
  process.env["TMPDIR"] = join(folder, "tmp");
  const authorities = makeAuthorities();
  const trusted = join(folder, "authority.pem");
  writeFileSync(trusted, authorities.lab.cert);
  // Where Debian keeps the machine's own, which Go's clients go by.
  await run("mount", "-t", "tmpfs", "lab", "/etc/ssl/certs");
  writeFileSync("/etc/ssl/certs/ca-certificates.crt", authorities.machine.cert);

  const network = await setUpReach(folder, new Map([...costWays, ...faults.flatMap(({ ways }) => [...ways])]));
  const world: World = new Map([...costWorld, ...faults.flatMap((fault) => [...fault.world])]);
  const kinds = new Map(faults.flatMap(({ certificates }) => [...certificates]));
  const ports = [...world.keys()].flatMap((host) => /:(\d+)$/.exec(host)?.[1] ?? []).map(Number);
  const [squid, breakers, gateway] = await Promise.all([
    startSquid(join(folder, "squid"), authorities),
    startBreakers(),
    startGateway({
      authority: authorities.lab,
      upstreams: null,
      ports: [...new Set([80, 443, ...ports])],
      addresses: [
        ...answeringAddresses,
        places["drops what comes after the handshake"].address,
        places["resets what comes after the handshake"].address,
        "127.0.0.1",
        "127.0.0.6",
      ],
      keepAliveMs: 30_000,
      contextOf: contextsOf(kinds, authorities),
    }),
  ]);
  gateway.present(() => world);
  const nodes = openNodes(join(folder, "nodes"), faults, authorities);
  return {
    authorities,
    trusted,
    gateway,
    nodes,
    counts: async () => ({ ...(await network.counts()), intruders: breakers.intruders() }),
    close: async () => {
      await nodes.stop();
      await gateway.close();
      squid.stop();
      breakers.close();
      network.stop();
    },
  };
}

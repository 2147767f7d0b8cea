// The lab as a whole, inside its namespace: real registries, the gateway in front of them, and a real containerd of each series.
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type HttpEdge, nodeHttp } from "../../src/edges/http.ts";
import { makeAuthority } from "../support/certificates.ts";
import type { World } from "../support/registry/world.ts";
import { run } from "./command.ts";
import { type Containerd, startContainerd } from "./containerd.ts";
import { type Gateway, startGateway } from "./gateway.ts";
import { setUpNetwork } from "./network.ts";
import { type LabRegistry, startRegistry } from "./registry.ts";
import { labNodes } from "./series.ts";
import { createStorage } from "./storage.ts";

export interface Lab {
  readonly containerds: readonly Containerd[];
  readonly gateway: Gateway;
  /** The file with the one authority that is trusted here. */
  readonly authority: string;
  /** The gate's network, shared by all its runs: what a trust store costs is paid once. */
  readonly http: HttpEdge;
  /** Makes `world` the one that everybody finds, gateway and registries alike. */
  readonly hold: (world: () => World) => void;
  readonly close: () => Promise<void>;
}

const users = { alice: "wonderland" };
/** In memory, and gone with the mount namespace. */
const folder = "/run/pullgate-lab";

/** Only inside the namespace that `namespace.ts` makes. `worlds`: all that will be held; `platforms`: of the nodes that are asked. */
export async function openLab(worlds: readonly World[], platforms: readonly string[]): Promise<Lab> {
  await run("mount", "-t", "tmpfs", "lab", "/run");
  mkdirSync(folder);
  // What parts keep for themselves goes with the rest.
  process.env["TMPDIR"] = makeFolder("tmp");
  const certificate = makeAuthority("Pullgate lab");
  const authority = join(folder, "authority.pem");
  writeFileSync(authority, certificate.cert);
  const network = await setUpNetwork(folder, worlds);

  const storage = createStorage(makeFolder("storage"));
  storage.hold(new Map());
  const nodes = labNodes.filter(({ platform }) => platforms.includes(platform));
  const realm = "https://auth.corp.test/token";
  const [open, htpasswd, token, ...containerds] = await startAll([
    startRegistry({ kind: "open" }, storage.root),
    startRegistry({ kind: "htpasswd", users }, storage.root),
    startRegistry({ kind: "token", users, private: ["private/web"], realm }, storage.root),
    ...nodes.map(async (node) =>
      startContainerd(node, join(folder, `${node.series}-${node.platform.replace("/", "-")}`), authority),
    ),
  ]);
  const upstreams = {
    open: open.address,
    htpasswd: htpasswd.address,
    token: token.address,
    "token service": token.tokenService ?? "",
  };
  const gateway = await startGateway({ authority: certificate, upstreams, ports: network.ports });
  const environment = { SSL_CERT_FILE: authority };
  const http = nodeHttp({
    connectTimeoutMs: 2000,
    headersTimeoutMs: 5000,
    connections: 64,
    environment,
    log: console.error,
  });
  return {
    containerds,
    gateway,
    authority,
    http,
    hold: (world) => {
      storage.hold(world());
      gateway.present(world);
    },
    close: async () => {
      await http.close();
      await gateway.close();
      await Promise.all([open, htpasswd, token, ...containerds].map(async (part) => part.stop()));
      network.stop();
    },
  };
}

function makeFolder(name: string): string {
  const made = join(folder, name);
  mkdirSync(made);
  chmodSync(made, 0o755);
  return made;
}

/** All at once; when one can't start, its own log is what is thrown. */
async function startAll(
  starting: readonly [Promise<LabRegistry>, Promise<LabRegistry>, Promise<LabRegistry>, ...Promise<Containerd>[]],
): Promise<readonly [LabRegistry, LabRegistry, LabRegistry, ...Containerd[]]> {
  return Promise.all(starting);
}

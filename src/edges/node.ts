// The real `Edges`, put together: this machine's network, disk, clock and environment.
import { nodeClock } from "./clock.ts";
import { dockerConfigsOf } from "./docker-config.ts";
import type { Edges, Files } from "./edges.ts";
import type { HttpOptions } from "./dispatchers.ts";
import type { HttpEdge } from "./http.ts";
import type { Log } from "./log.ts";
import { type Environment, proxySecrets } from "./proxy.ts";
import { version } from "./version.ts";

export interface NodeEdges {
  readonly edges: Edges;
  /** Ends every connection: an open one keeps the process alive. */
  readonly close: () => Promise<void>;
}

export interface NodeWorld {
  readonly files: Files;
  readonly environment: Environment;
  readonly log: Log;
  /** As in `Edges`. */
  readonly mask?: (value: string) => void;
}

/** From here on a run is a large one. */
const manyRequests = 200;

/** `connections` are sockets to one host, at most. */
export function nodeEdges(
  { files, environment, log, mask }: NodeWorld,
  network: Pick<HttpOptions, "connectTimeoutMs" | "connections" | "tlsFor">,
): NodeEdges {
  let asked = 0;
  // TLS alone takes Node longer to load than a folder of manifests takes to be read: a run that asks nothing goes without.
  let opening: Promise<HttpEdge> | null = null;
  const open = async (): Promise<HttpEdge> => {
    const { nodeHttp } = await import("./http.ts");
    return nodeHttp({ ...network, environment, log: log.log });
  };
  const edges: Edges = {
    version,
    http: async (request) => {
      asked += 1;
      if (asked === manyRequests) (await import("./memory.ts")).stopGrowing();
      return (await (opening ??= open())).send(request);
    },
    files,
    clock: nodeClock(),
    dockerConfigs: dockerConfigsOf(environment, files, log.log),
    credentialHelper: async (name, serverUrl, timeoutMs) => {
      const { askHelper } = await import("./credential-helper.ts");
      return askHelper(name, serverUrl, { environment, timeoutMs });
    },
    ...(mask === undefined ? {} : { mask }),
    secrets: proxySecrets(environment),
    log: log.log,
    progress: log.progress,
  };
  return { edges, close: async () => (await opening)?.close() };
}

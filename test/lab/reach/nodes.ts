// The real containerds that judge the faults, one for each environment that rows give their nodes; started when it is first wanted.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Containerd, startContainerd } from "../containerd.ts";
import type { Pull } from "../cri.ts";
import { type LabNode, labNodes } from "../series.ts";
import { type Authorities, authorityNames } from "./authorities.ts";
import type { Fault } from "./fault.ts";

export interface Nodes {
  readonly pull: (fault: Fault) => Promise<Pull>;
  readonly stop: () => Promise<void>;
}

/** What doesn't come about in this time fails here: a node would wait for longer. */
const patienceMs = 6000;
/** The name is in both of Go's spellings. */
const proxyVariables = /^(?:https?|no)_proxy$/i;

function judge(): LabNode {
  const node = labNodes.find(({ series, platform }) => series === "2.1" && platform === "linux/amd64");
  if (node === undefined) throw new Error("the lab has no containerd 2.1 for linux/amd64");
  return node;
}

/** `folder` is there already; it gets the nodes' own files. */
export function openNodes(folder: string, faults: readonly Fault[], authorities: Authorities): Nodes {
  const node = judge();
  const hosts = join(folder, "hosts");
  // Half a minute for a connection is a node's, and too long for a lab; a resolver has a second, and its own words come first.
  const texts = [["_default", 'dial_timeout = "1500ms"\n'], ...faults.flatMap((fault) => Object.entries(fault.hosts))];
  for (const [host = "", text = ""] of texts) {
    mkdirSync(join(hosts, host), { recursive: true });
    writeFileSync(join(hosts, host, "hosts.toml"), text);
    for (const name of authorityNames) writeFileSync(join(hosts, host, `${name}.pem`), authorities[name].cert);
  }
  const started = new Map<string, Promise<Containerd>>();

  async function nodeFor({ environment, trusts }: Fault): Promise<Containerd> {
    const proxies = Object.entries(environment).filter(([name]) => proxyVariables.test(name));
    const key = JSON.stringify([proxies, trusts]);
    const known = started.get(key);
    if (known !== undefined) return known;
    const own = join(folder, `node-${started.size}`);
    mkdirSync(own);
    const trusted = join(own, "trusted.pem");
    writeFileSync(trusted, (["lab", ...trusts] as const).map((name) => authorities[name].cert).join(""));
    const starting = startContainerd(node, own, trusted, { environment: Object.fromEntries(proxies), hosts });
    started.set(key, starting);
    return starting;
  }

  return {
    pull: async (fault) => (await nodeFor(fault)).pull(fault.image, null, patienceMs),
    stop: async () => void (await Promise.all([...started.values()].map(async (one) => (await one).stop()))),
  };
}

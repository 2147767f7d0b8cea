// The changes whose pulls are forecast, and what they come to: worked out by hand, from what one pull costs.
import type { World } from "../../support/registry/world.ts";
import type { Account, Workload } from "./change.ts";
import { dockerIndex, dockerSingle, hubWorld, index, single } from "./hub.ts";

export interface Change {
  readonly name: string;
  readonly world: World;
  readonly account: Account | null;
  /** How many addresses the settings say that there are. */
  readonly egressAddresses: number;
  /** What the nodes run already. */
  readonly base: readonly Workload[];
  /** What is there after the change. */
  readonly head: readonly Workload[];
  /** Pulls by a source, the most that one has: four nodes, two for an index, one for a single manifest. */
  readonly pulls: number;
}

const agent: Workload = { kind: "DaemonSet", name: "agent", images: ["lab/agent:1"] };
const proxy: Workload = { kind: "DaemonSet", name: "proxy", images: ["lab/proxy@{{digest docker.io/lab/proxy:2}}"] };

const mixed: Change = {
  name: "anonymous, one address",
  world: hubWorld({
    "lab/agent": { "1": index },
    "lab/proxy": { "2": index },
    "lab/web": { "1": index, "2": index },
    "lab/logs": { "5": index, stable: { ...index, twin: "5" } },
    "lab/first": { "1": single },
    "lab/metrics": { "1": dockerSingle },
    "lab/one": { "1": single },
    "lab/big": { "1": dockerIndex },
    "lab/tool": { "1": index },
    "lab/store": { "1": single },
    "lab/side": { "1": dockerSingle },
  }),
  account: null,
  egressAddresses: 1,
  base: [agent, proxy, { kind: "Deployment", name: "web", images: ["lab/web:1"], replicas: 2 }],
  head: [
    // There already: by the same tag, by the same digest, and by a tag of that digest.
    agent,
    proxy,
    { kind: "Deployment", name: "agent-too", images: ["lab/agent:1"], replicas: 3 },
    { kind: "Deployment", name: "proxy-too", images: ["lab/proxy@{{digest docker.io/lab/proxy:2}}"], replicas: 4 },
    { kind: "Deployment", name: "proxy-tag", images: ["lab/proxy:2"], replicas: 2 },
    // 3 × 2
    { kind: "Deployment", name: "web", images: ["lab/web:2"], replicas: 3 },
    // 4 × 2, and 4 × 1 for what comes first
    { kind: "DaemonSet", name: "logs", images: ["lab/logs:5"], initImages: ["lab/first:1"] },
    // The same digest: nothing
    { kind: "Deployment", name: "logs-too", images: ["lab/logs:stable"], replicas: 4 },
    // 4 × 1
    { kind: "DaemonSet", name: "metrics", images: ["lab/metrics:1"] },
    // 1 × 1: nobody says how many
    { kind: "Deployment", name: "one", images: ["lab/one:1"] },
    // 4 × 2: there are no more nodes
    { kind: "Deployment", name: "big", images: ["lab/big:1"], replicas: 9 },
    // 1 × 2
    { kind: "Pod", name: "tool", images: ["lab/tool:1"] },
    // 2 × (1 + 1)
    { kind: "StatefulSet", name: "store", images: ["lab/store:1", "lab/side:1"], replicas: 2 },
  ],
  pulls: 37,
};

/** On every node, so that it doesn't matter behind which address a pod is. */
const everywhere: Change = {
  name: "anonymous, two addresses",
  world: hubWorld({
    "wide/agent": { "1": index, "2": index },
    "wide/web": { "1": index },
    "wide/metrics": { "1": single, "2": single },
    "wide/tool": { "1": dockerIndex },
  }),
  account: null,
  egressAddresses: 2,
  base: [
    { kind: "DaemonSet", name: "agent", images: ["wide/agent:1"] },
    { kind: "DaemonSet", name: "metrics", images: ["wide/metrics:1"] },
  ],
  head: [
    // 4 × 2
    { kind: "DaemonSet", name: "agent", images: ["wide/agent:2"] },
    // 4 × 1
    { kind: "DaemonSet", name: "metrics", images: ["wide/metrics:2"] },
    // 4 × 2
    { kind: "Deployment", name: "web", images: ["wide/web:1"], replicas: 12 },
    // 4 × 2
    { kind: "DaemonSet", name: "tool", images: ["wide/tool:1"] },
  ],
  pulls: 14,
};

/** Three pods: two of them are behind one address. */
const few: Change = {
  name: "anonymous, two addresses, few pods",
  world: hubWorld({ "few/web": { "1": index, "2": index } }),
  account: null,
  egressAddresses: 2,
  base: [{ kind: "Deployment", name: "web", images: ["few/web:1"], replicas: 3 }],
  // 2 × 2
  head: [{ kind: "Deployment", name: "web", images: ["few/web:2"], replicas: 3 }],
  pulls: 4,
};

const own = { "team/web": { "1": index, "2": index }, "team/job": { "1": single }, "team/agent": { "7": dockerIndex } };

const account: Change = {
  name: "an account, from two addresses",
  world: hubWorld(own, { users: { alice: "wonderland" }, private: Object.keys(own) }),
  account: { user: "alice", password: "wonderland" },
  egressAddresses: 2,
  base: [{ kind: "Deployment", name: "web", images: ["team/web:1"], replicas: 4 }],
  head: [
    // 4 × 2
    { kind: "Deployment", name: "web", images: ["team/web:2"], replicas: 4 },
    // 3 × 1
    { kind: "Deployment", name: "job", images: ["team/job:1"], replicas: 3 },
    // 4 × 2
    { kind: "DaemonSet", name: "agent", images: ["team/agent:7"] },
  ],
  pulls: 19,
};

export const changes: readonly Change[] = [mixed, everywhere, few, account];

// The forecast, and what came: the gate says what a change needs, then real nodes pull it, and the gateway counts.
import { stringify } from "yaml";
import { repositories } from "../../support/repository.ts";
import type { Containerd } from "../containerd.ts";
import { askGate, gateAgent, type SeenRateLimit } from "./ask.ts";
import { imagesByNode, manifestOf } from "./change.ts";
import { type Change, changes } from "./changes.ts";
import { hub } from "./hub.ts";
import type { LimitsLab } from "./lab.ts";

export interface Forecast {
  readonly name: string;
  /** Docker Hub's, as the report has it; `null`: nothing is told of it. */
  readonly told: SeenRateLimit | null;
  readonly verdicts: readonly string[];
  /** What the gate itself was counted for. */
  readonly ownPulls: number;
  /** Of the nodes, by source: what they pulled for the change, without what their base had taken before. */
  readonly counted: Readonly<Record<string, number>>;
}

const nodeAgent = "containerd/";
const pullTimeoutMs = 30_000;

export async function measureForecasts(lab: LimitsLab): Promise<readonly Forecast[]> {
  const nodes = await lab.nodes();
  const forecasts: Forecast[] = [];
  for (const change of changes) forecasts.push(await measure(change, nodes, lab));
  return forecasts;
}

async function measure(change: Change, nodes: readonly Containerd[], lab: LimitsLab): Promise<Forecast> {
  const { name, world, egressAddresses, base, head } = change;
  lab.gateway.present(() => world);
  await lab.share(egressAddresses);
  await pullAll(change, base, nodes);
  const before = lab.gateway.countedOf(nodeAgent).length;
  const { registries, uses } = await ask(change, nodes.length, lab);
  const ownPulls = lab.gateway.countedOf(gateAgent).length;
  await pullAll(change, head, nodes);
  const counted: Record<string, number> = {};
  for (const { source } of lab.gateway.countedOf(nodeAgent).slice(before)) {
    counted[source] = (counted[source] ?? 0) + 1;
  }
  const told = registries.find(({ host }) => host === hub)?.rateLimit ?? null;
  return { name, told, verdicts: uses.map(({ verdict }) => verdict), ownPulls, counted };
}

/** In a repository with the base as its only commit, and the change in its working tree. */
async function ask(change: Change, nodes: number, lab: LimitsLab): ReturnType<typeof askGate> {
  const { world, account, egressAddresses, base, head } = change;
  const disk = repositories();
  try {
    const repository = disk.create();
    const settings = stringify({ nodes, "egress-addresses": egressAddresses });
    repository.commit({ ".pullgate.yaml": settings, "shop.yaml": manifestOf(base, account, world) });
    repository.write({ "shop.yaml": manifestOf(head, account, world) });
    return await askGate(repository.path, ["--base", "HEAD"], lab);
  } finally {
    disk.remove();
  }
}

async function pullAll(
  { world, account }: Change,
  workloads: Change["head"],
  nodes: readonly Containerd[],
): Promise<void> {
  const images = imagesByNode(workloads, nodes.length, world);
  const login = account === null ? null : { username: account.user, password: account.password };
  await Promise.all(
    nodes.map(async (node, index) => {
      for (const image of images[index] ?? []) {
        const pull = await node.pull(`docker.io/${image}`, login, pullTimeoutMs);
        if (pull.kind === "failed") throw new Error(`node ${index + 1} can't pull ${image}: ${pull.words}`);
      }
    }),
  );
}

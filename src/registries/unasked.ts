// A run in which nobody is asked anything: what it comes to is known without the code that asks.
import { createFetchedManifests } from "./fetched-manifests.ts";
import { hostsIn } from "./host.ts";
import type { Plan } from "./plan.ts";
import type { Run } from "./run.ts";

export async function unaskedRun(plan: Plan): Promise<Run> {
  const registries = hostsIn(plan.uses).map((host) => ({ host, asked: false, route: [] }));
  const egress = plan.uses.length === 0 ? [] : (await import("./egress.ts")).egressOf(plan, [], new Map());
  return {
    outcomes: new Map(),
    shown: new Map(),
    registries,
    egress,
    times: [],
    cost: { requests: 0, countedPulls: 0, hosts: [] },
    planned: [],
    limits: () => [],
    meters: { note: () => {}, of: () => null, troubles: () => [] },
    purse: new Map(),
    fetched: createFetchedManifests(),
  };
}

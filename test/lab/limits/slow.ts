// A registry that takes twenty requests a second, and says no more than 429 to the others: 2,000 images of it.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { readWorld } from "../../support/registry/world.ts";
import { askGate, gateAgent } from "./ask.ts";
import type { LimitsLab } from "./lab.ts";

export interface SlowRun {
  readonly images: number;
  readonly pullable: number;
  readonly requests: number;
  /** Of them, those that were told 429. */
  readonly refused: number;
  /** From the first request to the last one. */
  readonly seconds: number;
  /** How much of what the registry would have taken in that time it was asked: 1 is all. */
  readonly used: number;
  /** As the report tells it. */
  readonly told: { readonly requests: number };
}

export const slowImages = 2000;
export const slowHost = "slow.corp.test";
const perRepository = 4;
const rate = { perSecond: 20, burst: 20 } as const;
/** As far away as another continent's edge of a network is. */
const latency = 20;

const names = Array.from({ length: slowImages }, (_, number) => ({
  repository: `shop/app-${Math.floor(number / perRepository)}`,
  tag: `1.${number % perRepository}`,
}));

const world = readWorld({
  [slowHost]: {
    repositories: Object.fromEntries(
      [...Map.groupBy(names, ({ repository }) => repository)].map(([name, of]) => [name, of.map(({ tag }) => tag)]),
    ),
    limits: { rate },
    latency,
  },
});

export async function measureSlow(lab: LimitsLab): Promise<SlowRun> {
  const folder = join(lab.folder, "slow");
  mkdirSync(folder);
  const containers = names.map(({ repository, tag }, number) => ({
    name: `app-${number}`,
    image: `${slowHost}/${repository}:${tag}`,
  }));
  const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "all" }, spec: { containers } };
  writeFileSync(join(folder, "pod.yaml"), stringify(pod));
  lab.gateway.present(() => world);
  const { uses, totals } = await askGate(folder, ["--depth", "reference"], lab);
  const visits = lab.gateway.visitsOf(gateAgent);
  const times = visits.map(({ at }) => at);
  const seconds = (Math.max(...times) - Math.min(...times)) / 1000;
  const refused = visits.filter(({ status }) => status === 429).length;
  return {
    images: names.length,
    pullable: uses.filter(({ verdict }) => verdict === "pullable").length,
    requests: visits.length,
    refused,
    seconds,
    used: (visits.length - refused) / (rate.burst + rate.perSecond * seconds),
    told: { requests: totals.requests },
  };
}

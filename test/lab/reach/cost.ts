// What the route costs: how many requests healthy ones take, and how often a registry that nobody reaches is tried.
import { stringify } from "yaml";
import { readWorld, type World } from "../../support/registry/world.ts";
import { judgeImages } from "../gate.ts";
import type { ReachLab } from "./lab.ts";
import type { Way } from "./network.ts";

/** A run on which all is well. */
interface Healthy {
  readonly name: string;
  readonly images: readonly string[];
  readonly depth: "reference" | "manifest" | "blobs";
  readonly environment: Readonly<Record<string, string>>;
  /** What the registries were asked before anybody told routes (at commit 1626f92): nobody asks more for the telling. */
  readonly requests: number;
  /** Questions to the resolver, then; each at most so many now. */
  readonly questions: number;
}

interface HealthyRun {
  readonly name: string;
  /** What reached the registries, what the report says of it, and how many connections it took. */
  readonly requests: number;
  readonly reported: number;
  readonly connections: number;
  readonly questions: number;
  readonly verdicts: readonly string[];
}

export interface Cost {
  readonly healthy: readonly HealthyRun[];
  /** Five registries, one of which drops every packet: how often that one was tried, what came of all, and milliseconds without and with it. */
  readonly dropped: {
    readonly tried: number;
    readonly verdicts: readonly string[];
    readonly took: { readonly without: number; readonly withIt: number };
  };
}

const plain = "plain.cost.test/shop/web:1";
const whole = "whole.cost.test/shop/web:1";
const five = ["one", "two", "three", "four", "five"].map((name) => `${name}.cost.test/shop/web:1`);
const [, ...four] = five;
/** Three images of it, for one registry is tried once for all of them. */
const dropped = ["web", "api", "job"].map((name) => `dropped.cost.test/shop/${name}:1`);
const throughProxy = { HTTPS_PROXY: "http://open.proxy.test:3128" };

const usual = { depth: "manifest", environment: {} } as const;

export const healthyRuns: readonly Healthy[] = [
  { ...usual, name: "a registry", images: [plain], requests: 3, questions: 6 },
  {
    ...usual,
    name: "tokens and content from elsewhere, by name",
    images: [whole],
    depth: "reference",
    requests: 3,
    questions: 6,
  },
  { ...usual, name: "tokens and content from elsewhere", images: [whole], requests: 6, questions: 12 },
  {
    ...usual,
    name: "tokens and content from elsewhere, every layer",
    images: [whole],
    depth: "blobs",
    requests: 8,
    questions: 16,
  },
  {
    ...usual,
    name: "tokens and content from elsewhere, by a proxy",
    images: [whole],
    environment: throughProxy,
    requests: 6,
    questions: 19,
  },
  { ...usual, name: "five registries", images: five, requests: 15, questions: 30 },
];

const images = { repositories: { "shop/web": ["1"] } };

/** Hosts that no row has. */
export const costWorld: World = readWorld({
  ...Object.fromEntries([plain, ...five].map((image) => [image.split("/")[0], images])),
  "whole.cost.test": {
    ...images,
    auth: "token",
    realm: "https://auth.cost.test/token",
    blobs: "https://cdn.cost.test",
  },
});

export const costWays: ReadonlyMap<string, Way> = new Map<string, Way>([
  ...[...costWorld.keys()].map((host) => [host, ["answers"]] as const),
  ["dropped.cost.test", ["drops, counted"]],
]);

/** One run after the other, while nobody else is asking. */
export async function measureCost(lab: ReachLab): Promise<Cost> {
  const healthy: HealthyRun[] = [];
  for (const run of healthyRuns) healthy.push(await measure(run, lab));
  const started = performance.now();
  await ask(four, "manifest", {}, "cost-without", lab);
  const between = performance.now();
  const report = await ask([...four, ...dropped], "manifest", {}, "cost-with", lab);
  const took = { without: Math.round(between - started), withIt: Math.round(performance.now() - between) };
  const { tried } = await lab.counts();
  return { healthy, dropped: { tried, verdicts: report.uses.map(({ verdict }) => verdict), took } };
}

async function measure({ name, images, depth, environment }: Healthy, lab: ReachLab): Promise<HealthyRun> {
  const agent = `cost-${name.replaceAll(/[^a-z]+/g, "-")}-${depth}`;
  const before = { ...(await lab.counts()), connections: lab.gateway.connections() };
  const { uses, cost } = await ask(images, depth, environment, agent, lab);
  const { questions } = await lab.counts();
  return {
    name,
    requests: lab.gateway.visitsOf(`pullgate/${agent}`).length,
    reported: cost.requests,
    connections: lab.gateway.connections() - before.connections,
    questions: questions - before.questions,
    verdicts: uses.map(({ verdict }) => verdict),
  };
}

async function ask(
  images: readonly string[],
  depth: Healthy["depth"],
  environment: Healthy["environment"],
  version: string,
  { trusted }: ReachLab,
): ReturnType<typeof judgeImages> {
  return judgeImages(images, {
    settings: stringify({ "connect-timeout": "1s", depth }),
    environment: { SSL_CERT_FILE: trusted, ...environment },
    edges: { version },
  });
}

// What the gate itself costs: 300 images of 120 repositories on Docker Hub, by name, with their manifests, and a second time.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { contentOf } from "../../support/registry/contents.ts";
import type { CountedPull } from "../../support/registry/limits.ts";
import { askGate, gateAgent } from "./ask.ts";
import { hub, hubWorld, index, single } from "./hub.ts";
import type { LimitsLab } from "./lab.ts";

export interface CostRun {
  readonly name: string;
  readonly depth: "reference" | "manifest";
  /** With what a run before it has kept. */
  readonly isWarm: boolean;
  readonly images: number;
  readonly pullable: number;
  /** As counted by the gateway: requests to every host, tokens and content included; pulls; and the most that one image took. */
  readonly requests: number;
  readonly pulls: number;
  readonly mostOf: { readonly index: number; readonly single: number };
  /** As the report tells it. */
  readonly told: { readonly requests: number; readonly pulls: number };
}

type Asking = Pick<CostRun, "name" | "depth" | "isWarm">;

export const costImages = 300;
const repositories = 120;

/** In three out of six repositories there are two tags, in the others three; every other image is an index. */
const described: Readonly<Record<string, Readonly<Record<string, object>>>> = Object.fromEntries(
  Array.from({ length: repositories }, (_, number) => {
    const tags = Array.from({ length: number % 2 === 0 ? 2 : 3 }, (_tag, tag) => [
      `1.${tag}`,
      (number + tag) % 4 < 2 ? index : single,
    ]);
    return [`team-${number % 7}/app-${number}`, Object.fromEntries(tags)];
  }),
);

/** As many as are to be counted here, and so many that nobody runs out of them. */
const world = hubWorld(described, { limits: { pulls: { anonymous: 5000 } } });

const askings: readonly Asking[] = [
  { name: "by name", depth: "reference", isWarm: false },
  { name: "with manifests", depth: "manifest", isWarm: false },
  { name: "with manifests, again", depth: "manifest", isWarm: true },
];
/** The budget lets all of them through, and the cache is where the contract has it: among what is checked. */
const manifestOptions = ["--pull-budget", "100%", "--cache-dir", ".cache/pullgate"];

export async function measureCost(lab: LimitsLab): Promise<readonly CostRun[]> {
  const folder = join(lab.folder, "cost");
  mkdirSync(folder, { recursive: true });
  const images = Object.entries(described).flatMap(([name, tags]) => Object.keys(tags).map((tag) => `${name}:${tag}`));
  writeFileSync(
    join(folder, "pods.yaml"),
    images.map((image, number) => stringify(podOf(image, number))).join("---\n"),
  );
  const kinds = kindsOf();
  const runs: CostRun[] = [];
  for (const asking of askings) {
    lab.gateway.present(() => world);
    const options = ["--depth", asking.depth, ...(asking.depth === "manifest" ? manifestOptions : [])];
    const { uses, totals } = await askGate(folder, options, lab);
    const counted = lab.gateway.countedOf(gateAgent);
    runs.push({
      ...asking,
      images: uses.length,
      pullable: uses.filter(({ verdict }) => verdict === "pullable").length,
      requests: lab.gateway.visitsOf(gateAgent).length,
      pulls: counted.length,
      mostOf: { index: most(counted, kinds, "index"), single: most(counted, kinds, "single") },
      told: { requests: totals.requests, pulls: totals.countedPulls },
    });
  }
  return runs;
}

/** Which image a manifest's path is part of, and of what kind that is. */
type Kinds = ReadonlyMap<string, { readonly image: string; readonly kind: "index" | "single" }>;

function kindsOf(): Kinds {
  const host = world.get(hub);
  const kinds = new Map<string, { image: string; kind: "index" | "single" }>();
  for (const [repository, tags] of Object.entries(described)) {
    const content = host === undefined ? null : contentOf(host, repository);
    for (const tag of Object.keys(tags)) {
      const built = content?.images.get(tag);
      if (built === undefined) throw new Error(`${repository}:${tag} isn't there`);
      const kind = built.children.size > 0 ? "index" : "single";
      for (const reference of [tag, ...built.manifests.map(({ digest }) => digest)]) {
        kinds.set(`/v2/${repository}/manifests/${reference}`, { image: `${repository}:${tag}`, kind });
      }
    }
  }
  return kinds;
}

function most(counted: readonly CountedPull[], kinds: Kinds, wanted: "index" | "single"): number {
  const of = counted.filter(({ path }) => kinds.get(path)?.kind === wanted);
  const each = Map.groupBy(of, ({ path }) => kinds.get(path)?.image);
  return Math.max(0, ...[...each.values()].map(({ length }) => length));
}

function podOf(image: string, number: number): object {
  const spec = { containers: [{ name: "only", image }] };
  return { apiVersion: "v1", kind: "Pod", metadata: { name: `pod-${number}` }, spec };
}

// What a roll-out of the change needs of registries' quotas: distinct manifests × nodes that pull them, for each identity that pulls.
// What one pull costs (two counted requests for an index, one for a single manifest, none for content that is there) is measured on
// the real containerd: docs/truth.md.
import type { Exchange, ImageUse, RateLimitSeen, Reference, Subject } from "../model.ts";
import { hostFor, urlHost } from "../registries/host.ts";
import { printReference } from "../references/print.ts";
import type { Settings } from "../settings/settings.ts";
import { compareText } from "../text-order.ts";
import { accountKey } from "./accounts.ts";
import type { Asker, Meter, Meters } from "./meters.ts";
import { isRunning, type Running, startsPulls } from "./running.ts";

const dockerHub = hostFor("docker.io");

type NodeSettings = Pick<Settings, "nodes" | "egressAddresses">;

/** One image, as one identity pulls it. */
interface Pulled {
  readonly asker: Asker;
  readonly reference: Reference;
  /** What a node that has it doesn't fetch again. */
  readonly content: string;
  readonly manifests: number;
  /** What it is was told. */
  readonly isKnown: boolean;
  readonly use: ImageUse;
}

/** `running`: what the base runs, so that nodes have it. */
export function limitsOf(
  subjects: readonly Subject[],
  running: Running,
  meters: Pick<Meters, "of">,
  settings: NodeSettings,
): readonly RateLimitSeen[] {
  const pulled = subjects.flatMap(pulledFor);
  const groups = Map.groupBy(pulled, ({ asker }) => accountKey(asker, meters.of(asker)?.headroom ?? null));
  const rows = [...groups.values()].flatMap((own) => rowOf(own, running, meters, settings));
  return rows.toSorted((a, b) => compareText(a.host, b.host));
}

function pulledFor({ use, parsed, outcome, tried }: Subject): readonly Pulled[] {
  if (parsed.kind !== "reference" || !startsPulls(use)) return [];
  const { reference } = parsed;
  const host = servedBy(outcome.evidence) ?? urlHost(reference.registry);
  if (outcome.kind !== "found" && outcome.kind !== "throttled") return [];
  // Of what was refused for the quota's sake nobody knows what it is: one manifest at least.
  const had = outcome.kind === "found" ? outcome : (outcome.granted ?? { digest: null, manifests: 1 });
  const isKnown = outcome.kind === "found" || outcome.granted !== undefined;
  const { mark, credential } = pullerOf(tried, outcome.evidence);
  const content = had.digest ?? printReference(reference);
  return [{ asker: { host, mark, credential }, reference, content, manifests: had.manifests, isKnown, use }];
}

/** Whose login the last one was that the kubelet would try, and that was wanted to be seen. */
function pullerOf(tried: Subject["tried"], evidence: readonly Exchange[]): Pick<Asker, "mark" | "credential"> {
  const last = tried.findLast(({ isExtra }) => !isExtra);
  const isUnasked = last?.came.kind === "in" ? last.came.unasked : evidence.at(-1)?.credential === "anonymous";
  return last === undefined || isUnasked ? { mark: "anonymous", credential: "anonymous" } : last;
}

/** The mirror that gave the manifest, which is told for whom it stands in; `null`: the registry itself did. */
function servedBy(evidence: readonly Exchange[]): string | null {
  const url = evidence.findLast((one) => one.url.includes("/manifests/"))?.url ?? "";
  return /[?&]ns=/.test(url) && URL.canParse(url) ? new URL(url).host : null;
}

function rowOf(
  pulled: readonly Pulled[],
  running: Running,
  meters: Pick<Meters, "of">,
  { nodes, egressAddresses }: NodeSettings,
): readonly RateLimitSeen[] {
  const [first] = pulled;
  if (first === undefined) return [];
  const { asker } = first;
  const { registry } = first.reference;
  const credentials = [...new Set(pulled.map((one) => one.asker.credential))].sort();
  const told = toldOf(pulled.map((one) => meters.of(one.asker)));
  const counts =
    asker.mark === "anonymous" || (told.kind === "limit" && isAddress(told.source)) ? "address" : "account";
  const fresh = pulled.filter(({ reference, content }) => !isRunning(running, reference, content));
  const images = [...Map.groupBy(fresh, ({ content }) => content).values()].map((own) => ({
    manifests: Math.max(...own.map(({ manifests }) => manifests)),
    ...nodesFor(
      own.map(({ use }) => use),
      nodes,
    ),
  }));
  const pulls = images.reduce((sum, image) => sum + image.manifests * image.nodes, 0);
  return [
    {
      host: asker.host,
      registry,
      credentials,
      told,
      counts,
      pulls,
      needed: counts === "address" ? ofBusiest(images, egressAddresses) : pulls,
      images: images.length,
      nodes: Math.max(0, ...images.map((image) => image.nodes)),
      isAtLeast: images.some(({ isAtLeast }) => isAtLeast) || fresh.some(({ isKnown }) => !isKnown),
      uses: fresh.map(({ use }) => use),
    },
  ];
}

/**
 * What the busiest of so many addresses is counted for, where pods are spread over them as evenly as can be. No pull is halved: the
 * manifests of one go out by one address.
 */
function ofBusiest(
  images: readonly { readonly manifests: number; readonly nodes: number }[],
  addresses: number,
): number {
  const sum = (of: (image: (typeof images)[number]) => number): number =>
    images.reduce((total, image) => total + of(image), 0);
  const everywhere = sum(({ manifests, nodes }) => manifests * Math.floor(nodes / addresses));
  const rest = sum(({ manifests, nodes }) => manifests * (nodes % addresses));
  const pairs = sum(({ manifests, nodes }) => (manifests === 2 ? nodes % addresses : 0));
  return everywhere + Math.max(Math.ceil(rest / addresses), 2 * Math.ceil(pairs / addresses));
}

/** A pod is one workload's, however many of its containers run the image; no node pulls twice. */
function nodesFor(
  uses: readonly ImageUse[],
  nodes: number | null,
): { readonly nodes: number; readonly isAtLeast: boolean } {
  const workloads = new Map(
    uses.map((use) => {
      const { span, via, apiVersion, kind, namespace, name, source } = use;
      // Each entry of a kustomization stands for pods of its own.
      const entry = source === "kustomize" ? span.start : "";
      return [[span.file.path, via, apiVersion, kind, namespace, name, entry].join("\n"), use.pods];
    }),
  );
  const pods = [...workloads.values()];
  const isOnEach = pods.includes("each-node");
  if (isOnEach && nodes !== null) return { nodes, isAtLeast: false };
  // Other kinds may have fields of their own for it.
  const isUntold = uses.some(({ source }) => source !== "core" && source !== "kustomize");
  const count = pods.reduce((sum: number, own) => sum + (own === "each-node" ? 1 : own), 0);
  return { nodes: Math.min(count, nodes ?? count), isAtLeast: isOnEach || (isUntold && count !== nodes) };
}

/** The least that was said to any of them. */
function toldOf(all: readonly (Meter | null)[]): RateLimitSeen["told"] {
  const told = all.flatMap((meter) => meter?.headroom ?? []);
  const [least] = told.toSorted((a, b) => a.remaining - b.remaining);
  if (least !== undefined) return { kind: "limit", ...least };
  // Docker Hub tells everybody their limit, but those whose plan has none.
  if (all.some((meter) => meter?.isUnreadable === true)) return { kind: "unknown" };
  const isPaid = all.some(
    (meter) => meter?.hasGranted === true && meter.host === dockerHub && meter.mark !== "anonymous",
  );
  return isPaid ? { kind: "unlimited" } : { kind: "unknown" };
}

function isAddress(source: string): boolean {
  return /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:]*:[0-9a-f:.]*)(?:\/\d+)?$/i.test(source);
}

// What a run means to ask before it asks anything: requests and counted pulls by registry.
import { many } from "../counted.ts";
import type { Cost, PlannedCost, Probe } from "../model.ts";
import { urlHost } from "../registries/host.ts";
import { compareText } from "../text-order.ts";

/** Sorted by host. Layers, tokens, retries and redirects come on top: before the first answer nobody knows of them. */
export function plannedCost(probes: readonly Probe[]): readonly PlannedCost[] {
  const groups = Map.groupBy(probes, ({ reference }) => urlHost(reference.registry));
  return [...groups]
    .map(([host, own]) => ({
      host,
      images: own.length,
      leastRequests: sum(own, leastOf),
      requests: sum(own, mostOf),
      countedPulls: sum(own, manifestsOf),
    }))
    .toSorted((a, b) => compareText(a.host, b.host));
}

/** `asking 3 hosts about 14 images: 14 to 56 requests, at most 28 of them counted pulls`; before what is not known of beforehand. */
export function plannedWords(planned: readonly PlannedCost[]): string {
  const images = sum(planned, (one) => one.images);
  const least = sum(planned, (one) => one.leastRequests);
  const most = sum(planned, (one) => one.requests);
  const counted = sum(planned, (one) => one.countedPulls);
  const requests = `${least === most ? "" : `${least} to `}${many(most, "request")}`;
  const hosts = planned.length === 1 ? (planned[0]?.host ?? "") : `${planned.length} registries`;
  return `asking ${hosts} about ${many(images, "image")}: ${requests} and those for tokens, ${counted === 0 ? "none" : `at most ${counted}`} of them counted pulls`;
}

/** `requests: registry-1.docker.io 12 (4 counted), auth.docker.io 2`: the costliest hosts. */
export function costWords({ hosts }: Cost): string {
  const named = hosts.toSorted((a, b) => b.requests - a.requests || compareText(a.host, b.host)).slice(0, mostNamed);
  const words = named.map(
    ({ host, requests, countedPulls }) =>
      `${host} ${requests}${countedPulls === 0 ? "" : ` (${countedPulls} counted)`}`,
  );
  const rest = hosts.length - named.length;
  return `requests: ${words.join(", ")}${rest > 0 ? ` and ${rest} more hosts` : ""}`;
}

const mostNamed = 5;

/** HEAD alone, and where more is asked for, a manifest and its config: one image for all platforms. */
function leastOf({ depth }: Probe): number {
  return depth === "reference" ? 1 : 3;
}

/** Of an index, a manifest and a config for each platform. */
function mostOf(probe: Probe): number {
  return 1 + manifestsOf(probe) + (probe.depth === "reference" ? 0 : probe.platforms.length);
}

function manifestsOf({ depth, platforms }: Probe): number {
  return depth === "reference" ? 0 : 1 + platforms.length;
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

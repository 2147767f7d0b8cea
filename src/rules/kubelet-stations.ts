// Where in a pull a request is made: what a node asked there, and how containerd wraps what came of it.
import type { Exchange } from "../model.ts";
import { pullRules } from "../registries/containerd.ts";
import { hostFor, schemeFor } from "../registries/host.ts";
import { type FailingPull, resolving } from "./kubelet-words.ts";

/** Where in a pull a request was made; each place wraps its errors in other words. */
export type Station = "manifest" | "token" | "blob";

/** What a registry was asked for, by its path: what is neither a manifest nor a blob is about tokens. */
export function stationOf(url: string): Station {
  if (url.includes("/manifests/")) return "manifest";
  return url.includes("/blobs/") ? "blob" : "token";
}

export function prefix(pull: FailingPull, station: Station, evidence: readonly Exchange[]): string {
  switch (station) {
    case "manifest":
      return resolving(pull);
    case "token": {
      const token = (evidence.at(-1)?.credential ?? "anonymous") === "anonymous" ? "anonymous" : "oauth";
      return `${resolving(pull)}failed to authorize: failed to fetch ${token} token: `;
    }
    case "blob":
      return "failed to copy: httpReadSeeker: failed open: ";
  }
}

/** Once the name has resolved, manifests are fetched as other content is. */
export function placedAt(station: Station, evidence: readonly Exchange[]): Station {
  const last = evidence.at(-1);
  if (station !== "manifest" || last?.method !== "GET" || !last.url.includes("/manifests/sha")) return station;
  const resolved = evidence.some((one) => one !== last && one.status === 200 && stationOf(one.url) === "manifest");
  return resolved ? "blob" : station;
}

/** The node's own request at that station: manifests are resolved by HEAD and content fetched by GET, whatever was asked here. */
export function request(
  { reference, containerd }: FailingPull,
  station: Station,
  evidence: readonly Exchange[],
): { readonly method: string; readonly url: string } {
  const last = evidence.at(-1);
  const host = hostFor(reference.registry);
  const root = `${schemeFor(host)}://${host}/v2/`;
  if (station === "token" && last !== undefined) return last;
  if (station === "blob" && last !== undefined) {
    // containerd's client names the question, and not where it was sent on to.
    const isOwn = last.url.startsWith(root) || pullRules(containerd).puller === "transfer service";
    return { method: "GET", url: isOwn ? last.url : "…" };
  }
  // A place that it was sent on to, and never reached.
  if (last?.status === null && !last.url.toLowerCase().startsWith(root.toLowerCase()))
    return { method: "HEAD", url: last.url };
  const asked = evidence.findLast(({ url }) => stationOf(url) === "manifest");
  const what = reference.digest ?? reference.tag ?? "latest";
  const own = `${root}${reference.repository}/manifests/${what}`;
  // A quota that another image's question found spent is told with that question; the node asks its own.
  const isOthers = asked === undefined || asked.url.toLowerCase().startsWith(root.toLowerCase());
  // Where HEAD isn't taken, the same is asked by GET.
  return { method: asked?.status === 405 ? "GET" : "HEAD", url: isOthers ? own : asked.url };
}

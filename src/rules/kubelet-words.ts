// What `kubectl describe pod` would show, in the words of the kubelet and of containerd: of its client, and from 2.1 on of its transfer service.
// `…` stands for what only the node knows: an address, a media type, the container's id.
import type { ContainerdSeries, Exchange, ImageUse, Reference } from "../model.ts";
import { pullRules } from "../registries/containerd.ts";
import { hostFor, schemeFor } from "../registries/host.ts";
import { statusLine } from "../registries/words.ts";
import { resolvedName } from "./names.ts";
import { familyOf } from "./registry-families.ts";

/** The pull that fails. */
export interface FailingPull {
  readonly use: ImageUse;
  readonly reference: Reference;
  readonly containerd: ContainerdSeries;
}

/** gRPC's name for the class of an error; the kubelet cuts `Unknown` off (cri-client `remote_image.go`, pullImageV1). */
type Code = "NotFound" | "InvalidArgument" | "FailedPrecondition" | "DeadlineExceeded" | "Unknown";

/** Where in a pull a request was made; each place wraps its errors in other words. */
export type Station = "manifest" | "token" | "blob";

/** `Failed to pull image "nginx:1.27": rpc error: code = NotFound desc = …`; the image is quoted as the manifest has it. */
function failedToPull({ use }: FailingPull, code: Code, words: string): string {
  return `Failed to pull image "${use.image}": ${code === "Unknown" ? "" : `rpc error: code = ${code} desc = `}${words}`;
}

/** containerd `internal/cri/server/images/image_pull.go`, pullImageWithTransferService. */
export function failedToUnpack(pull: FailingPull, code: Code, words: string): string {
  return failedToPull(pull, code, `failed to pull and unpack image "${resolvedName(pull.reference)}": ${words}`);
}

/** How the words of the first step begin (`client/pull.go`, fetch; `core/transfer/local/pull.go`). */
export function resolving({ reference, containerd }: FailingPull): string {
  return pullRules(containerd).puller === "client"
    ? `failed to resolve reference "${resolvedName(reference)}": `
    : "failed to resolve image: ";
}

/** Repository, tag or digest: containerd says the same of all three (`core/remotes/docker/resolver.go`). */
export function notFound(pull: FailingPull): string {
  return failedToUnpack(pull, "NotFound", `${resolving(pull)}${resolvedName(pull.reference)}: not found`);
}

/** The content is fetched by then: `words` is what looking for the image's config said (`image_pull.go`, PullImage). */
export function noConfig(pull: FailingPull, words: string): string {
  return failedToPull(pull, "NotFound", `get image config descriptor: ${words}: not found`);
}

/** A registry that answered with a status nobody wanted. */
export function unexpectedStatus(
  pull: FailingPull,
  station: Station,
  evidence: readonly Exchange[],
  status: number,
): string {
  const { method, url } = request(pull.reference, station, evidence);
  const words = `unexpected status from ${method} request to ${url}: ${statusLine(status)}`;
  return failedToUnpack(pull, "Unknown", `${prefix(pull, station, evidence)}${words}`);
}

/** A request that brought no answer: `words` is what Go's network code says. */
export function failedRequest(
  pull: FailingPull,
  station: Station,
  evidence: readonly Exchange[],
  words: string,
): string {
  const { method, url } = request(pull.reference, station, evidence);
  const verb = method.slice(0, 1) + method.slice(1).toLowerCase();
  const attempt = `${station === "token" ? "" : "failed to do request: "}${verb} "${url}": ${words}`;
  const code = words.endsWith("i/o timeout") ? "DeadlineExceeded" : "Unknown";
  return failedToUnpack(pull, code, `${prefix(pull, station, evidence)}${attempt}`);
}

/** A token service that granted something else (`core/remotes/docker/auth/fetch.go`, ErrNoToken). */
export function noToken(pull: FailingPull, evidence: readonly Exchange[], isReadable: boolean): string {
  const words = isReadable
    ? "authorization server did not include a token in the response"
    : "unable to decode token response: …";
  return failedToUnpack(pull, "Unknown", `${prefix(pull, "token", evidence)}${words}`);
}

/** A challenge whose realm is no address: Go's client is handed it as it is. */
export function badRealm(pull: FailingPull, evidence: readonly Exchange[], realm: string): string {
  const words = `Get "${realm}?…": unsupported protocol scheme "…"`;
  return failedToUnpack(pull, "Unknown", `${prefix(pull, "token", evidence)}${words}`);
}

/** A 401 to the manifest: tokens name the scope that is missing, Basic never gets that far (`core/remotes/docker/authorizer.go`). */
export function pullAccessDenied(pull: FailingPull): string {
  const denied = `${resolving(pull)}pull access denied, repository does not exist or may require authorization`;
  return failedToUnpack(
    pull,
    "Unknown",
    `${denied}: ${deniedWords[familyOf(pull.reference.registry).challenge ?? "unknown"]}`,
  );
}

const deniedWords = {
  bearer: "server message: insufficient_scope: authorization failed",
  basic: "authorization failed: no basic auth credentials",
  unknown: "…",
} as const;

/** What a registry was asked for, by its path: what is neither a manifest nor a blob is about tokens. */
export function stationOf(url: string): Station {
  if (url.includes("/manifests/")) return "manifest";
  return url.includes("/blobs/") ? "blob" : "token";
}

function prefix(pull: FailingPull, station: Station, evidence: readonly Exchange[]): string {
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

/** The node's own request at that station: manifests are resolved by HEAD, whatever else was asked here for its words. */
function request(
  reference: Reference,
  station: Station,
  evidence: readonly Exchange[],
): { readonly method: string; readonly url: string } {
  const last = evidence.at(-1);
  if (station !== "manifest" && last !== undefined) return last;
  const asked = evidence.findLast(({ url }) => stationOf(url) === "manifest");
  const host = hostFor(reference.registry);
  const what = reference.digest ?? reference.tag ?? "latest";
  const root = `${schemeFor(host)}://${host}/v2/`;
  const own = `${root}${reference.repository}/manifests/${what}`;
  // A quota that another image's question found spent is told with that question; the node asks its own.
  const isOthers = asked === undefined || (asked.url.startsWith(root) && asked.url !== own);
  return { method: "HEAD", url: isOthers ? own : asked.url };
}

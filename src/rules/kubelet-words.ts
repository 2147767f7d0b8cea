// What `kubectl describe pod` would show, in the words of the kubelet and of containerd: of its client, and from 2.1 on of its transfer service.
// `…` stands for what only the node knows: an address, a media type, the container's id.
import type { ContainerdSeries, Exchange, ImageUse, Outcome, Reference } from "../model.ts";
import { pullRules } from "../registries/containerd.ts";
import { unsendable } from "../registries/token-answer.ts";
import { hostFor, schemeFor } from "../registries/host.ts";
import { nodeStatus } from "../registries/words.ts";
import { resolvedName } from "./names.ts";

/** The pull that fails. */
export interface FailingPull {
  readonly use: ImageUse;
  readonly reference: Reference;
  readonly containerd: ContainerdSeries;
}

/** gRPC's name for the class of an error; the kubelet cuts `Unknown` off (cri-client `remote_image.go`, pullImageV1). */
type Code = "NotFound" | "Unimplemented" | "InvalidArgument" | "FailedPrecondition" | "DeadlineExceeded" | "Unknown";

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

/**
 * The content is fetched by then: `words` is what looking for the image's config said: while it is unpacked (`client/pull.go`),
 * or afterwards (`image_pull.go`, PullImage).
 */
export function noConfig(pull: FailingPull, words: string): string {
  return pullRules(pull.containerd).puller === "client"
    ? failedToUnpack(pull, "NotFound", `${unpacking}${words}: not found`)
    : noConfigLater(pull, words);
}

/** The same, where all was fetched and unpacked that could be. */
function noConfigLater(pull: FailingPull, words: string): string {
  return failedToPull(pull, "NotFound", `get image config descriptor: ${words}: not found`);
}

/** An index that has nothing for the node: the client says so when it chooses (`images/handlers.go`, LimitManifests). */
export function noMatch(pull: FailingPull, how: "index" | "config" | "beside" | "next-best", digest: string): string {
  // Looked for again by its platform, another entry is found, which nobody fetched (`core/images/image.go`, Manifest).
  if (how === "beside" || how === "next-best") return failedToPull(pull, "NotFound", "…content digest …: not found");
  return pullRules(pull.containerd).puller === "client" && how === "index"
    ? failedToUnpack(pull, "NotFound", "no match for platform in manifest: not found")
    : noConfigLater(pull, `no match for platform in manifest ${digest}`);
}

/** What was pulled and unpacked, and isn't taken up by the runtime (`internal/cri/store/image/image.go`). */
export function notStored(pull: FailingPull): string {
  return failedToPull(
    pull,
    "Unknown",
    'failed to update image store "…": get image info from containerd: get image diffIDs: …',
  );
}

/** How the client's words begin where it unpacks what nothing was unpacked of on its way. */
export const unpacking = "failed to unpack image on snapshotter overlayfs: ";

/**
 * A registry that answered with a status nobody wanted. Sources: 1.6 `remotes/docker/resolver.go`, from 1.7 on
 * `remotes/errors/errors.go` for names and tokens; `remotes/docker/fetcher.go`, from 2.1 on `resolver.go` for content.
 */
export function unexpectedStatus(
  pull: FailingPull,
  station: Station,
  evidence: readonly Exchange[],
  status: number,
): string {
  const placed = placedAt(station, evidence);
  return failedToUnpack(
    pull,
    "Unknown",
    `${prefix(pull, placed, evidence)}${statusWords(pull, placed, evidence, status)}`,
  );
}

function statusWords(pull: FailingPull, station: Station, evidence: readonly Exchange[], status: number): string {
  const asked = request(pull, station, evidence);
  const { method } = asked;
  const url = station === "token" ? goUrl(asked.url, false) : asked.url.replaceAll("***", "…");
  const line = nodeStatus(status);
  const { puller, tellsRequests } = pullRules(pull.containerd);
  const modern = `unexpected status from ${method} request to ${url}: ${line}`;
  switch (station) {
    case "manifest": {
      const what = pull.reference.digest ?? pull.reference.tag ?? "latest";
      const host = hostFor(pull.reference.registry);
      const unexpected = status < 400 ? "unexpected " : "";
      return tellsRequests
        ? modern
        : `pulling from host ${host} failed with ${unexpected}status code [manifests ${what}]: ${line}`;
    }
    case "token":
      return tellsRequests ? modern : `unexpected status: ${line}`;
    case "blob": {
      const said = serverMessage(evidence);
      if (puller === "transfer service") return said === null ? modern : `${modern}\n${said}`;
      return `unexpected status code ${url}: ${line}${said === null ? "" : ` - Server message: ${said}`}`;
    }
  }
}

/** The registry's error as Go's code prints it; codes that containerd doesn't know are `unknown` (`errcode.go`, `errdesc.go`). */
function serverMessage(evidence: readonly Exchange[]): string | null {
  const [, code = "", words = ""] = /^([A-Z_]+): (.+)$/s.exec(evidence.at(-1)?.message ?? "") ?? [];
  if (code === "") return null;
  const usual = knownCodes.get(code);
  const name = usual === undefined ? "unknown" : code.toLowerCase();
  // What is said anyway is left out, where no detail stands beside it.
  return words.toLowerCase() === usual ? `${name}…` : `${name}: ${words}`;
}
const knownCodes: ReadonlyMap<string, string> = new Map([
  ["UNSUPPORTED", "the operation is unsupported."],
  ["UNAUTHORIZED", "authentication required"],
  ["DENIED", "requested access to the resource is denied"],
  ["UNAVAILABLE", "service unavailable"],
  ["TOOMANYREQUESTS", "too many requests"],
]);

/** A request that brought no answer: `words` is what Go's network code says. */
export function failedRequest(
  pull: FailingPull,
  station: Station,
  evidence: readonly Exchange[],
  words: string,
): string {
  const placed = placedAt(station, evidence);
  const { method, url } = request(pull, placed, evidence);
  const verb = method.slice(0, 1) + method.slice(1).toLowerCase();
  const attempt = `${placed === "token" ? "" : "failed to do request: "}${verb} "${goUrl(url, pullRules(pull.containerd).puller === "transfer service")}": ${words}`;
  const code = words.endsWith("i/o timeout") ? "DeadlineExceeded" : "Unknown";
  return failedToUnpack(pull, code, `${prefix(pull, placed, evidence)}${attempt}`);
}

/** Content that ends too early (`content/helpers.go`, Copy; from 2.0 on `core/content/helpers.go`). */
export function shortRead(pull: FailingPull, expected: number | null, actual: number | null): string {
  const words =
    pullRules(pull.containerd).puller === "client"
      ? "failed to read expected number of bytes"
      : `short read: expected ${expected ?? "…"} bytes but got ${actual ?? "…"}`;
  return failedToUnpack(pull, "Unknown", `${words}: unexpected EOF`);
}

/** An answer that breaks off: of content, of a token, or of a manifest that only GET tells. */
export function brokenOff(pull: FailingPull, station: Station, evidence: readonly Exchange[]): string {
  const placed = placedAt(station, evidence);
  if (placed === "blob") return shortRead(pull, null, null);
  const decoding = placed === "token" ? "unable to decode token response: " : "";
  return failedToUnpack(pull, "Unknown", `${prefix(pull, placed, evidence)}${decoding}unexpected EOF`);
}

/** As Go encodes a query, in the order of its keys; of a failed request 2.1 hides every value (`internal/cri/util/sanitize.go`). */
function goUrl(url: string, hidden: boolean): string {
  const [base = "", query] = url.split("?", 2);
  if (query === undefined) return url;
  const parameters = [...new URLSearchParams(query)].toSorted(([one], [other]) => (one < other ? -1 : 1));
  const names = hidden ? [...new Map(parameters)] : parameters;
  const encoded = names.map(([name, value]) => {
    const shown = hidden ? "[REDACTED]" : value;
    return `${encodeURIComponent(name)}=${shown.includes("***") ? "…" : encodeURIComponent(shown).replaceAll("%20", "+")}`;
  });
  return `${base}?${encoded.join("&")}`;
}

/** A token service that granted something else (`core/remotes/docker/auth/fetch.go`, ErrNoToken); `detail`: why it is none. */
export function noToken(pull: FailingPull, evidence: readonly Exchange[], detail: string): string {
  if (detail === unsendable) {
    return failedRequest(pull, "manifest", [], 'net/http: invalid header field value for "Authorization"');
  }
  const words =
    detail === ""
      ? "authorization server did not include a token in the response"
      : "unable to decode token response: …";
  return failedToUnpack(pull, "Unknown", `${prefix(pull, "token", evidence)}${words}`);
}

/** A challenge whose realm is no address: Go's client is handed it as it is. */
export function badRealm(pull: FailingPull, evidence: readonly Exchange[], realm: string): string {
  if (realm.includes("://") && !URL.canParse(realm)) {
    return failedToUnpack(pull, "Unknown", `${resolving(pull)}invalid token auth challenge realm: parse "${realm}": …`);
  }
  const words = `Get "${realm}?…": unsupported protocol scheme "…"`;
  return failedToUnpack(pull, "Unknown", `${prefix(pull, "token", evidence)}${words}`);
}

/**
 * A 401 that stands, in the words of who gave up on it; `null` where that is the answer itself: a challenge of which no error
 * is said is answered until the attempts are spent, and 1.6 has no words for a login that it lacks (`authorizer.go`).
 */
export function notAuthorized(
  pull: FailingPull,
  station: Station,
  challenge: Refusal["challenge"],
  hasLogin: boolean,
): string | null {
  const before = prefix(pull, station, []);
  if (challenge?.isRealmless === true) {
    return failedToUnpack(pull, "Unknown", `${before}no realm specified for token auth challenge`);
  }
  const why = invalidAuthorization(pull, challenge, hasLogin);
  if (why === null) return null;
  const denied = "pull access denied, repository does not exist or may require authorization: ";
  return failedToUnpack(pull, "Unknown", `${before}${station === "manifest" ? denied : ""}${why}`);
}

type Refusal = Extract<Outcome, { kind: "refused" }>;

function invalidAuthorization(
  { containerd }: FailingPull,
  challenge: Refusal["challenge"],
  hasLogin: boolean,
): string | null {
  switch (challenge?.scheme) {
    case "bearer":
      return challenge.error === "" ? null : `server message: ${challenge.error}: authorization failed`;
    case "basic":
      return hasLogin || !pullRules(containerd).tellsRequests
        ? null
        : "authorization failed: no basic auth credentials";
    case undefined:
      return null;
  }
}

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

/** Once the name has resolved, manifests are fetched as other content is. */
function placedAt(station: Station, evidence: readonly Exchange[]): Station {
  const last = evidence.at(-1);
  if (station !== "manifest" || last?.method !== "GET" || !last.url.includes("/manifests/sha")) return station;
  const resolved = evidence.some((one) => one !== last && one.status === 200 && stationOf(one.url) === "manifest");
  return resolved ? "blob" : station;
}

/** The node's own request at that station: manifests are resolved by HEAD and content fetched by GET, whatever was asked here. */
function request(
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

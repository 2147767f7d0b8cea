// The node's words for a request that failed, at whatever station: an unwanted status, no answer, or half of one.
import type { Exchange } from "../model.ts";
import { pullRules } from "../registries/containerd.ts";
import { hostFor } from "../registries/host.ts";
import { nodeStatus } from "../registries/words.ts";
import { shortRead } from "./kubelet-content.ts";
import { placedAt, prefix, request, type Station } from "./kubelet-stations.ts";
import { failedToUnpack, type FailingPull } from "./kubelet-words.ts";

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

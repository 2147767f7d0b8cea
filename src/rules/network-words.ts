// Why no usable answer came: once for a reader, once as the node's Go code would print it.
import type { Exchange, Hop, NetworkCause, Outcome } from "../model.ts";
import { hostFor, schemeFor } from "../registries/host.ts";
import { noConfig, shortRead } from "./kubelet-content.ts";
import { brokenOff, failedRequest, unexpectedStatus } from "./kubelet-requests.ts";
import { stationOf, type Station } from "./kubelet-stations.ts";
import { badRealm, noToken } from "./kubelet-tokens.ts";
import { type FailingPull, notFound } from "./kubelet-words.ts";

type Unreachable = Extract<Outcome, { kind: "unreachable" }>;

/** What the host did, to follow its name: `"registry.test" refused the connection`. */
export const whatHappened: Readonly<Record<NetworkCause, string>> = {
  "name-not-found": "does not exist in DNS",
  "name-temporary": "could not be looked up just now",
  "resolver-silent": "could not be looked up: the resolver did not answer",
  refused: "refused the connection",
  timeout: "did not answer in time",
  unroutable: "can't be reached from here: no route",
  "no-sockets": "was not asked: this machine has too many files open",
  reset: "gave no whole answer",
  "tls-untrusted": "shows a certificate of an authority that is not trusted here",
  "tls-expired": "shows a certificate that has expired",
  "tls-not-yet-valid": "shows a certificate that is not valid yet",
  "tls-wrong-name": "shows a certificate for another name",
  "tls-no-names": "shows a certificate in which no name counts",
  "tls-not-accepted": "shows a certificate that is not accepted",
  "tls-failed": "broke off the TLS handshake",
  "plain-http": "speaks plain HTTP where TLS is expected",
  "tls-instead": "speaks TLS where plain HTTP is expected",
  "proxy-unreachable": "is behind a proxy that does not answer",
  "proxy-unusable": "is behind a proxy that can't be used",
  "proxy-wants-password": "is behind a proxy that wants a password",
  "proxy-refused": "is behind a proxy that refuses to connect to it",
  "not-a-registry": "is not a registry",
  "server-error": "answers with an error of its own",
  "address-refused": "refuses the address of this machine",
  "no-hosts": "has no host in hosts.toml that may be asked for it",
  "address-forbidden": "leads to an address that is not asked",
  "redirect-loop": "redirects without end",
  "no-token": "grants a token and gives none that can be read",
  "no-address": "sends its clients to what is no HTTP address",
  "login-withheld": "speaks plain HTTP, so the login was not sent there",
  "login-elsewhere": "wants a login, which goes to no other host than its registry",
};

/** What to do where this machine could not ask. */
export const moreSockets = "raise the runner's limit of open files (ulimit -n), or set concurrency to less";

/**
 * What the node would say if it met the same; `null` where it can't: the runner's proxy is not the node's.
 * The words are those of Go's net, net/http, crypto/tls and crypto/x509.
 */
export function networkFailure(pull: FailingPull, outcome: Unreachable): string | null {
  const { cause, host, hop, evidence } = outcome;
  const station = stationFor(hop, evidence);
  switch (cause) {
    case "proxy-unreachable":
    case "proxy-unusable":
    case "proxy-wants-password":
    case "proxy-refused":
    case "no-sockets":
    // A node would have sent it, and what it would have been told is not known.
    case "no-hosts":
    case "address-forbidden":
    case "login-withheld":
    case "login-elsewhere":
      return null;
    case "not-a-registry": {
      if (station === "blob") {
        const status = evidence.at(-1)?.status ?? 503;
        // A page is none of the bytes that were promised.
        return status < 300 ? shortRead(pull, null, null) : unexpectedStatus(pull, station, evidence, status);
      }
      // The first question was for the manifest, wherever it was sent on to.
      const first = evidence[0]?.status ?? 404;
      if (first === 200) return noConfig(pull, "unexpected media type text/html for sha256:…");
      return first === 404 || first < 400 ? notFound(pull) : unexpectedStatus(pull, station, evidence, first);
    }
    case "server-error":
      return unexpectedStatus(pull, station, evidence, evidence.at(-1)?.status ?? 503);
    case "address-refused":
      return unexpectedStatus(pull, station, evidence, 403);
    case "no-token":
      return noToken(pull, evidence, outcome.detail);
    case "reset":
      return outcome.detail.includes("broke off in the middle")
        ? brokenOff(pull, station, evidence)
        : failedRequest(pull, station, evidence, resetWords(outcome.detail));
    case "timeout": {
      const status = evidence.at(-1)?.status ?? null;
      if (status !== null) return unexpectedStatus(pull, station, evidence, status);
      const words = isHandshake(outcome)
        ? "net/http: TLS handshake timeout"
        : goWords(cause, spelled(host, pull), outcome.detail);
      return failedRequest(pull, station, evidence, words);
    }
    case "tls-instead": {
      const status = evidence.at(-1)?.status ?? null;
      if (status !== null) return unexpectedStatus(pull, station, evidence, status);
      return failedRequest(pull, station, evidence, goWords(cause, spelled(host, pull), outcome.detail));
    }
    case "redirect-loop":
      // Go tells the last place that it was sent to, as it was told of it.
      return failedRequest(pull, station, [], goWords(cause, host, outcome.detail)).replace(
        /(Head|Get|Post) "[^"]*"/,
        station === "blob" ? 'Get "…"' : '$1 "…"',
      );
    case "name-not-found":
    case "name-temporary":
    case "resolver-silent":
    case "refused":
    case "unroutable":
    case "tls-untrusted":
    case "tls-expired":
    case "tls-not-yet-valid":
    case "tls-wrong-name":
    case "tls-no-names":
    case "tls-not-accepted":
    case "tls-failed":
    case "plain-http":
      return failedRequest(pull, station, evidence, goWords(cause, spelled(host, pull), outcome.detail));
    case "no-address":
      return noAddress(pull, outcome, station);
  }
}

function noAddress(pull: FailingPull, { hop, evidence, detail }: Unreachable, station: Station): string {
  const status = evidence.at(-1)?.status ?? null;
  if (hop === "token" && status === 401) return badRealm(pull, evidence, detail);
  if (status !== null && detail.endsWith("without a Location"))
    return unexpectedStatus(pull, station, evidence, status);
  const scheme = /^([a-z][a-z0-9+.-]*):…$/.exec(detail)?.[1];
  if (scheme === undefined) return failedRequest(pull, station, evidence, 'failed to parse Location header "…": …');
  const words = failedRequest(pull, station, evidence, `unsupported protocol scheme "${scheme}"`);
  return words.replace(/(Head|Get|Post) "[^"]*"/, `$1 "${scheme}:…"`);
}

/** A connection that stood, and on which nobody spoke TLS (`edges/secure.ts`). */
function isHandshake({ detail }: Unreachable): boolean {
  return detail.includes("TLS handshake");
}

/** Who closes says so, and who resets doesn't. */
function resetWords(detail: string): string {
  return detail.includes("was reset") ? "read tcp …->…: read: connection reset by peer" : "EOF";
}

/** A host as the image spells it: a URL writes it in lower case, and Go as it comes. */
function spelled(host: string, { reference }: FailingPull): string {
  const own = hostFor(reference.registry);
  return own.toLowerCase() === host ? own : host;
}

/** For a node the registry's own blobs are blobs too, though it is the registry that fails. */
function stationFor(hop: Hop, evidence: readonly Exchange[]): Station {
  if (hop === "token" || hop === "blob") return hop;
  const last = evidence.at(-1);
  return last !== undefined && stationOf(last.url) === "blob" ? "blob" : "manifest";
}

/** Causes of which Go's own code speaks, as opposed to containerd's. */
type Transport = Exclude<
  NetworkCause,
  | "proxy-unreachable"
  | "proxy-unusable"
  | "proxy-wants-password"
  | "proxy-refused"
  | "no-sockets"
  | "not-a-registry"
  | "no-token"
  | "server-error"
  | "address-refused"
  | "no-hosts"
  | "address-forbidden"
  | "login-withheld"
  | "login-elsewhere"
  | "reset"
  | "no-address"
>;

/** What the kernel says, which is not always that there is no route. */
function routeWords(detail: string): string {
  if (detail.includes("local rule")) return "permission denied";
  return detail.includes("network is unreachable") ? "network is unreachable" : "no route to host";
}

/** What Go says of a certificate that it won't take, or can't read. */
function refusedWords(detail: string): string {
  if (detail.includes("curve")) return "tls: failed to parse certificate from server: x509: unsupported elliptic curve";
  const why = detail.includes("INVALID_PURPOSE") ? "certificate specifies an incompatible key usage" : "…";
  return `tls: failed to verify certificate: x509: ${why}`;
}

/** The other side's alert by its number (RFC 8446 §6), in Go's words (`crypto/tls/alert.go`); or what no TLS is. */
function handshakeWords(detail: string): string {
  if (detail.includes("another protocol")) return "tls: first record does not look like a TLS handshake";
  const alert = /alert (\d+)\)/.exec(detail)?.[1] ?? "40";
  return `remote error: tls: ${alerts.get(alert) ?? "handshake failure"}`;
}

/** For whom a certificate is not (Go `crypto/x509/verify.go`, HostnameError; what it has: `edges/secure.ts`). */
function nameWords(name: string, detail: string): string {
  if (detail.includes("(a common name alone"))
    return "certificate relies on legacy Common Name field, use SANs instead";
  if (detail.endsWith(", and no address)"))
    return `cannot validate certificate for ${name} because it doesn't contain any IP SANs`;
  if (detail.endsWith(", and no host's name)"))
    return `certificate is not valid for any names, but wanted to match ${name}`;
  return `certificate is valid for …, not ${name}`;
}

const alerts: ReadonlyMap<string, string> = new Map([
  ["42", "bad certificate"],
  ["43", "unsupported certificate"],
  ["48", "unknown certificate authority"],
  ["70", "protocol version not supported"],
  ["71", "insufficient security level"],
  ["80", "internal error"],
  ["86", "inappropriate fallback"],
  ["112", "unrecognized name"],
  ["116", "certificate required"],
]);

function goWords(cause: Transport, host: string, detail: string): string {
  const name = host.replace(/:\d+$/, "");
  const usual = schemeFor(host) === "http" ? "80" : "443";
  const address = `…:${/:(\d+)$/.exec(host)?.[1] ?? usual}`;
  const words: Readonly<Record<Transport, string>> = {
    "name-not-found": `dial tcp: lookup ${name}: no such host`,
    "name-temporary": `dial tcp: lookup ${name}: server misbehaving`,
    "resolver-silent": `dial tcp: lookup ${name}: read udp …->…: i/o timeout`,
    refused: `dial tcp ${address}: connect: connection refused`,
    timeout: `dial tcp ${address}: i/o timeout`,
    unroutable: `dial tcp ${address}: connect: ${routeWords(detail)}`,
    "tls-untrusted": "tls: failed to verify certificate: x509: certificate signed by unknown authority",
    "tls-not-accepted": refusedWords(detail),
    "tls-expired": "tls: failed to verify certificate: x509: certificate has expired or is not yet valid: …",
    "tls-not-yet-valid": "tls: failed to verify certificate: x509: certificate has expired or is not yet valid: …",
    "tls-wrong-name": `tls: failed to verify certificate: x509: ${nameWords(name, detail)}`,
    "tls-no-names": `tls: failed to verify certificate: x509: ${nameWords(name, detail)}`,
    "tls-failed": handshakeWords(detail),
    "plain-http": "http: server gave HTTP response to HTTPS client",
    // Go reads what TLS answers to a request as the beginning of an answer.
    "tls-instead": "net/http: HTTP/1.x transport connection broken: malformed HTTP response …",
    "redirect-loop": "stopped after 10 redirects",
  };
  return words[cause];
}

// What Node and undici throw when a request gets no answer → the hop that failed, and why.
// The codes were measured against local servers, proxies and resolvers.
import type { Hop, NetworkCause } from "../model.ts";
import { nameless } from "./certificate-names.ts";
import { codeOf } from "./error-code.ts";

export interface NetworkFailure {
  readonly hop: Hop;
  readonly cause: NetworkCause;
  readonly detail: string;
}

/**
 * `proxy` is the proxy's own host where a request was handed to one as it is: a connection that breaks is then its own.
 * What fails while a connection is made is known by whoever makes it (`connection.ts`).
 */
export function networkFailure(error: unknown, host: string, proxy: string | null = null): NetworkFailure {
  const [hop, cause, words] = failureRow(error);
  if (proxy !== null && (hop === "dns" || hop === "connect") && cause !== "no-sockets") {
    return { hop: "proxy", cause: "proxy-unreachable", detail: `proxy ${proxy}: ${words}` };
  }
  return { hop, cause, detail: `${host}: ${words}` };
}

/** Hop, cause and words of what was thrown; with Node's own words where ours stand for several things. */
export function failureRow(error: unknown): Row {
  const cause = rootOf(error);
  const message = firstLine(cause);
  const [hop, why, words] = rowFor(cause, message);
  return hop === "tls" && why !== "plain-http" ? [hop, why, `${words} (${message})`] : [hop, why, words];
}

function rowFor(cause: unknown, message: string): Row {
  const known = failures.get(codeOf(cause));
  if (known !== undefined) return known;
  if (cause instanceof Error && cause.name === "HTTPParserError") {
    // A banner of another protocol is no HTTP at all; every other complaint of the parser is an answer cut off or garbled.
    return /Expected HTTP\/|Invalid HTTP version/.test(message)
      ? notHttp
      : ["ping", "reset", `its answer is garbled (${message})`];
  }
  if (/wrong version number/i.test(message)) return withoutTls;
  if (/^(?:ERR_SSL|ERR_TLS|EPROTO)/.test(codeOf(cause))) return ["tls", "tls-failed", "the TLS handshake failed"];
  return ["ping", "reset", message];
}

/** undici wraps; Node's several attempts at several addresses come as one AggregateError. */
function rootOf(error: unknown): unknown {
  let current = error;
  for (let depth = 0; depth < 5; depth += 1) {
    if (current instanceof AggregateError && current.errors.length > 0) {
      // Of several addresses the time-out is what a node would wait for, and a refusal says more than a family without a route.
      const all: readonly unknown[] = current.errors;
      const telling = ["ETIMEDOUT", "ECONNREFUSED"].flatMap((code) => all.filter((one) => codeOf(one) === code));
      current = telling[0] ?? all[0];
    } else if (current instanceof Error && current.cause !== undefined && isWrapper(codeOf(current))) {
      current = current.cause;
    } else return current;
  }
  return current;
}

function isWrapper(code: string): boolean {
  return code === "" || code.startsWith("UND_ERR_PRX_");
}

/** Without Node's advice to its own users, which follows a semicolon. */
function firstLine(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  const line = message.split("\n", 1)[0] ?? "";
  // OpenSSL's own begin with the number of its thread, and name its source; what it says is in between.
  const openssl = /^(?:[0-9A-F]+:)?error:[0-9A-F]+:[^:]*:[^:]*:([^:]+):/.exec(line)?.[1];
  const alert = /SSL alert number (\d+)/.exec(line)?.[1];
  if (openssl !== undefined) return `${openssl}${alert === undefined ? "" : `, alert ${alert}`}`;
  return line.replace(/; if the root CA is installed locally.*$/, "");
}

/** The code of an error that came behind the answer's headers. */
export const brokenBody = "ANSWER_BROKE_OFF";

/** The code of a name that has no IPv4 address, and of which the resolver says nothing about IPv6. */
export const halfKnown = "IPV6_UNKNOWN";

export type Row = readonly [Hop, NetworkCause, string];

const untrusted: Row = ["tls", "tls-untrusted", "the certificate is signed by an authority that is not trusted here"];
const silent: Row = ["ping", "timeout", "no answer within the time limit"];
const closed: Row = ["ping", "reset", "the connection was closed"];
const torn: Row = ["ping", "reset", "its answer broke off in the middle"];
const withoutTls: Row = ["tls", "plain-http", "the server does not speak TLS there"];
const notHttp: Row = ["ping", "not-a-registry", "its answer is not HTTP"];
const resolverFailed: Row = ["dns", "name-temporary", "the resolver failed"];
const noSuchHost: Row = ["dns", "name-not-found", "no such host"];
const timedOut: Row = ["connect", "timeout", "connection timed out"];
const exhausted: Row = ["connect", "no-sockets", "this machine has too many files open"];
const forbidden: Row = ["connect", "unroutable", "a local rule forbids the connection"];

const failures: ReadonlyMap<string, Row> = new Map([
  ["ENOTFOUND", noSuchHost],
  ["ENODATA", noSuchHost],
  ["EAI_AGAIN", resolverFailed],
  ["EAI_FAIL", resolverFailed],
  ["ESERVFAIL", resolverFailed],
  ["EREFUSED", resolverFailed],
  [halfKnown, ["dns", "name-temporary", "there is no A, and the resolver failed about AAAA"]],
  ["ETIMEOUT", ["dns", "resolver-silent", "the resolver did not answer"]],
  ["ECONNREFUSED", ["connect", "refused", "connection refused"]],
  ["ETIMEDOUT", timedOut],
  ["UND_ERR_CONNECT_TIMEOUT", timedOut],
  ["EHOSTUNREACH", ["connect", "unroutable", "no route to host"]],
  ["ENETUNREACH", ["connect", "unroutable", "network is unreachable"]],
  ["EADDRNOTAVAIL", ["connect", "unroutable", "no such address can be connected to"]],
  ["EMFILE", exhausted],
  ["ENFILE", exhausted],
  ["EACCES", forbidden],
  ["EPERM", forbidden],
  ["ECONNRESET", ["ping", "reset", "the connection was reset"]],
  ["ECONNABORTED", closed],
  ["EPIPE", closed],
  ["UND_ERR_SOCKET", closed],
  ["UND_ERR_CLOSED", closed],
  ["UND_ERR_DESTROYED", closed],
  ["UND_ERR_RES_CONTENT_LENGTH_MISMATCH", torn],
  [brokenBody, torn],
  ["UND_ERR_HEADERS_TIMEOUT", silent],
  ["UND_ERR_BODY_TIMEOUT", silent],
  ["UND_ERR_HEADERS_OVERFLOW", ["ping", "reset", "its answer's headers are over the limit"]],
  ["SELF_SIGNED_CERT_IN_CHAIN", untrusted],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", untrusted],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", untrusted],
  ["UNABLE_TO_GET_ISSUER_CERT", untrusted],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", untrusted],
  ["CERT_UNTRUSTED", untrusted],
  ["CERT_HAS_EXPIRED", ["tls", "tls-expired", "the certificate has expired"]],
  ["CERT_NOT_YET_VALID", ["tls", "tls-not-yet-valid", "the certificate is not valid yet"]],
  ["ERR_TLS_CERT_ALTNAME_INVALID", ["tls", "tls-wrong-name", "the certificate is for another name"]],
  [nameless, ["tls", "tls-no-names", "the certificate has no alternative name"]],
  ["ERR_SSL_WRONG_VERSION_NUMBER", withoutTls],
  ["ERR_SSL_PACKET_LENGTH_TOO_LONG", withoutTls],
  ["ERR_SSL_HTTP_REQUEST", withoutTls],
]);

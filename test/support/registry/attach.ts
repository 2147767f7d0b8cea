// A registry without sockets: the same requests, answers and failures as over the network, in virtual time.
import type { Clock, Edges, HttpAnswer, HttpRequest } from "../../../src/edges/edges.ts";
import { networkFailure } from "../../../src/edges/network-failure.ts";
import { type NetworkCause } from "../../../src/model.ts";
import { type Registry } from "./registry.ts";
import { type AnswerReply, type Asked } from "./replies.ts";

/** As long as the real edge waits for headers. */
const headersTimeoutMs = 30_000;

const proxy = "proxy.test:3128";

/** What Node throws for each cause; the real edge's own function makes of it what it would make. */
const thrown: Readonly<Partial<Record<NetworkCause, readonly [code: string, message: string]>>> = {
  "name-not-found": ["ENOTFOUND", "getaddrinfo ENOTFOUND"],
  "name-temporary": ["EAI_AGAIN", "getaddrinfo EAI_AGAIN"],
  refused: ["ECONNREFUSED", "connect ECONNREFUSED"],
  timeout: ["UND_ERR_CONNECT_TIMEOUT", "Connect Timeout Error"],
  unroutable: ["EHOSTUNREACH", "connect EHOSTUNREACH"],
  reset: ["ECONNRESET", "read ECONNRESET"],
  "tls-untrusted": ["SELF_SIGNED_CERT_IN_CHAIN", "self-signed certificate in certificate chain"],
  "tls-expired": ["CERT_HAS_EXPIRED", "certificate has expired"],
  "tls-not-yet-valid": ["CERT_NOT_YET_VALID", "certificate is not yet valid"],
  "tls-wrong-name": ["ERR_TLS_CERT_ALTNAME_INVALID", "Hostname/IP does not match certificate's altnames"],
  "tls-failed": ["ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE", "sslv3 alert handshake failure"],
  "plain-http": ["ERR_SSL_WRONG_VERSION_NUMBER", "wrong version number"],
  "proxy-unreachable": ["ECONNREFUSED", "connect ECONNREFUSED"],
  "proxy-wants-password": ["UND_ERR_ABORTED", "Proxy response (407) !== 200 when HTTP Tunneling"],
  "proxy-refused": ["UND_ERR_ABORTED", "Proxy response (403) !== 200 when HTTP Tunneling"],
};

/** An `Edges.http` whose network is `registry`; hosts that its world lacks have no name. */
export function attach(registry: Registry, clock: Clock): Edges["http"] {
  return async (request) => {
    const started = clock.now();
    const took = (): number => Math.round(clock.now() - started);
    const { url, signal } = request;
    const fail = (cause: NetworkCause): HttpAnswer => ({ kind: "failure", ...failureOf(cause, url.host), ms: took() });
    if (signal.aborted) return { kind: "aborted", ms: 0 };

    const scheme = registry.world.get(url.host)?.scheme ?? (isLoopback(url.hostname) ? "http" : "https");
    const asksScheme = url.protocol === "https:" ? "https" : "http";
    if (registry.world.has(url.host) && asksScheme !== scheme) {
      if (asksScheme === "https") return fail("plain-http");
      return deliver(wrongScheme, request, took());
    }
    const { reply, latency } = registry.ask(askedOf(request, asksScheme));
    const wait = reply.kind === "stalled" ? headersTimeoutMs : latency;
    if (wait > 0) await clock.sleep(wait, signal);
    if (aborted(signal)) return { kind: "aborted", ms: took() };

    switch (reply.kind) {
      case "stalled": {
        const silence = Object.assign(new Error("Headers Timeout Error"), { code: "UND_ERR_HEADERS_TIMEOUT" });
        return { kind: "failure", ...networkFailure(silence, url.host, null), viaProxy: false, ms: took() };
      }
      case "broken":
        return fail(reply.cause);
      case "answer":
        return reply.body.kind === "cut" && request.method !== "HEAD" ? fail("reset") : deliver(reply, request, took());
    }
  };
}

/** What Go's server says to plain HTTP on a TLS port (`net/http` `server.go`). */
const wrongScheme: AnswerReply = {
  kind: "answer",
  status: 400,
  headers: {},
  body: { kind: "bytes", bytes: Buffer.from("Client sent an HTTP request to an HTTPS server.\n") },
};

function askedOf(request: HttpRequest, scheme: Asked["scheme"]): Asked {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const { host, pathname, searchParams } = request.url;
  return {
    scheme,
    host,
    method: request.method,
    path: pathname,
    query: searchParams,
    headers,
    body: request.body ?? "",
  };
}

function deliver(reply: AnswerReply, request: HttpRequest, ms: number): HttpAnswer {
  const { status } = reply;
  const whole = request.method === "HEAD" ? Buffer.alloc(0) : bytesOf(reply.body, request.maxBytes + 1);
  const truncated = whole.length > request.maxBytes;
  const headers = { date: "Sun, 01 Nov 2026 10:00:00 GMT", ...reply.headers };
  return { kind: "answer", status, headers, body: whole.subarray(0, request.maxBytes), truncated, viaProxy: false, ms };
}

function bytesOf(body: AnswerReply["body"], atMost: number): Buffer {
  return body.kind === "filler" ? Buffer.alloc(Math.min(body.length, atMost), " ") : body.bytes;
}

function failureOf(cause: NetworkCause, host: string): Omit<Extract<HttpAnswer, { kind: "failure" }>, "kind" | "ms"> {
  const [code, message] = thrown[cause] ?? ["", cause];
  const viaProxy = cause.startsWith("proxy-");
  const error = Object.assign(new Error(message), { code });
  return { ...networkFailure(error, host, viaProxy ? proxy : null), viaProxy };
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || hostname.startsWith("127.");
}

/** Apart, so that the compiler doesn't carry over what was true before the wait. */
function aborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

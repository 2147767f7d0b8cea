// A registry without sockets: the same requests, answers and failures as over the network, in virtual time.
import type { Clock, Edges, HttpAnswer, HttpRequest } from "../../../src/edges/edges.ts";
import { networkFailure } from "../../../src/edges/network-failure.ts";
import type { Hop, NetworkCause } from "../../../src/model.ts";
import { type Registry } from "./registry.ts";
import { type AnswerReply, type Asked } from "./replies.ts";

/** As long as the real edge waits for headers. */
const headersTimeoutMs = 30_000;

/** From which everybody asks. Source: RFC 5737, addresses for examples. */
const attachedAddress = "198.51.100.7";

const proxy = "HTTPS_PROXY http://proxy.test:3128";
const untrusted = "the certificate is signed by an authority that is not trusted here";

/** What the real edge makes of each (`edges/dial.ts`, `secure.ts`, `tunnel.ts`); its tests have them from real servers. */
const told: Readonly<Partial<Record<NetworkCause, readonly [hop: Hop, words: string]>>> = {
  "name-not-found": ["dns", "no such host"],
  "name-temporary": ["dns", "the resolver failed"],
  "resolver-silent": ["dns", "the resolver did not answer"],
  refused: ["connect", "connection refused"],
  timeout: ["connect", "connection timed out"],
  unroutable: ["connect", "no route to host"],
  reset: ["ping", "the connection was reset"],
  "address-forbidden": ["connect", "169.254.169.254: the address of a cloud's metadata service, which is not asked"],
  "tls-untrusted": ["tls", `${untrusted} (it is issued by "Corp Proxy CA")`],
  "tls-expired": ["tls", "the certificate has expired (on 2026-10-31)"],
  "tls-not-yet-valid": ["tls", "the certificate is not valid yet (but from 2027-01-01 on)"],
  "tls-wrong-name": ["tls", "the certificate is for another name (other.test)"],
  "tls-no-names": ["tls", 'the certificate has no alternative name (a common name alone: "registry.corp.test")'],
  "tls-not-accepted": ["tls", "the certificate is not accepted (INVALID_PURPOSE)"],
  "tls-failed": ["tls", "the TLS handshake failed (sslv3 alert handshake failure)"],
  "plain-http": ["tls", "the server does not speak TLS there"],
  "tls-instead": ["tls", "the server speaks TLS there"],
  "proxy-unreachable": ["proxy", "connection refused"],
  "proxy-wants-password": ["proxy", "407 Proxy Authentication Required"],
  "proxy-refused": ["proxy", "answered CONNECT with 403"],
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
    const { reply, latency } = registry.ask(askedOf(request, asksScheme, clock.now()));
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

function askedOf(request: HttpRequest, scheme: Asked["scheme"], at: number): Asked {
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
    from: attachedAddress,
    at,
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
  const [hop, words] = told[cause] ?? ["ping", cause];
  const viaProxy = cause.startsWith("proxy-");
  return { hop, cause, detail: `${viaProxy ? proxy : host}: ${words}`, viaProxy };
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || hostname.startsWith("127.");
}

/** Apart, so that the compiler doesn't carry over what was true before the wait. */
function aborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

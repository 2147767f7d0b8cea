// The network: one request, one answer as a value. No redirect is followed, nothing is thrown.
import type { Dispatcher } from "undici";
import type { RouteHop } from "../model.ts";
import { decoded } from "./decode.ts";
import { ConnectionFailed } from "./connection-failed.ts";
import { createDispatchers, type Dispatching, type HttpOptions } from "./dispatchers.ts";
import type { HttpAnswer, HttpRequest } from "./edges.ts";
import { codeOf } from "./error-code.ts";
import { brokenBody, type NetworkFailure, networkFailure } from "./network-failure.ts";
import { proxyFrom } from "./proxy.ts";
import { passwordWords, proxyFailed } from "./tunnel.ts";

/** containerd waits as long for an answer's headers (from 2.3.0; `core/remotes/docker/config/hosts.go`). */
const usualHeadersTimeoutMs = 30_000;
/** Between two pieces of a body, and for a whole one: a registry that drips is not waited for. */
const bodyTimeoutMs = 30_000;
const wholeBodyTimeoutMs = 60_000;

export interface HttpEdge {
  readonly send: (request: HttpRequest) => Promise<HttpAnswer>;
  /** Ends every connection; requests under way get a failure. */
  close(): Promise<void>;
}

/** The real network. undici is loaded with the first request: a run that asks nothing doesn't pay for it. */
export function nodeHttp(options: HttpOptions): HttpEdge {
  const proxyOf = proxyFrom(options.environment);
  const dispatchers = createDispatchers(options);
  const { connectTimeoutMs, headersTimeoutMs = usualHeadersTimeoutMs } = options;

  async function send(request: HttpRequest): Promise<HttpAnswer> {
    const started = performance.now();
    const took = (): number => Math.round(performance.now() - started);
    const { url, signal, reach = "anywhere", tls = null } = request;
    const choice = proxyOf(url);
    if (choice.kind === "unusable" && !signal.aborted) {
      const failure = { hop: "proxy", cause: "proxy-unusable", detail: choice.why } as const;
      return { kind: "failure", ...failure, viaProxy: true, ms: took() };
    }
    const proxy = choice.kind === "proxy" ? choice : null;
    const viaProxy = proxy !== null;
    const passed = choice.kind === "none" ? passedBy(url, choice.because) : [];
    let dispatching: Dispatching | null = null;
    const way = (): readonly RouteHop[] | undefined => dispatching?.hops();
    const alertOf = (): Error | undefined => dispatching?.alert();
    try {
      const { status, headers, body, truncated } = await unlessAborted(signal, async () => {
        dispatching = await dispatchers.for(url, { proxy, reach, tls });
        return exchange(dispatching, request, { connectTimeoutMs, headersTimeoutMs });
      });
      if (viaProxy && status === 407 && url.protocol === "http:") {
        throw proxyFailed(proxy, "proxy-wants-password", passwordWords(proxy), took());
      }
      const hops = [...passed, ...(way() ?? [])];
      return { kind: "answer", status, headers, body, truncated, viaProxy, ms: took(), hops };
    } catch (error) {
      if (signal.aborted) return { kind: "aborted", ms: took() };
      const failed = error instanceof ConnectionFailed ? error : null;
      const closed = networkFailure(error, url.host);
      const alert = closed.cause === "reset" ? alertOf() : undefined;
      const told = failed?.failure ?? (alert === undefined ? closed : networkFailure(alert, url.host));
      const isOpen = proxy === null && failed === null && way() !== undefined;
      const isOther = isOpen && (await dispatchers.speaksTls(url, told, reach));
      const failure = isOther ? tlsInstead(told, url) : told;
      const hops = failed === null ? {} : { hops: [...passed, ...failed.hops] };
      return { kind: "failure", ...failure, viaProxy, ms: took(), ...hops };
    }
  }

  return { send, close: () => dispatchers.close() };
}

/** An answer that is no HTTP, or none, where TLS would have been answered. */
function tlsInstead({ hop }: NetworkFailure, { host }: URL): NetworkFailure {
  return { hop: hop === "ping" ? "tls" : hop, cause: "tls-instead", detail: `${host}: the server speaks TLS there` };
}

/** That there is a proxy, and why it is not asked. */
function passedBy({ host }: URL, because: string | null): readonly RouteHop[] {
  if (because === null) return [];
  return [{ stage: "proxy", host, ok: true, ms: 0, detail: `none: ${because}` }];
}

/** undici looks at a signal only once it has a connection: whoever waits for one is let go at once. */
async function unlessAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(new Error("aborted"));
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([work(), promise]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

async function exchange(
  { dispatcher, target }: Dispatching,
  request: HttpRequest,
  { connectTimeoutMs, headersTimeoutMs }: { readonly connectTimeoutMs: number; readonly headersTimeoutMs: number },
): Promise<Pick<Extract<HttpAnswer, { kind: "answer" }>, "status" | "headers" | "body" | "truncated">> {
  const { method, headers, body, signal } = request;
  // For the connection and the answer's headers together, however many interim answers come before them.
  const withinMs = connectTimeoutMs + headersTimeoutMs;
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(tooLate("UND_ERR_HEADERS_TIMEOUT", withinMs)), withinMs);
  const asked = dispatcher.request({
    origin: target.origin,
    path: target.path,
    method,
    headers: { ...headers, ...target.headers },
    body,
    signal: AbortSignal.any([signal, late.signal]),
    headersTimeout: headersTimeoutMs,
    bodyTimeout: bodyTimeoutMs,
  });
  const answer = await asked.finally(() => clearTimeout(timer));
  const read = await readBody(answer.body, request.maxBytes).catch((error: unknown) => {
    throw codeOf(error) === "UND_ERR_BODY_TIMEOUT"
      ? error
      : Object.assign(new Error("its answer broke off"), { code: brokenBody });
  });
  return { status: answer.statusCode, ...decoded({ headers: answer.headers, ...read }, request.maxBytes) };
}

/** Reads up to `maxBytes`, and leaves the rest on the wire. */
async function readBody(
  stream: Dispatcher.ResponseData["body"],
  maxBytes: number,
): Promise<{ readonly body: Buffer; readonly truncated: boolean }> {
  const timer = setTimeout(
    () => stream.destroy(tooLate("UND_ERR_BODY_TIMEOUT", wholeBodyTimeoutMs)),
    wholeBodyTimeoutMs,
  );
  try {
    const pieces: Buffer[] = [];
    let size = 0;
    for await (const piece of stream) {
      // undici's body yields Buffers and nothing else; its type says `any`.
      const bytes: unknown = piece;
      if (!Buffer.isBuffer(bytes)) continue;
      pieces.push(bytes);
      size += bytes.length;
      if (size > maxBytes) return { body: Buffer.concat(pieces).subarray(0, maxBytes), truncated: true };
    }
    return { body: Buffer.concat(pieces, size), truncated: false };
  } finally {
    clearTimeout(timer);
  }
}

function tooLate(code: "UND_ERR_HEADERS_TIMEOUT" | "UND_ERR_BODY_TIMEOUT", ms: number): Error {
  return Object.assign(new Error(`it took longer than ${ms / 1000} s`), { code });
}

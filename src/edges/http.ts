// The network: one request, one answer as a value. No redirect is followed, nothing is thrown.
import type { Dispatcher } from "undici";
import { decoded } from "./decode.ts";
import { createDispatchers, type HttpOptions } from "./dispatchers.ts";
import type { HttpAnswer, HttpRequest } from "./edges.ts";
import { codeOf } from "./error-code.ts";
import { brokenBody, networkFailure } from "./network-failure.ts";
import { proxyFrom } from "./proxy.ts";

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
    const { url, signal } = request;
    const choice = proxyOf(url);
    if (choice.kind === "unusable" && !signal.aborted) {
      const failure = { hop: "proxy", cause: "proxy-unusable", detail: choice.why } as const;
      return { kind: "failure", ...failure, viaProxy: true, ms: took() };
    }
    const proxy = choice.kind === "proxy" ? choice.url : null;
    const viaProxy = proxy !== null;
    try {
      const { status, headers, body, truncated } = await unlessAborted(signal, async () => {
        const dispatcher = await dispatchers.for(proxy, url.protocol);
        return exchange(dispatcher, request, { connectTimeoutMs, headersTimeoutMs });
      });
      return { kind: "answer", status, headers, body, truncated, viaProxy, ms: took() };
    } catch (error) {
      if (signal.aborted) return { kind: "aborted", ms: took() };
      const failure = networkFailure(error, url.host, proxy?.host ?? null, url.protocol === "https:");
      return { kind: "failure", ...failure, viaProxy, ms: took() };
    }
  }

  return { send, close: () => dispatchers.close() };
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
  dispatcher: Dispatcher,
  request: HttpRequest,
  { connectTimeoutMs, headersTimeoutMs }: { readonly connectTimeoutMs: number; readonly headersTimeoutMs: number },
): Promise<Pick<Extract<HttpAnswer, { kind: "answer" }>, "status" | "headers" | "body" | "truncated">> {
  const { url, method, headers, body, signal } = request;
  // For the connection and the answer's headers together, however many interim answers come before them.
  const withinMs = connectTimeoutMs + headersTimeoutMs;
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(tooLate("UND_ERR_HEADERS_TIMEOUT", withinMs)), withinMs);
  const asked = dispatcher.request({
    origin: url.origin,
    path: `${url.pathname}${url.search}`,
    method,
    headers,
    body,
    signal: AbortSignal.any([signal, late.signal]),
    // Here, because a forwarding proxy's connections take neither from the dispatcher.
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

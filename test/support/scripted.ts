// An `Edges.http` that answers from a script, for questions about requests themselves: which, how many, in what order.
// What isn't in the script is an error, so that no request goes unnoticed.
import type { Clock, Edges, HttpAnswer, HttpRequest } from "../../src/edges/edges.ts";
import type { NetworkFailure } from "../../src/edges/network-failure.ts";

export interface ScriptedReply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Text, bytes, or a value that is sent as JSON. */
  readonly body?: unknown;
  /** No answer at all. */
  readonly failure?: Partial<NetworkFailure>;
  readonly viaProxy?: boolean;
  /** Milliseconds of the clock before the answer. */
  readonly latency?: number;
}

export type Answering = ScriptedReply | ((request: HttpRequest) => ScriptedReply);

/** `HEAD https://registry.test/v2/shop/web/manifests/*`; each of several replies is given once, the last one for ever. */
export type Line = readonly [pattern: string, ...replies: Answering[]];

export interface Scripted {
  readonly http: Edges["http"];
  /** `HEAD https://registry.test/…`, in order. */
  readonly asked: readonly string[];
  readonly requests: readonly HttpRequest[];
  /** How many requests were under way at once, at most, by host. */
  readonly widest: ReadonlyMap<string, number>;
  /** The hosts that were sent `secret`, in whatever part of a request, and in a Basic header. */
  hostsThatSaw(secret: string): readonly string[];
}

export function scripted(script: readonly Line[], clock: Clock): Scripted {
  const asked: string[] = [];
  const requests: HttpRequest[] = [];
  const given = new Map<Line, number>();
  const open = new Map<string, number>();
  const widest = new Map<string, number>();

  function replyTo(request: HttpRequest): ScriptedReply {
    const question = `${request.method} ${request.url.href}`;
    const line = script.find(([pattern]) => matches(pattern, question));
    if (line === undefined) throw new Error(`not in the script: ${question}`);
    const [, ...replies] = line;
    const count = given.get(line) ?? 0;
    given.set(line, count + 1);
    const reply = replies[Math.min(count, replies.length - 1)] ?? {};
    return typeof reply === "function" ? reply(request) : reply;
  }

  async function http(request: HttpRequest): Promise<HttpAnswer> {
    const { host } = request.url;
    asked.push(`${request.method} ${request.url.href}`);
    requests.push(request);
    const reply = replyTo(request);
    open.set(host, (open.get(host) ?? 0) + 1);
    widest.set(host, Math.max(widest.get(host) ?? 0, open.get(host) ?? 0));
    await clock.sleep(reply.latency ?? 0, request.signal).catch(() => undefined);
    open.set(host, (open.get(host) ?? 0) - 1);
    return request.signal.aborted ? { kind: "aborted", ms: 0 } : answerOf(reply, request);
  }

  return {
    http,
    asked,
    requests,
    widest,
    hostsThatSaw: (secret) => [
      ...new Set(requests.filter((request) => sentIn(request).includes(secret)).map(({ url }) => url.host)),
    ],
  };
}

function answerOf(reply: ScriptedReply, request: HttpRequest): HttpAnswer {
  const { status = 200, failure, viaProxy = false } = reply;
  if (failure !== undefined) {
    return { kind: "failure", hop: "connect", cause: "refused", detail: "refused", ...failure, viaProxy, ms: 1 };
  }
  const whole = bytesOf(reply.body);
  const body = request.method === "HEAD" ? Buffer.alloc(0) : whole.subarray(0, request.maxBytes);
  const headers = { "content-length": String(whole.length), ...reply.headers };
  const truncated = request.method !== "HEAD" && whole.length > request.maxBytes;
  return { kind: "answer", status, headers, body, truncated, viaProxy, ms: 1 };
}

function bytesOf(body: unknown): Buffer {
  if (body === undefined) return Buffer.alloc(0);
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
}

function sentIn({ url, headers, body }: HttpRequest): string {
  const [kind = "", credential = ""] = (headers["authorization"] ?? "").split(" ");
  const decoded = kind === "Basic" ? Buffer.from(credential, "base64").toString("utf8") : "";
  const form = [...new URLSearchParams(body ?? "").values()].join("\n");
  return [url.href, decodeURIComponent(url.href), ...Object.values(headers), decoded, body ?? "", form].join("\n");
}

function matches(pattern: string, question: string): boolean {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join(".*")}$`).test(question);
}

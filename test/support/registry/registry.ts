// A world that is asked: it strikes with its faults, counts how often, and remembers who asked what with which secret.
import { answerTo } from "./answers.ts";
import { type AnswerReply, type Asked, type Reply } from "./replies.ts";
import { type Fault, type World } from "./world.ts";

/** One request that reached a host. */
interface Visit {
  readonly host: string;
  readonly method: string;
  /** With its query, decoded. */
  readonly path: string;
  /** `null` where no answer came. */
  readonly status: number | null;
  readonly authorization: AuthorizationKind;
  /** Everything the host could read, Basic credentials decoded: what a planted secret is looked for in. */
  readonly received: string;
}

type AuthorizationKind = "none" | "basic" | "bearer" | "other";

export interface Registry {
  readonly world: World;
  /** Every request so far, in order. */
  readonly visits: readonly Visit[];
  /** What the host replies, after so many milliseconds. */
  readonly ask: (asked: Asked) => { readonly reply: Reply; readonly latency: number };
  /** How many requests there were of this kind. */
  readonly count: (kind: { readonly host?: string; readonly method?: string; readonly path?: RegExp }) => number;
  /** The hosts that were sent `secret`, plainly or in a Basic header. */
  readonly hostsThatSaw: (secret: string) => readonly string[];
}

/** Makes a registry of every host of `world`. Its only state is how often a fault has struck, and its visits. */
export function openRegistry(world: World): Registry {
  const visits: Visit[] = [];
  const struck = new Map<Fault, number>();

  function faultFor(asked: Asked, path: string): Fault | null {
    const host = world.get(asked.host);
    const fault = host?.faults.find(
      (fault) =>
        (fault.method ?? asked.method) === asked.method &&
        (fault.authorization ?? authorizationOf(asked)) === authorizationOf(asked) &&
        (fault.path === undefined || new RegExp(fault.path).test(path)) &&
        (struck.get(fault) ?? 0) < (fault.times ?? Infinity),
    );
    if (fault === undefined) return null;
    struck.set(fault, (struck.get(fault) ?? 0) + 1);
    return fault;
  }

  function ask(asked: Asked): { readonly reply: Reply; readonly latency: number } {
    const host = world.get(asked.host);
    const query = asked.query.toString();
    const path = decodeURIComponent(query === "" ? asked.path : `${asked.path}?${query.replaceAll("+", " ")}`);
    const fault = faultFor(asked, path);
    const cause = host === undefined ? "name-not-found" : (host.network ?? fault?.network);
    const reply: Reply = cause === undefined ? strike(fault, () => answerTo(asked, world)) : { kind: "broken", cause };
    visits.push({
      host: asked.host,
      method: asked.method,
      path,
      status: reply.kind === "answer" ? reply.status : null,
      authorization: authorizationOf(asked),
      received: receivedText(asked, path),
    });
    return { reply, latency: (host?.latency ?? 0) + (fault?.latency ?? 0) };
  }

  return {
    world,
    visits,
    ask,
    count: ({ host, method, path }) =>
      visits.filter(
        (visit) =>
          (host ?? visit.host) === visit.host &&
          (method ?? visit.method) === visit.method &&
          (path?.test(visit.path) ?? true),
      ).length,
    hostsThatSaw: (secret) => [
      ...new Set(visits.filter(({ received }) => received.includes(secret)).map(({ host }) => host)),
    ],
  };
}

/** What is left of an answer once the fault has had its way with it. */
function strike(fault: Fault | null, answer: () => AnswerReply): Reply {
  if (fault === null) return answer();
  if (fault.stall === true) return { kind: "stalled" };
  if (fault.reset === true) return { kind: "broken", cause: "reset" };
  const replaced = fault.status !== undefined || fault.body !== undefined || fault.bytes !== undefined;
  const reply = replaced ? replacement(fault) : answer();
  const headers: Record<string, string | readonly string[]> = { ...reply.headers };
  for (const [name, value] of Object.entries(fault.headers)) {
    if (value === null) delete headers[name.toLowerCase()];
    else headers[name.toLowerCase()] = value;
  }
  const cut = fault.truncate === true && reply.body.kind === "bytes";
  return { ...reply, headers, body: cut ? { kind: "cut", bytes: half(reply.body) } : reply.body };
}

function half(body: AnswerReply["body"]): Buffer {
  return body.kind === "filler" ? Buffer.alloc(0) : body.bytes.subarray(0, body.bytes.length / 2);
}

function replacement({ status = 200, body = "", bytes }: Fault): AnswerReply {
  const headers = { "content-type": "application/json; charset=utf-8" };
  if (bytes === "endless") return { kind: "answer", status, headers, body: { kind: "filler", length: Infinity } };
  if (bytes !== undefined) {
    const length = { "content-length": String(bytes) };
    return { kind: "answer", status, headers: { ...headers, ...length }, body: { kind: "filler", length: bytes } };
  }
  const content = Buffer.from(body);
  const length = { "content-length": String(content.length) };
  return { kind: "answer", status, headers: { ...headers, ...length }, body: { kind: "bytes", bytes: content } };
}

function authorizationOf({ headers }: Asked): AuthorizationKind {
  const header = headers["authorization"];
  if (header === undefined) return "none";
  const kind = (header.split(" ", 1)[0] ?? "").toLowerCase();
  return kind === "basic" || kind === "bearer" ? kind : "other";
}

function receivedText(asked: Asked, path: string): string {
  const [kind = "", credential = ""] = (asked.headers["authorization"] ?? "").split(" ");
  const decoded = kind.toLowerCase() === "basic" ? Buffer.from(credential, "base64").toString("utf8") : "";
  const body = [...new URLSearchParams(asked.body).values()].join("\n");
  return [path, ...Object.values(asked.headers), decoded, body].join("\n");
}

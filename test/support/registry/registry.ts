// A world that is asked: it strikes with its faults, counts how often, and remembers who asked what with which secret.
import { gzipSync } from "node:zlib";
import { isObject, parseJson } from "../../../src/json.ts";
import { type NetworkCause } from "../../../src/model.ts";
import { answerTo } from "./answers.ts";
import { askingUser } from "./authorization.ts";
import { contentOf } from "./contents.ts";
import { type CountedPull, limiterOf } from "./limits.ts";
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
  /** By the asker's clock, milliseconds. */
  readonly at: number;
  /** Everything the host could read, Basic credentials decoded: what a planted secret is looked for in. */
  readonly received: string;
}

type AuthorizationKind = "none" | "basic" | "bearer" | "other";

export interface Registry {
  readonly world: World;
  /** Every request so far, in order. */
  readonly visits: readonly Visit[];
  /** The pulls that hosts with `limits` have counted. */
  readonly counted: readonly CountedPull[];
  /** What the host replies, after so many milliseconds. */
  readonly ask: (asked: Asked) => Served;
  /** The same, where somebody else answers in the host's place: its faults strike on that answer. */
  readonly askThrough: (asked: Asked, answer: () => Promise<AnswerReply>) => Promise<Served>;
  /** How many requests there were of this kind. */
  readonly count: (kind: { readonly host?: string; readonly method?: string; readonly path?: RegExp }) => number;
  /** The hosts that were sent `secret`, plainly or in a Basic header. */
  readonly hostsThatSaw: (secret: string) => readonly string[];
}

interface Served {
  readonly reply: Reply;
  readonly latency: number;
}

/** Makes a registry of every host of `world`. Its only state is how often a fault has struck, what was counted, and its visits. */
export function openRegistry(world: World): Registry {
  const visits: Visit[] = [];
  const struck = new Map<Fault, number>();
  const limiter = limiterOf(world);

  function faultFor(asked: Asked, path: string): Fault | null {
    const host = world.get(asked.host);
    const fault = host?.faults.find(
      (fault) =>
        (fault.method ?? asked.method) === asked.method &&
        (fault.authorization ?? authorizationOf(asked)) === authorizationOf(asked) &&
        (fault.user === undefined || fault.user === askingUser(asked)) &&
        (fault.path === undefined || new RegExp(fault.path).test(path)) &&
        (fault.blob === undefined || fault.blob === blobKindOf(path, world)) &&
        (struck.get(fault) ?? 0) < (fault.times ?? Infinity),
    );
    if (fault === undefined) return null;
    struck.set(fault, (struck.get(fault) ?? 0) + 1);
    return fault;
  }

  /** What the host and its faults make of the question, before anybody answers it. */
  function hear(asked: Asked): {
    /** With its query, decoded. */
    readonly path: string;
    readonly fault: Fault | null;
    readonly cause: NetworkCause | undefined;
    /** The host has too many requests to hear this one. */
    readonly refused: AnswerReply | null;
    readonly remember: (reply: Reply) => Served;
  } {
    const host = world.get(asked.host);
    const query = asked.query.toString();
    const path = decodeURIComponent(query === "" ? asked.path : `${asked.path}?${query.replaceAll("+", " ")}`);
    const refused = host === undefined || host.network !== undefined ? null : limiter.refuse(asked);
    const fault = refused === null ? faultFor(asked, path) : null;
    const cause = host === undefined ? "name-not-found" : (host.network ?? fault?.network);
    const remember = (reply: Reply): Served => {
      visits.push({
        host: asked.host,
        method: asked.method,
        path,
        status: reply.kind === "answer" ? reply.status : null,
        authorization: authorizationOf(asked),
        at: asked.at,
        received: receivedText(asked, path),
      });
      return { reply, latency: (host?.latency ?? 0) + (fault?.latency ?? 0) };
    };
    return { path, fault, cause, refused, remember };
  }

  function ask(asked: Asked): Served {
    const { path, fault, cause, refused, remember } = hear(asked);
    if (cause !== undefined) return remember({ kind: "broken", cause });
    if (refused !== null) return remember(refused);
    return remember(strike(fault, path, isReplaced(fault) ? null : limiter.count(asked, answerTo(asked, world))));
  }

  async function askThrough(asked: Asked, answer: () => Promise<AnswerReply>): Promise<Served> {
    const { path, fault, cause, refused, remember } = hear(asked);
    if (cause !== undefined) return remember({ kind: "broken", cause });
    if (refused !== null) return remember(refused);
    return remember(strike(fault, path, isReplaced(fault) ? null : limiter.count(asked, await answer())));
  }

  return {
    world,
    visits,
    counted: limiter.counted,
    ask,
    askThrough,
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

/** Nothing is left of the host's own answer. */
function isReplaced(fault: Fault | null): boolean {
  if (fault === null) return false;
  const { stall, reset, status, body, bytes } = fault;
  return [stall, reset, status, body, bytes].some((replacing) => replacing !== undefined);
}

/** What is left of an answer once the fault has had its way with it; `null`: there is none of the host's own. */
function strike(fault: Fault | null, path: string, answer: AnswerReply | null): Reply {
  if (fault === null) {
    if (answer === null) throw new Error("without a fault the host's own answer is what is left");
    return answer;
  }
  if (fault.stall === true) return { kind: "stalled" };
  if (fault.reset === true) return { kind: "broken", cause: "reset" };
  const reply = answer ?? replacement(fault);
  const headers: Record<string, string | readonly string[]> = { ...reply.headers };
  for (const [name, value] of Object.entries(fault.headers)) {
    if (value === null) delete headers[name.toLowerCase()];
    else headers[name.toLowerCase()] = typeof value === "string" ? filled(value, fault, path) : value;
  }
  const body = fault.coded === "gzip" && reply.body.kind === "bytes" ? packed(reply.body.bytes, headers) : reply.body;
  const cut = fault.truncate === true && body.kind === "bytes";
  return { ...reply, headers, body: cut ? { kind: "cut", bytes: half(body) } : body };
}

/** With what `path` caught in the place of `$1`, `$2` … */
function filled(value: string, fault: Fault, path: string): string {
  const caught = fault.path === undefined ? null : new RegExp(fault.path).exec(path);
  return value.replaceAll(/\$(\d)/g, (_, group: string) => caught?.[Number(group)] ?? "");
}

function packed(bytes: Buffer, headers: Record<string, string | readonly string[]>): AnswerReply["body"] {
  const coded = gzipSync(bytes);
  headers["content-encoding"] = "gzip";
  headers["content-length"] = String(coded.length);
  return { kind: "bytes", bytes: coded };
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
  const content = Buffer.from(
    body.replaceAll(/\{\{letters (\d+)\}\}/g, (_, count: string) => "x".repeat(Number(count))),
  );
  const length = { "content-length": String(content.length) };
  return { kind: "answer", status, headers: { ...headers, ...length }, body: { kind: "bytes", bytes: content } };
}

/** Whether a path is that of an image's config or of a layer, wherever it is served from. */
function blobKindOf(path: string, world: World): Fault["blob"] {
  const digest = /sha256:[0-9a-f]{64}/.exec(path)?.[0];
  const isIt = (part: unknown): boolean => isObject(part) && part["digest"] === digest;
  for (const host of world.values()) {
    for (const repository of Object.keys(host.repositories)) {
      for (const { bytes } of contentOf(host, repository)?.manifests.values() ?? []) {
        const document = parseJson(bytes.toString("utf8"));
        if (!isObject(document)) continue;
        if (isIt(document["config"])) return "config";
        if (Array.isArray(document["layers"]) && document["layers"].some(isIt)) return "layer";
      }
    }
  }
  return undefined;
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

// One request to one host, tried as often as it is worth it; every exchange is counted and can be shown.
import type { Edges, HttpAnswer } from "../edges/edges.ts";
import type { PullHosts, TlsProfile } from "../mirrors/hosts.ts";
import type { Cost, LimitKind } from "../model.ts";
import type { Answer } from "./answer.ts";
import { challengeOf } from "./challenge.ts";
import { type Heard, heardAnswer, heardFailure, type Question, type Reply, shown } from "./exchange.ts";
import { type Came, createGovernor, type Governor, isOverload } from "./governor.ts";
import { createHostTimes, type HostTimes } from "./host-times.ts";
import { knownLimitOf } from "./known-limits.ts";
import { limitOf } from "./limit-kind.ts";
import { createPace } from "./pace.ts";
import { pauseAfter, speaksForHost } from "./patience.ts";
import { createRedactor, type Redactor } from "./redact.ts";
import { retryAfterMs } from "./retry-after.ts";
import { createRoutes, type Routes } from "./routes.ts";
import { compareText } from "../text-order.ts";
import { wordsBytes } from "./words.ts";

/** How everything leaves: one request at a time to be asked for, with all patience behind it. */
export interface Transport {
  ask(question: Question): Promise<Reply>;
  /** `origin` as a URL has it: `https://registry.test`. */
  governor(origin: string): Governor;
  readonly redactor: Redactor;
  cost(): Cost;
  readonly routes: Routes;
  readonly times: HostTimes;
}

export interface TransportOptions {
  readonly concurrency: number;
  readonly userAgent: string;
  /** Ends every request: the run's deadline. */
  readonly deadline: AbortSignal;
  /** Milliseconds until then. */
  readonly timeLeft: () => number;
  /** How settings have hosts trusted. */
  readonly hosts?: PullHosts | undefined;
}

/** One `Transport` for a run. It never throws for what a host does. */
export function createTransport(edges: Pick<Edges, "http" | "clock">, options: TransportOptions): Transport {
  const { http, clock } = edges;
  const { deadline, timeLeft } = options;
  const governors = new Map<string, Governor>();
  const beside = options.hosts?.beside ?? ((_host: string, own: TlsProfile | null) => own);
  const routes = createRoutes();
  const times = createHostTimes();
  const redactor = createRedactor();
  const spent = new Map<string, { requests: number; countedPulls: number }>();

  function governor(origin: string): Governor {
    const known = governors.get(origin);
    if (known !== undefined) return known;
    const starts = knownLimitOf(new URL(origin).host)?.starts ?? null;
    const made = createGovernor(options.concurrency, starts, createPace(clock, deadline, timeLeft));
    governors.set(origin, made);
    return made;
  }

  async function ask(question: Question): Promise<Reply> {
    const host = governor(question.url.origin);
    return host.run(async () => {
      for (let attempt = 0; ; attempt += 1) {
        if (isCountedPull(question)) await sleepUntil(() => host.pullsFrom(question.credential));
        const settled = settledFor(question, host);
        if (settled !== null) return settledReply(settled, question);
        const turn = await host.pace.enter();
        // While it waited for its turn, others may have found out.
        const since = settledFor(question, host);
        if (since !== null) {
          host.cameBack(turn, null);
          return settledReply(since, question);
        }
        const reply = await attemptOnce(question, host);
        const came = reply.kind === "answer" ? cameOf(reply.answer) : null;
        const hopeful = host.cameBack(turn, came);
        if (reply.kind === "deadline" || question.purpose === "guess") return reply;
        const isHint = question.purpose === "hint";
        // A message is not to depend on who came when a host had had enough.
        if (isHint && !(hopeful && host.pace.hasProgressed)) return reply;
        const limit = came?.limit ?? null;
        const seen = { attempt, inTrouble: host.inTrouble, limit, hopeful, askedMs: came?.pauseMs ?? null };
        const pause = pauseAfter(reply, { ...seen, timeLeft: timeLeft() }, clock);
        if (pause === null) return isHint ? reply : settle(question, reply, limit, host);
        const until = clock.now() + pause.ms;
        if (pause.wholeHost) host.pace.pause(pause.ms);
        else if (limit === "pulls" && isCountedPull(question)) host.leavePulls(question.credential, until);
        else await sleepUntil(() => until);
      }
    });
  }

  /** The answer to another question stays that one's; no way to the host is no way for this question, too. */
  function settledReply(settled: Heard, question: Question): Heard {
    if (settled.kind !== "failure") return heardAnswer(question, { ...settled.answer, ms: 0 }, redactor);
    const failure = { ...settled.failure, ms: 0 };
    routes.note(question.leg, question.url, failure);
    return heardFailure(question, failure, redactor);
  }

  /** While one waits, another may be told to wait longer. */
  async function sleepUntil(time: () => number): Promise<void> {
    for (let wait = time() - clock.now(); wait > 0 && !deadline.aborted; wait = time() - clock.now()) {
      await clock.sleep(wait, deadline).catch(() => undefined);
    }
  }

  async function attemptOnce(question: Question, host: Governor): Promise<Reply> {
    if (deadline.aborted) return { kind: "deadline" };
    const { method, url, body, maxBytes } = question;
    const cost = spent.get(url.host) ?? { requests: 0, countedPulls: 0 };
    spent.set(url.host, cost);
    cost.requests += 1;
    const headers = { "user-agent": options.userAgent, "accept-encoding": "identity", ...question.headers };
    const { reach, tls: own } = question.leg;
    const tls = beside(url.host, own);
    const answer = withinWords(await http({ method, url, headers, body, maxBytes, signal: deadline, reach, tls }));
    if (answer.kind !== "aborted") routes.note(question.leg, url, cleanedOf(answer));
    switch (answer.kind) {
      case "aborted":
        return { kind: "deadline" };
      case "failure":
        // What broke off on its way was granted, as far as a registry can tell.
        if (answer.hop === "ping" && isCountedPull(question)) cost.countedPulls += 1;
        return heardFailure(question, answer, redactor);
      case "answer":
        if (answer.status === 200 && isCountedPull(question)) cost.countedPulls += 1;
        // A host to which another one sends is asked for something of that one's.
        if (question.purpose === "pull" && question.direct && !isOverload(answer.status)) {
          host.learn(challengeOf(answer));
        }
        // A proxy's own page has a proxy's time.
        if (!answer.viaProxy || url.protocol === "https:") times.note(url.host, answer, clock.wall());
        return heardAnswer(question, answer, redactor);
    }
  }

  /** What a host says of itself stands in routes, too. */
  function cleanedOf(answer: Exclude<HttpAnswer, { kind: "aborted" }>): Exclude<HttpAnswer, { kind: "aborted" }> {
    const hops = answer.hops?.map((hop) => ({ ...hop, detail: shown(hop.detail, redactor) }));
    const told = answer.kind === "failure" ? { ...answer, detail: shown(answer.detail, redactor) } : answer;
    return hops === undefined ? told : { ...told, hops };
  }

  /** An answer as the host's state is told of it. */
  function cameOf(answer: Answer): Came {
    const limit = limitOf(answer);
    const isAsking = limit !== null || isOverload(answer.status);
    return {
      status: answer.status,
      ms: answer.ms,
      limit,
      pauseMs: isAsking ? retryAfterMs(answer, clock.wall()) : null,
    };
  }

  /** What is the host's own trouble spares it the questions still to come. */
  function settle(question: Question, heard: Heard, limit: LimitKind | null, host: Governor): Heard {
    // A quota of pulls is the credential's: it says nothing of what is not counted, nor of the host.
    if (limit === "pulls" && isCountedPull(question)) {
      host.settle(heard, pullsOf(question));
      return heard;
    }
    const bad = heard.kind === "failure" || limit !== null || isOverload(heard.answer.status);
    if (bad) {
      host.ended(heard);
      const scope = speaksForHost(heard, limit, host);
      if (scope !== null) host.settle(heard, scope === "everyone" ? null : quotaOf(question));
    }
    return heard;
  }

  return {
    ask,
    governor,
    redactor,
    cost: () => {
      const hosts = [...spent].map(([host, own]) => ({ host, ...own })).toSorted((a, b) => compareText(a.host, b.host));
      const total = (of: "requests" | "countedPulls"): number => hosts.reduce((sum, one) => sum + one[of], 0);
      return { requests: total("requests"), countedPulls: total("countedPulls"), hosts };
    },
    routes,
    times,
  };
}

/** An error is read for its words alone, however much was asked for. What is left is a copy: the rest can go. */
function withinWords(answer: HttpAnswer): HttpAnswer {
  if (answer.kind !== "answer" || answer.status < 400 || answer.body.length <= wordsBytes) return answer;
  return { ...answer, body: Buffer.from(answer.body.subarray(0, wordsBytes)), truncated: true };
}

/** Who is counted for what: a token service that stands on the registry's own host counts for itself. */
function quotaOf({ purpose, credential }: Question): string {
  return purpose === "token" ? `token ${credential}` : credential;
}

/** Docker Hub counts the manifests that it gives: no HEAD, no token and no blob (docker/docs, pulls.md). */
function isCountedPull({ method, url }: Question): boolean {
  return method === "GET" && /\/manifests\/[^/]+$/.test(url.pathname);
}

function pullsOf({ credential }: Question): string {
  return `pulls ${credential}`;
}

function settledFor(question: Question, host: Governor): Heard | null {
  return host.settledFor(quotaOf(question)) ?? (isCountedPull(question) ? host.settledFor(pullsOf(question)) : null);
}

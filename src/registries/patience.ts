// When another try is worth it, how long to wait for it, and when one bad end speaks for the whole host.
import type { Clock } from "../edges/edges.ts";
import type { Hop, LimitKind } from "../model.ts";
import type { Failure } from "./answer.ts";
import type { Heard } from "./exchange.ts";

/** Tries after the first, of what may pass: 408, 5xx, a connection that was cut, a resolver that failed. */
const retries = 3;
/**
 * Tries after the first of what a host limits, while it goes on answering others: in a crowd anybody may be unlucky a few times
 * in a row, and whoever always is has a limit of its own.
 */
const limitedRetries = 12;
const firstPauseMs = 250;

/** Milliseconds before the next try, and whether the whole host is left alone for so long. */
export interface Pause {
  readonly ms: number;
  readonly wholeHost: boolean;
}

/** What a question's end is looked at with. */
export interface Circumstances {
  /** Tries before this one. */
  readonly attempt: number;
  /** The host fails whatever it is asked. */
  readonly inTrouble: boolean;
  /** What the answer says of a limit; `null`: nothing. */
  readonly limit: LimitKind | null;
  /** The host was asked too fast, and will answer again (`pace.ts`, which has paused it). */
  readonly hopeful: boolean;
  /** Milliseconds that the host asked to be left alone; `null`: it didn't say. */
  readonly askedMs: number | null;
  /** Milliseconds until the run's deadline: what ends later is not waited for. */
  readonly timeLeft: number;
}

/** `null` where another try would be no use. */
export function pauseAfter(heard: Heard, seen: Circumstances, clock: Pick<Clock, "random">): Pause | null {
  const { attempt, inTrouble, limit, hopeful, askedMs, timeLeft } = seen;
  switch (limit) {
    case "requests":
      return hopeful && attempt < limitedRetries ? { ms: 0, wholeHost: false } : null;
    case "pulls":
      // Hours, as a rule: only what is named, and soon, is waited for.
      if (askedMs === null || askedMs >= timeLeft || attempt >= retries) return null;
      return { ms: askedMs + firstPauseMs * clock.random(), wholeHost: false };
    case "data":
      return null;
    case null:
      break;
  }
  if (inTrouble || attempt >= retries) return null;
  // Up to twice as long, so that those who failed together don't come back together.
  const backoff = firstPauseMs * 2 ** attempt * (1 + clock.random());
  if (heard.kind === "failure") {
    return attempt < retriesOf(heard.failure) ? { ms: backoff, wholeHost: false } : null;
  }
  const { status } = heard.answer;
  if (status !== 408 && (status < 500 || status === 501)) return null;
  if (askedMs === null) return { ms: backoff, wholeHost: false };
  const ms = Math.max(backoff, askedMs + firstPauseMs * clock.random());
  return ms < timeLeft ? { ms, wholeHost: true } : null;
}

/**
 * Cut connections, resolvers in trouble, a machine that has too much to do. A connection that nobody takes has cost its time
 * already; one on which no answer comes is tried once more, as a node would come back to it.
 */
function retriesOf({ cause, hop }: Failure): number {
  if (["reset", "name-temporary", "no-sockets"].includes(cause)) return retries;
  return cause === "timeout" && hop === "ping" ? 1 : 0;
}

/**
 * Does this end hold for all that is asked of the host, so that nobody need ask again? `everyone`: for whoever asks ·
 * `credential`: for those who bring the same, since quotas are counted by who asks · `null`: only for this question.
 * Where the host has answered something in this run, what ends badly may be one image's, or a moment's; so may what ends
 * behind the connection, be it cut, garbled or never answered.
 */
export function speaksForHost(
  heard: Heard,
  limit: LimitKind | null,
  host: { readonly heard: boolean; readonly inTrouble: boolean },
): "everyone" | "credential" | null {
  if (heard.kind === "answer") {
    // One image's limit may be its own.
    return limit !== null && host.inTrouble ? "credential" : null;
  }
  const { hop, cause } = heard.failure;
  // Nobody waits twice for a connection that nobody takes.
  if ((hop === "connect" && cause === "timeout") || cause === "resolver-silent") return "everyone";
  // Whose images those are decides what is not asked: others may ask the same host.
  if (cause === "no-sockets" || cause === "address-forbidden") return null;
  return host.heard || !beforeAnAnswer.has(hop) ? null : "everyone";
}

/** What fails here fails whatever was asked. */
const beforeAnAnswer: ReadonlySet<Hop> = new Set<Hop>(["dns", "connect", "proxy", "tls"]);

// When another try is worth it, how long to wait for it, and when one bad end speaks for the whole host.
import type { Clock } from "../edges/edges.ts";
import type { Hop } from "../model.ts";
import type { Failure } from "./answer.ts";
import type { Heard } from "./exchange.ts";
import { retryAfterMs } from "./retry-after.ts";

/** Tries after the first, of what may pass: 408, 429, 5xx, a connection that was cut, a resolver that failed. */
const retries = 3;
/** After a 429 that names no time: a node repeats it five times, and at once. */
const unnamedRetries = 5;
/** A registry that asks for more patience than this is not waited for. */
const longestPauseMs = 60_000;
const firstPauseMs = 250;

/** Milliseconds before the next try, and whether the whole host is left alone for so long. */
export interface Pause {
  readonly ms: number;
  readonly wholeHost: boolean;
}

/** `null` where another try would be no use; `attempt` counts from 0. `inTrouble`: the host fails whatever it is asked. */
export function pauseAfter(
  heard: Heard,
  attempt: number,
  inTrouble: boolean,
  clock: Pick<Clock, "wall" | "random">,
): Pause | null {
  if (inTrouble || attempt >= unnamedRetries) return null;
  // Up to twice as long, so that those who failed together don't come back together.
  const backoff = firstPauseMs * 2 ** attempt * (1 + clock.random());
  if (heard.kind === "failure") {
    return attempt < retriesOf(heard.failure) ? { ms: backoff, wholeHost: false } : null;
  }
  const { status } = heard.answer;
  if (status !== 429 && status !== 408 && (status < 500 || status === 501)) return null;
  const asked = retryAfterMs(heard.answer, clock.wall());
  if (attempt >= (asked === null && status === 429 ? unnamedRetries : retries)) return null;
  if (asked === null) return { ms: backoff, wholeHost: status === 429 };
  if (asked > longestPauseMs) return null;
  return { ms: Math.max(backoff, asked + firstPauseMs * clock.random()), wholeHost: true };
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
  host: { readonly heard: boolean; readonly inTrouble: boolean },
): "everyone" | "credential" | null {
  if (heard.kind === "answer") {
    // One image's limit may be its own.
    return heard.answer.status === 429 && host.inTrouble ? "credential" : null;
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

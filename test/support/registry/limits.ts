// Counts and refuses as a registry with limits does: pulls for each address or account, as Docker Hub, and requests by the second.
// Source: docs.docker.com/docker-hub/usage/pulls ("pull": a GET of a manifest; HEAD is none), and its headers and words as of 2026.
import { askingUser } from "./authorization.ts";
import type { Limits } from "./limits-schema.ts";
import { type AnswerReply, type Asked, replyError, replyText } from "./replies.ts";
import type { World } from "./world.ts";

/** A pull that a host has counted. */
export interface CountedPull {
  readonly host: string;
  /** Whose it is: a user name, or the address that asked. */
  readonly source: string;
  /** Of the manifest. */
  readonly path: string;
  /** By the asker's clock, milliseconds. */
  readonly at: number;
}

export interface Limiter {
  /** Every pull so far, in order. */
  readonly counted: readonly CountedPull[];
  /** Too many requests: what is answered in everything else's place; `null`: go on. */
  readonly refuse: (asked: Asked) => AnswerReply | null;
  /** The host's own answer with what is left of its pulls, counted where it is one; in its place the refusal where none is left. */
  readonly count: (asked: Asked, answer: AnswerReply) => AnswerReply;
}

const usualAccount = 200;
const moreAt = "https://www.docker.com/increase-rate-limit";

export function limiterOf(world: World): Limiter {
  const counted: CountedPull[] = [];
  const buckets = new Map<string, Bucket>();

  function refuse(asked: Asked): AnswerReply | null {
    const rate = world.get(asked.host)?.limits?.rate;
    if (rate === undefined) return null;
    const bucket = buckets.get(asked.host) ?? { left: rate.burst, at: asked.at };
    const { isTaken, after } = drawn(bucket, rate, asked.at);
    buckets.set(asked.host, after);
    if (isTaken) return null;
    const headers = rate.retryAfter === undefined ? {} : { "retry-after": rate.retryAfter };
    return replyText(429, "Too Many Requests\n", headers);
  }

  function count(asked: Asked, answer: AnswerReply): AnswerReply {
    const pulls = world.get(asked.host)?.limits?.pulls;
    if (pulls === undefined || answer.status !== 200 || !/^\/v2\/.+\/manifests\//.test(asked.path)) return answer;
    const user = askingUser(asked);
    const source = user ?? asked.from;
    const limit = user === null ? pulls.anonymous : allowedTo(user, pulls);
    const since = asked.at - pulls.window * 1000;
    const own = counted.filter((pull) => pull.host === asked.host && pull.source === source && pull.at > since);
    const left = limit === null ? Infinity : Math.max(0, limit - own.length - (pulls.spent[source] ?? 0));
    const isPull = asked.method === "GET";
    if (isPull && left === 0) return spent(user);
    if (isPull) counted.push({ host: asked.host, source, path: asked.path, at: asked.at });
    if (limit === null) return answer;
    const said = {
      "ratelimit-limit": `${limit};w=${pulls.window}`,
      "ratelimit-remaining": `${isPull ? left - 1 : left};w=${pulls.window}`,
      "docker-ratelimit-source": source,
    };
    return { ...answer, headers: { ...answer.headers, ...said } };
  }

  return { counted, refuse, count };
}

/** `null`: as many as it likes. */
function allowedTo(user: string, { accounts }: NonNullable<Limits["pulls"]>): number | null {
  const own = accounts[user];
  return own === undefined ? usualAccount : own;
}

function spent(user: string | null): AnswerReply {
  const whose = user === null ? "your unauthenticated" : "your";
  return replyError(429, "TOOMANYREQUESTS", `You have reached ${whose} pull rate limit. ${moreAt}`);
}

interface Bucket {
  readonly left: number;
  readonly at: number;
}

/** A token bucket: full at first, filled as time goes by, and nothing is drawn by who is refused. */
function drawn(
  { left, at }: Bucket,
  { perSecond, burst }: NonNullable<Limits["rate"]>,
  now: number,
): { readonly isTaken: boolean; readonly after: Bucket } {
  const filled = Math.min(burst, left + (Math.max(0, now - at) / 1000) * perSecond);
  const isTaken = filled >= 1;
  return { isTaken, after: { left: isTaken ? filled - 1 : filled, at: now } };
}

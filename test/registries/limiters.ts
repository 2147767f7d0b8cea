// Gateways that limit how fast they are asked, in virtual time: what is behind one answers, and how often it said no.
import type { Clock } from "../../src/edges/edges.ts";
import type { Answering, ScriptedReply } from "../support/scripted.ts";

export interface Limiter {
  /** May the request that comes now pass? */
  take(): boolean;
  /** Milliseconds until the next one may. */
  resetMs(): number;
  /** Requests that it would have let pass by now, had they been there. */
  allowed(): number;
}

export type MakeLimiter = (clock: Pick<Clock, "now">) => Limiter;

/** `burst` at once, then `perSecond`. */
export function tokenBucket(perSecond: number, burst: number): MakeLimiter {
  return (clock) => {
    const start = clock.now();
    let tokens = burst;
    let at = start;
    return {
      take() {
        tokens = Math.min(burst, tokens + ((clock.now() - at) / 1000) * perSecond);
        at = clock.now();
        // What floating point takes away is there.
        if (tokens < 1 - 1e-9) return false;
        tokens -= 1;
        return true;
      },
      resetMs: () => Math.max(0, ((1 - tokens) / perSecond) * 1000),
      allowed: () => burst + ((clock.now() - start) / 1000) * perSecond,
    };
  };
}

/** `count` in each window of so many milliseconds. */
export function fixedWindow(count: number, windowMs: number): MakeLimiter {
  return (clock) => {
    const start = clock.now();
    const windowNow = (): number => Math.floor((clock.now() - start) / windowMs);
    let current = 0;
    let used = 0;
    return {
      take() {
        if (windowNow() !== current) used = 0;
        current = windowNow();
        used += 1;
        return used <= count;
      },
      resetMs: () => start + (current + 1) * windowMs - clock.now(),
      allowed: () => ((clock.now() - start) / windowMs) * count + count,
    };
  };
}

export interface Gateway {
  /** The answer of what is behind it, where the limiter lets the request pass. */
  readonly behind: (reply: Answering) => Answering;
  readonly passed: () => number;
  readonly limited: () => number;
  /** Of what was allowed, how much was used. */
  readonly used: () => number;
}

/** `latency` in milliseconds; `headers`: what it says beside a 429. */
export function gateway(
  limiter: Limiter,
  latency: number,
  headers: (resetMs: number) => NonNullable<ScriptedReply["headers"]> = () => ({}),
): Gateway {
  let passed = 0;
  let limited = 0;
  return {
    behind: (reply) => (request) => {
      if (limiter.take()) {
        passed += 1;
        return { ...(typeof reply === "function" ? reply(request) : reply), latency };
      }
      limited += 1;
      return { status: 429, headers: headers(limiter.resetMs()), latency };
    },
    passed: () => passed,
    limited: () => limited,
    used: () => passed / limiter.allowed(),
  };
}

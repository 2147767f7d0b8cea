// Gateways that limit how fast they are asked, in virtual time: what a registry behind one answers, and how often it said no.
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

/** `burst` at once, then `perSecond`. */
export function tokenBucket(clock: Pick<Clock, "now">, perSecond: number, burst: number): Limiter {
  const start = clock.now();
  let tokens = burst;
  let at = start;
  const fill = (): void => {
    tokens = Math.min(burst, tokens + ((clock.now() - at) / 1000) * perSecond);
    at = clock.now();
  };
  return {
    take() {
      fill();
      // What is left of it by floating point is none.
      if (tokens < 1 - 1e-9) return false;
      tokens -= 1;
      return true;
    },
    resetMs: () => Math.max(0, ((1 - tokens) / perSecond) * 1000),
    allowed: () => burst + ((clock.now() - start) / 1000) * perSecond,
  };
}

/** `count` in each window of so many milliseconds. */
export function fixedWindow(clock: Pick<Clock, "now">, count: number, windowMs: number): Limiter {
  const start = clock.now();
  const windowAt = (): number => Math.floor((clock.now() - start) / windowMs);
  let current = 0;
  let used = 0;
  return {
    take() {
      if (windowAt() !== current) {
        current = windowAt();
        used = 0;
      }
      used += 1;
      return used <= count;
    },
    resetMs: () => start + (current + 1) * windowMs - clock.now(),
    allowed: () => (windowAt() + 1) * count,
  };
}

export interface Gateway {
  /** The answer of what is behind it, if the limiter lets it pass; the request arrives after half of its latency. */
  readonly behind: (reply: Answering) => Answering;
  readonly passed: () => number;
  readonly limited: () => number;
}

/** `headers`: what it says beside a 429. */
export function gateway(
  limiter: () => Limiter,
  latency: number,
  headers: (limiter: Limiter) => ScriptedReply["headers"],
): Gateway {
  let passed = 0;
  let limited = 0;
  return {
    behind: (reply) => (request) => {
      if (limiter().take()) {
        passed += 1;
        return { ...(typeof reply === "function" ? reply(request) : reply), latency };
      }
      limited += 1;
      return { status: 429, headers: headers(limiter()) ?? {}, latency };
    },
    passed: () => passed,
    limited: () => limited,
  };
}

// The clock and the dice.
// Tests hand in a clock of their own; nobody else asks for the time.
import process from "node:process";
import { setTimeout as wait } from "node:timers/promises";
import type { Clock } from "./edges.ts";

/** Milliseconds, monotonic. `performance.now` tells the same, and has to be loaded first. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** The machine's own clock. `sleep` ends early, without an error, when its signal does: whoever sleeps looks at it next. */
export function nodeClock(): Clock {
  return {
    now: monotonicMs,
    wall: () => Date.now(),
    sleep: async (ms, signal) => {
      try {
        await wait(ms, undefined, { signal });
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    },
    random: () => Math.random(),
  };
}

// Virtual time: a sleep costs nothing, and time passes only when nothing else is left to do.
// So retries, time-outs and deadlines happen in their true order, however long they would take.
import type { Clock } from "../../src/edges/edges.ts";

export interface VirtualClock extends Clock {
  /** Time stands still while `work` lasts: for what takes real time, such as the disk. */
  hold<T>(work: () => Promise<T>): Promise<T>;
}

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/** Turns of the event loop without a wake-up before time moves on: what was just woken goes first. */
const quietTurns = 5;

/** The first of November 2026, ten o'clock, and the middle of all jitter. */
export function virtualClock(): VirtualClock {
  const start = Date.UTC(2026, 10, 1, 10);
  const sleepers = new Set<Sleeper>();
  let now = 0;
  let held = 0;
  let turning = false;
  let quiet = 0;

  function turn(): void {
    if (sleepers.size === 0) {
      turning = false;
      return;
    }
    quiet = held > 0 ? 0 : quiet + 1;
    if (quiet > quietTurns) {
      quiet = 0;
      const next = [...sleepers].reduce((first, other) => (other.until < first.until ? other : first));
      now = Math.max(now, next.until);
      next.wake();
    }
    setImmediate(turn);
  }

  return {
    now: () => now,
    wall: () => start + now,
    random: () => 0.5,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        // As the real clock: an abort ends a sleep early and without an error.
        const wake = (): void => {
          sleepers.delete(sleeper);
          signal.removeEventListener("abort", wake);
          resolve();
        };
        const sleeper = { until: now + ms, wake };
        if (signal.aborted) {
          resolve();
          return;
        }
        signal.addEventListener("abort", wake, { once: true });
        sleepers.add(sleeper);
        quiet = 0;
        if (!turning) setImmediate(turn);
        turning = true;
      }),
    hold: async (work) => {
      held += 1;
      try {
        return await work();
      } finally {
        held -= 1;
      }
    },
  };
}

// When requests to one host leave, once it has said that they came too fast: after a pause, one by one, then by its own rate.
// A host that never says so is never slowed down. More on it: docs/decisions/0033-the-pace-of-a-host.md.
import type { Clock } from "../edges/edges.ts";
import { createRate } from "./rate.ts";

/** A request's turn. What was under way when a limit was met says nothing new of it. */
export interface Turn {
  readonly era: number;
}

/** What came of a request: `none`: no answer, a host's own trouble, or a limit that has nothing to do with how fast it is asked. */
export type TurnEnd =
  /** `isProgress`: no challenge on the way to an answer. */
  | { readonly kind: "answered"; readonly isProgress: boolean }
  | { readonly kind: "none" }
  /** `pauseMs`: how long the host asked to be left alone; `null`: it didn't say. */
  | { readonly kind: "limited"; readonly pauseMs: number | null };

interface Met {
  readonly fresh: boolean;
  readonly hopeful: boolean;
}

export interface Pace {
  /** Resolves when the next request may leave, first come first served; at once, too, when the deadline is over. */
  enter(): Turn | Promise<Turn>;
  /** Each turn has its end. `fresh`: others have not met the same limit at the same time · `hopeful`: it is worth another try. */
  leave(turn: Turn, end: TurnEnd): Met;
  /** The host got on with somebody's question. */
  progressed(): void;
  /** Nothing is sent for so many milliseconds. */
  pause(ms: number): void;
  /** It has answered somebody's question in this run. */
  readonly hasProgressed: boolean;
}

/** The first pause after a limit: of a host that answered before, and of one that never did. Each further one is doubled. */
const firstPauseMs = 1000;
const firstPauseOfStrangerMs = 250;
/**
 * So many pauses in a row that brought nothing are enough: they are longer than any window of a minute. A node repeats a 429
 * five times, and at once; of a host that never answered no more is expected, and less of one that named a time in vain.
 */
const fruitlessPauses = { known: 6, stranger: 5, strangerThatNamedTime: 3 };
/** After a limit the width grows by one each round, and not faster than this: what it is then is lost at the next limit. */
const widerEachMs = 100;
/** A slot that a late timer missed is made up for within so many milliseconds. */
const lateMs = 20;

/** `timeLeft`: milliseconds until the run's deadline. */
export function createPace(
  clock: Pick<Clock, "now" | "sleep" | "random">,
  deadline: AbortSignal,
  timeLeft: () => number,
): Pace {
  const queue: ((turn: Turn) => void)[] = [];
  let era = 0;
  let underWay = 0;
  let pausedUntil = Number.NEGATIVE_INFINITY;
  let sleeping = false;
  /** Requests at once after a limit was met; before that, as many as anybody likes. */
  let width = Number.POSITIVE_INFINITY;
  let round = 0;
  let widerFrom = Number.NEGATIVE_INFINITY;
  const rate = createRate();
  /** A limit was met before. */
  let isLimited = false;
  let fruitless = 0;
  let hasProgressed = false;
  let progressInEra = false;

  function enter(): Turn | Promise<Turn> {
    if (queue.length === 0 && waitMs() === 0) return leaving(0);
    return new Promise((resolve) => {
      queue.push(resolve);
      send();
    });
  }

  /** Milliseconds until the next may leave; `null`: not before somebody has come back. */
  function waitMs(): number | null {
    if (deadline.aborted) return 0;
    if (underWay >= width) return null;
    return Math.max(0, Math.max(pausedUntil, rate.slot()) - clock.now());
  }

  function leaving(mayBeLateMs: number): Turn {
    underWay += 1;
    rate.take(clock.now(), mayBeLateMs, queue.length > 0);
    return { era };
  }

  /** `mayBeLateMs`: where a timer woke it, the slot may have come before. */
  function send(mayBeLateMs = 0): void {
    for (let wait = waitMs(); queue.length > 0 && wait !== null; wait = waitMs()) {
      if (wait > 0) {
        if (!sleeping) sleep(wait);
        return;
      }
      const next = queue.shift();
      next?.(leaving(mayBeLateMs));
    }
  }

  function sleep(ms: number): void {
    sleeping = true;
    const woken = (): void => {
      sleeping = false;
      send(lateMs);
    };
    clock.sleep(ms, deadline).then(woken, woken);
  }

  function leave(turn: Turn, end: TurnEnd): Met {
    underWay -= 1;
    const fresh = turn.era === era;
    if (end.kind === "answered") answered(turn, end.isProgress);
    const hopeful = end.kind === "limited" && limited(fresh, end.pauseMs);
    send();
    return { fresh, hopeful };
  }

  function answered(turn: Turn, isProgress: boolean): void {
    rate.answered();
    hasProgressed ||= isProgress;
    if (isProgress && turn.era === era) progressed();
    if (turn.era !== era || width === Number.POSITIVE_INFINITY) return;
    // The first one after a pause finds out whether the host is well again. Then the rate is bound enough.
    if (rate.isMeasured) width = Number.POSITIVE_INFINITY;
    round += 1;
    if (round < width) return;
    if (clock.now() < widerFrom) return;
    width += 1;
    round = 0;
    widerFrom = clock.now() + widerEachMs;
  }

  /** Is it worth another try? Then the host is left alone until then. */
  function limited(fresh: boolean, asked: number | null): boolean {
    // A quota of hours, or one image's own: slower is no better, and nobody waits for what ends after the run does.
    if (asked !== null && asked >= timeLeft()) return false;
    const wasPaced = rate.isMeasured;
    if (fresh) {
      fruitless = !isLimited || progressInEra ? 0 : fruitless + 1;
      // One that brought nothing was too short, whatever the rate.
      if (fruitless === 0) rate.limitMet(clock.now());
      isLimited = true;
      era += 1;
      progressInEra = false;
      width = 1;
      round = 0;
    }
    if (fruitless >= enough(asked)) return false;
    const wished = asked === null ? 0 : jittered(asked);
    const ms = fresh ? Math.max(backoff(asked, wasPaced), wished) : wished;
    if (ms >= timeLeft()) return false;
    pause(ms);
    return true;
  }

  function enough(asked: number | null): number {
    if (hasProgressed) return fruitlessPauses.known;
    return asked === null ? fruitlessPauses.stranger : fruitlessPauses.strangerThatNamedTime;
  }

  function jittered(ms: number): number {
    return ms + firstPauseOfStrangerMs * clock.random();
  }

  /** Up to a part longer, so that jobs which failed together don't come back together. */
  function backoff(asked: number | null, wasPaced: boolean): number {
    if (!hasProgressed) return firstPauseOfStrangerMs * 2 ** fruitless * (1 + clock.random());
    // A bucket that fills in the meantime tells a rate that is too low: no longer than it is asked for.
    if (asked !== null && fruitless === 0) return 0;
    // Who keeps to a rate was too fast by little, and waits for little.
    if (wasPaced && fruitless === 0) return firstPauseOfStrangerMs * (1 + clock.random());
    return firstPauseMs * 2 ** fruitless * (1 + clock.random() / 4);
  }

  function pause(ms: number): void {
    pausedUntil = Math.max(pausedUntil, clock.now() + Math.max(0, ms));
    rate.notBefore(pausedUntil);
  }

  function progressed(): void {
    hasProgressed = true;
    progressInEra = true;
    fruitless = 0;
  }

  return {
    enter,
    leave,
    progressed,
    pause,
    get hasProgressed() {
      return hasProgressed;
    },
  };
}

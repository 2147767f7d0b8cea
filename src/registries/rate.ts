// The rate that a host allows, measured from one limit to the next, and the slots in which requests leave by it.
// More on it: docs/decisions/0033-the-pace-of-a-host.md.

export interface Rate {
  /** It was measured at least once. */
  readonly isMeasured: boolean;
  /** When the next request may leave, by the clock's milliseconds; in the past where nothing bounds it. */
  slot(): number;
  /**
   * A request leaves. `mayBeLateMs`: a timer may have missed the slot by so much, which is made up for. `isWanted`: others wait
   * for theirs: who asks more slowly than the rate doesn't show that it is borne.
   */
  take(now: number, mayBeLateMs: number, isWanted: boolean): void;
  /** No slot comes before. */
  notBefore(time: number): void;
  answered(): void;
  /** The host was asked too fast. */
  limitMet(now: number): void;
}

/** What is measured in less time than this is measured on: windows of a second, and buckets that were full, blur it. */
const shortestMeasureMs = 3000;
/** What is measured for so long is known. */
const sureMeasureMs = 5000;
/** What a measured rate is lowered by at first, lest the next limit be met at once. */
const less = { unsure: 0.95, sure: 0.97 };
/**
 * How fast a rate is raised at first, of itself a second. A shallow bucket, of which few were answered in a second or more,
 * was full for most of it: it allows far more than what was measured.
 */
const raises = { unsure: 0.02, sure: 0.001, shallow: 0.2 };
const fewAnswers = 10;
const shallowMs = 1000;
/** It is raised twice as fast for each so many seconds that it is borne; and not faster from some time on. */
const raiseDoublesSeconds = 10;
const mostRaiseSeconds = 60;
/** A rate that met a limit is too fast, but not by much, since it was raised slowly. */
const keptOfTooFast = 0.85;
/** Requests a second, at least: where others spend the same budget, each limit that they bring about would slow us down for nothing. */
const slowest = 1;
/** Requests a second from which on nothing is spaced: no timer is as fine as that. */
const fastest = 1000;

export function createRate(): Rate {
  /** Requests a second; `null`: not measured yet. */
  let perSecond: number | null = null;
  let raise = raises.unsure;
  let borneSeconds = 0;
  let next = Number.NEGATIVE_INFINITY;
  /** Since when answers are counted. */
  let since: number | null = null;
  let answers = 0;

  /**
   * From one limit to the next, a bucket of tokens is empty at both ends: what was answered in between is what it was filled
   * with. Where the bucket was full for a while it is less; never more.
   */
  function measure(elapsed: number): void {
    const isSure = elapsed >= sureMeasureMs;
    const isShallow = perSecond === null && answers < fewAnswers && elapsed >= shallowMs;
    const measured = (answers / elapsed) * 1000 * (isSure ? less.sure : less.unsure);
    perSecond = Math.max(measured, (perSecond ?? 0) * keptOfTooFast, slowest);
    raise = isSure ? raises.sure : isShallow ? raises.shallow : raises.unsure;
    borneSeconds = 0;
  }

  return {
    get isMeasured() {
      return perSecond !== null;
    },
    slot: () => (perSecond === null || perSecond >= fastest ? Number.NEGATIVE_INFINITY : next),
    take(now, mayBeLateMs, isWanted) {
      if (perSecond === null) return;
      const spacing = 1000 / perSecond;
      const borne = isWanted ? Math.min(spacing, Math.max(0, now - (next - spacing))) / 1000 : 0;
      borneSeconds = Math.min(mostRaiseSeconds, borneSeconds + borne);
      perSecond *= 1 + raise * 2 ** (borneSeconds / raiseDoublesSeconds) * borne;
      next = Math.max(next, now - mayBeLateMs) + spacing;
    },
    notBefore(time) {
      next = Math.max(next, time);
    },
    answered() {
      answers += 1;
    },
    limitMet(now) {
      const elapsed = since === null ? 0 : now - since;
      if (since !== null && (answers === 0 || elapsed <= 0)) return;
      if (since !== null) measure(elapsed);
      if (since !== null && elapsed < shortestMeasureMs) return;
      since = now;
      answers = 0;
    },
  };
}

// What is known of one host while a run lasts: how it wants to be asked, how much it can take, and whether it answers at all.
import type { Challenge } from "./challenge.ts";
import type { Heard } from "./exchange.ts";
import type { LimitKind } from "../model.ts";
import type { Pace, Turn } from "./pace.ts";
import { createWidth } from "./width.ts";

/** Requests at once to a host of which nothing is known yet. */
const firstWidth = 32;
/** As many questions in a row that end badly (5xx, 429, silence) say that it is the host, and not one image. */
const failuresInTrouble = 4;

/** A host that can't, or can't just now, whatever it was asked for (RFC 9110 §15.6, RFC 6585 §4). */
export function isOverload(status: number): boolean {
  return status === 429 || status >= 500;
}

/** An answer as a host's state has use for it: `ms` is how long it took, `pauseMs` how long the host asked to be left alone. */
export interface Came {
  readonly status: number;
  readonly ms: number;
  readonly limit: LimitKind | null;
  readonly pauseMs: number | null;
}

/** The state of one host, shared by everyone who asks it something. */
export interface Governor {
  /**
   * Resolves once something is known of the host: at once for the first who comes, who has to find it out by asking
   * it something. What it finds (a challenge, no such host, a time-out) spares all others the same.
   */
  arrive(): Promise<void>;
  /** Runs a request when the host has room for it, the first one alone. */
  run<T>(request: () => Promise<T>): Promise<T>;
  /** When requests leave. */
  readonly pace: Pace;
  /**
   * A request has come to its end: 429 and 5xx halve the width, a full round of good answers doubles it while latency is flat.
   * `null`: without an answer. Is it worth another try, where it was asked too fast?
   */
  cameBack(turn: Turn, came: Came | null): boolean;
  /** A 401 was the end of it, and no challenge on the way to an answer: a good answer, for a host. */
  stood(): void;
  /** A question ended badly after every retry. */
  ended(badly: Heard): void;
  /** Every question so far ended badly, several in a row: what comes now is asked once, and not again and again. */
  readonly inTrouble: boolean;
  /** From now on all who bring `credential` (`null`: everyone) get this answer without a request. */
  settle(badly: Heard, credential: string | null): void;
  /** What is settled for a credential. */
  settledFor(credential: string): Heard | null;
  /** From when on (clock's milliseconds) pulls of a credential are given again, as far as the host has said. */
  pullsFrom(credential: string): number;
  leavePulls(credential: string, until: number): void;
  /** It has answered a request at least once, if only badly. */
  readonly heard: boolean;
  /** How the host challenged the first who asked it something; `null` where it let them pass, or nothing is known. */
  readonly challenge: Challenge | null;
  /** The first to be told is the one who counts: what others find comes in an order of its own each time. */
  learn(challenge: Challenge | null): void;
}

/**
 * `concurrency`: requests at once, at most, once the host has shown that it takes so many. `starts`: how many it gets at
 * first; `null`: as many as any other.
 */
export function createGovernor(concurrency: number, starts: number | null, pace: Pace): Governor {
  const width = createWidth(starts ?? firstWidth, concurrency);
  const { promise: known, resolve: told } = Promise.withResolvers<void>();
  let isKnown = false;
  /** By credential; what is everyone's under `null`. */
  const settled = new Map<string | null, Heard>();
  const pullsFrom = new Map<string, number>();
  let challenge: Challenge | null | undefined;
  let arrived = false;
  let scouted = false;
  let heard = false;
  let badInRow = 0;
  let lastMs = 0;

  function tell(): void {
    isKnown = true;
    told();
  }

  function good(ms: number): void {
    badInRow = 0;
    width.good(ms);
  }

  return {
    get inTrouble() {
      return badInRow >= failuresInTrouble;
    },
    settle(badly, credential) {
      if (!settled.has(credential)) settled.set(credential, badly);
    },
    settledFor(credential) {
      return settled.get(null) ?? settled.get(credential) ?? null;
    },
    pullsFrom: (credential) => pullsFrom.get(credential) ?? 0,
    leavePulls(credential, until) {
      pullsFrom.set(credential, Math.max(pullsFrom.get(credential) ?? 0, until));
    },
    get heard() {
      return heard;
    },
    pace,
    get challenge() {
      return challenge ?? null;
    },
    learn(found) {
      if (challenge === undefined) challenge = found;
    },
    async arrive() {
      if (arrived) await known;
      arrived = true;
    },
    async run(request) {
      arrived = true;
      if (scouted) {
        await known;
        return width.run(request);
      }
      scouted = true;
      try {
        return await width.run(request);
      } finally {
        // Who comes now finds nothing out for others any more: the order in which they are answered is a new one each time.
        challenge ??= null;
        tell();
      }
    },
    cameBack(turn, came) {
      // Whoever finds out how to ask is alone, and no part of a round.
      if (isKnown) width.back();
      if (came === null) {
        pace.leave(turn, { kind: "none" });
        return false;
      }
      heard = true;
      const { status, ms, limit: limitKind, pauseMs } = came;
      lastMs = ms;
      if (limitKind !== null) {
        // A quota that is spent says nothing of how much a host can take.
        const isTooFast = limitKind === "requests";
        const met = pace.leave(turn, isTooFast ? { kind: "limited", pauseMs } : { kind: "none" });
        if (isTooFast && met.fresh) width.halve();
        return met.hopeful;
      }
      if (isOverload(status)) {
        pace.leave(turn, { kind: "none" });
        width.halve();
        return false;
      }
      // A challenge is no sign of how its answer will be.
      const isProgress = status !== 401;
      pace.leave(turn, { kind: "answered", isProgress });
      // There is somebody, and how they want to be asked is known.
      tell();
      if (isProgress) good(ms);
      return false;
    },
    stood() {
      pace.progressed();
      good(lastMs);
    },
    ended(badly) {
      badInRow += 1;
      // A quota that is spent: one at a time finds out whether it is everybody's.
      if (badly.kind === "answer" && badly.answer.status === 429) width.narrow();
      // Who never said a word to several who asked, and let them wait, will not say one to the next.
      const isSilence = badly.kind === "failure" && badly.failure.cause === "timeout";
      if (!heard && isSilence && badInRow >= failuresInTrouble && !settled.has(null)) settled.set(null, badly);
    },
  };
}

// What is known of one host while a run lasts: how it wants to be asked, how much it can take, and whether it answers at all.
import pLimit from "p-limit";
import type { Challenge } from "./challenge.ts";
import type { Heard } from "./exchange.ts";

/** Requests at once to a host of which nothing is known yet. */
const firstWidth = 32;
/** As many questions in a row that end badly (5xx, 429, silence) say that it is the host, and not one image. */
const failuresInTrouble = 4;

/** A host that can't, or can't just now, whatever it was asked for (RFC 9110 §15.6, RFC 6585 §4). */
export function isOverload(status: number): boolean {
  return status === 429 || status >= 500;
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
  /** A request was answered, well or badly: 429 and 5xx halve the width, a full round of good answers doubles it. */
  answered(status: number): void;
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
  /** It has answered a request at least once, if only badly. */
  readonly heard: boolean;
  /** Until when (clock's milliseconds) the host asked to be left alone. */
  pausedUntil: number;
  /** How the host challenged the first who asked it something; `null` where it let them pass, or nothing is known. */
  readonly challenge: Challenge | null;
  /** The first to be told is the one who counts: what others find comes in an order of its own each time. */
  learn(challenge: Challenge | null): void;
}

/** `concurrency`: requests at once, at most, once the host has shown that it takes so many. */
export function createGovernor(concurrency: number): Governor {
  const limit = pLimit(Math.min(firstWidth, concurrency));
  const { promise: known, resolve: tell } = Promise.withResolvers<void>();
  /** By credential; what is everyone's under `null`. */
  const settled = new Map<string | null, Heard>();
  let challenge: Challenge | null | undefined;
  let arrived = false;
  let scouted = false;
  let heard = false;
  let goodInRow = 0;
  let badInRow = 0;

  function good(): void {
    badInRow = 0;
    goodInRow += 1;
    if (goodInRow < limit.concurrency || limit.concurrency >= concurrency) return;
    limit.concurrency = Math.min(concurrency, limit.concurrency * 2);
    goodInRow = 0;
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
    get heard() {
      return heard;
    },
    pausedUntil: 0,
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
        return limit(request);
      }
      scouted = true;
      try {
        return await limit(request);
      } finally {
        // Who comes now finds nothing out for others any more: the order in which they are answered is a new one each time.
        challenge ??= null;
        tell();
      }
    },
    answered(status) {
      heard = true;
      if (isOverload(status)) {
        goodInRow = 0;
        limit.concurrency = Math.max(1, Math.floor(limit.concurrency / 2));
        return;
      }
      // There is somebody, and how they want to be asked is known.
      tell();
      // A challenge is no sign of how its answer will be.
      if (status !== 401) good();
    },
    stood: good,
    ended(badly) {
      badInRow += 1;
      // A quota that is spent: one at a time finds out whether it is everybody's.
      if (badly.kind === "answer" && badly.answer.status === 429) limit.concurrency = 1;
      // Who never said a word to several who asked, and let them wait, will not say one to the next.
      const isSilence = badly.kind === "failure" && badly.failure.cause === "timeout";
      if (!heard && isSilence && badInRow >= failuresInTrouble && !settled.has(null)) settled.set(null, badly);
    },
  };
}

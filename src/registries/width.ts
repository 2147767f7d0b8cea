// How many requests a host gets at once: few at first, twice as many each round trip as long as nobody waits the longer for it.
import pLimit from "p-limit";

export interface Width {
  /** Runs a request when there is room for it. */
  run<T>(request: () => Promise<T>): Promise<T>;
  /** Something came back, well or badly. */
  back(): void;
  /** A good answer, that took so many milliseconds: a full round of them doubles the width while latency is flat. */
  good(ms: number): void;
  halve(): void;
  /** One at a time. */
  narrow(): void;
}

/**
 * Latency is flat while half of a round's answers come within twice the least that was seen, and a little more that nobody
 * minds: where a host has others wait, waiting is the longer part of it. The middle one is the measure, since handshakes,
 * large bodies and caches make single answers slow or quick.
 */
const flatTimes = 2;
const flatMoreMs = 50;
/**
 * What of the first round has to be back before more is sent: a host that limits how fast it is asked has said so by then, and
 * is spared a second round of which it would refuse all.
 */
const mostOfRound = 0.75;

/** `starts` requests at once at first, and never more than `most`. */
export function createWidth(starts: number, most: number): Width {
  let width = Math.min(starts, most);
  const limit = pLimit(width);
  let leastMs = Number.POSITIVE_INFINITY;
  /** How long the good answers of this round took. */
  let round: number[] = [];
  /** Of the first round; `null` once it is over. */
  let cameBack: number | null = 0;

  function become(next: number): void {
    width = next;
    cameBack = null;
    round = [];
    limit.concurrency = width;
  }

  return {
    run: async (request) => limit(request),
    back() {
      if (cameBack === null) return;
      cameBack += 1;
      if (cameBack >= width * mostOfRound) cameBack = null;
      limit.concurrency = width - (cameBack ?? 0);
    },
    good(ms) {
      leastMs = Math.min(leastMs, ms);
      if (width >= most) return;
      round.push(ms);
      if (round.length < width) return;
      const middleMs = round.toSorted((a, b) => a - b)[Math.floor(round.length / 2)] ?? 0;
      const isFlat = middleMs <= leastMs * flatTimes + flatMoreMs;
      become(isFlat ? Math.min(most, width * 2) : width);
    },
    halve: () => become(Math.max(1, Math.floor(width / 2))),
    narrow: () => become(1),
  };
}

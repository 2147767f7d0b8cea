// How fast a host is asked: nothing before it says that it was too fast, then what it allows.
import { describe, expect, test } from "vitest";
import { createPace, type Pace, type TurnEnd } from "../../src/registries/pace.ts";
import { virtualClock, type VirtualClock } from "../support/clock.ts";

const never = new AbortController().signal;
const good: TurnEnd = { kind: "answered", isProgress: true };
const challenged: TurnEnd = { kind: "answered", isProgress: false };
const limited: TurnEnd = { kind: "limited", pauseMs: null };
const asking = (pauseMs: number): TurnEnd => ({ kind: "limited", pauseMs });

function paceOf(timeLeft = 600_000, deadline = never): { readonly pace: Pace; readonly clock: VirtualClock } {
  const clock = virtualClock();
  return { pace: createPace(clock, deadline, () => timeLeft - clock.now()), clock };
}

/** Asks for so many turns, one after another, each ended at once; tells when each came. */
async function timesOf(pace: Pace, clock: VirtualClock, ends: readonly TurnEnd[]): Promise<readonly number[]> {
  const times: number[] = [];
  for (const end of ends) {
    const turn = await pace.enter();
    times.push(Math.round(clock.now()));
    pace.leave(turn, end);
  }
  return times;
}

describe("before the first limit", () => {
  test("whoever comes leaves at once, without so much as a promise", () => {
    const { pace } = paceOf();
    for (let index = 0; index < 100; index += 1) expect(pace.enter()).not.toBeInstanceOf(Promise);
  });

  test("a host's own trouble is none", async () => {
    const { pace, clock } = paceOf();
    expect(await timesOf(pace, clock, [{ kind: "none" }, { kind: "none" }, good])).toEqual([0, 0, 0]);
  });
});

describe("a limit", () => {
  // The clock's dice always say 0.5: a second is 1125 ms, and a quarter of one 375.
  test("of a host that has answered pauses it for a second, of another one for a quarter of it", async () => {
    const known = paceOf();
    expect(await timesOf(known.pace, known.clock, [good, limited, good])).toEqual([0, 0, 1125]);
    const stranger = paceOf();
    expect(await timesOf(stranger.pace, stranger.clock, [limited, good])).toEqual([0, 375]);
    const challenging = paceOf();
    expect(await timesOf(challenging.pace, challenging.clock, [challenged, limited, good])).toEqual([0, 0, 375]);
  });

  test("that names a time is kept, and a little more", async () => {
    const { pace, clock } = paceOf();
    expect(await timesOf(pace, clock, [good, asking(10_000), good])).toEqual([0, 0, 10_125]);
  });

  test("that is met again and again is waited for twice as long each time, and then no more", async () => {
    const { pace, clock } = paceOf();
    pace.leave(await pace.enter(), good);
    const hopes: boolean[] = [];
    const times: number[] = [];
    for (let index = 0; index < 8; index += 1) {
      const turn = await pace.enter();
      times.push(clock.now());
      hopes.push(pace.leave(turn, limited).hopeful);
    }
    expect(times).toEqual([0, 1125, 3375, 7875, 16_875, 34_875, 70_875, 70_875]);
    expect(hopes).toEqual([true, true, true, true, true, true, false, false]);
    // Until somebody is answered.
    pace.leave(await pace.enter(), good);
    expect(pace.leave(await pace.enter(), limited).hopeful).toBe(true);
  });

  test("that many meet at once is one", async () => {
    const { pace, clock } = paceOf();
    pace.leave(await pace.enter(), good);
    const turns = await Promise.all(Array.from({ length: 32 }, async () => pace.enter()));
    const fresh = turns.map((turn) => pace.leave(turn, limited).fresh);
    expect(fresh).toEqual([true, ...Array.from({ length: 31 }, () => false)]);
    await pace.enter();
    expect(clock.now()).toBe(1125);
  });

  test("is not over because of answers that were under way", async () => {
    const { pace, clock } = paceOf();
    const late = await Promise.all([pace.enter(), pace.enter(), pace.enter()]);
    pace.leave(await pace.enter(), good);
    pace.leave(await pace.enter(), limited);
    for (const turn of late) pace.leave(turn, good);
    pace.leave(await pace.enter(), limited);
    expect(clock.now()).toBe(1125);
    // The second pause in vain, and so twice as long.
    await pace.enter();
    expect(clock.now()).toBe(1125 + 2250);
  });

  test("whose end the run doesn't live to see is no reason to wait", async () => {
    const { pace, clock } = paceOf(60_000);
    pace.leave(await pace.enter(), good);
    expect(pace.leave(await pace.enter(), asking(60_000)).hopeful).toBe(false);
    expect(pace.leave(await pace.enter(), asking(Number.MAX_SAFE_INTEGER)).hopeful).toBe(false);
    await Promise.all([pace.enter(), pace.enter()]);
    expect(clock.now()).toBe(0);
  });

  test("after it one finds out, then two at once, then three", async () => {
    const { pace, clock } = paceOf();
    pace.leave(await pace.enter(), good);
    pace.leave(await pace.enter(), limited);
    const sent: number[] = [];
    const ask = async (): Promise<void> => {
      const turn = await pace.enter();
      sent.push(clock.now());
      await clock.sleep(200, never);
      pace.leave(turn, good);
    };
    await Promise.all(Array.from({ length: 7 }, ask));
    expect(sent).toEqual([1125, 1325, 1325, 1525, 1525, 1525, 1725]);
  });
});

describe("a rate", () => {
  /** Meets a limit, is answered 20 times within the second after the pause, and meets the next one. */
  async function measured(): Promise<{ readonly pace: Pace; readonly clock: VirtualClock }> {
    const { pace, clock } = paceOf();
    pace.leave(await pace.enter(), good);
    pace.leave(await pace.enter(), limited);
    for (let index = 0; index < 20; index += 1) {
      const turn = await pace.enter();
      await clock.sleep(40, never);
      pace.leave(turn, good);
    }
    pace.leave(await pace.enter(), limited);
    return { pace, clock };
  }

  test("is what was answered from one limit to the next, and requests are spaced by a little less", async () => {
    const { pace, clock } = await measured();
    const start = clock.now();
    const times = await timesOf(
      pace,
      clock,
      Array.from({ length: 5 }, () => good),
    );
    // 20 answers in 1925 ms, less 5 %: one each 101 ms. The pause is short, since it was too fast by little.
    expect(start).toBe(1925);
    expect(times.map((time) => time - start)).toEqual([1125, 1226, 1328, 1429, 1530]);
  });

  test("is kept to, too, where the first one after a pause takes its time", async () => {
    const { pace, clock } = await measured();
    const sent: number[] = [];
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        const turn = await pace.enter();
        sent.push(clock.now());
        await clock.sleep(1000, never);
        pace.leave(turn, good);
      }),
    );
    const gaps = sent.slice(1).map((time, index) => Math.round(time - (sent[index] ?? 0)));
    expect(gaps).toEqual([1000, 101, 101]);
  });

  test("is raised while it is used", async () => {
    const { pace, clock } = await measured();
    const waiting = Array.from({ length: 400 }, async () => pace.enter());
    const sent: number[] = [];
    await Promise.all(
      waiting.map(async (turn) => {
        const own = await turn;
        sent.push(clock.now());
        pace.leave(own, good);
      }),
    );
    const gaps = sent.slice(1).map((time, index) => time - (sent[index] ?? 0));
    expect(gaps.at(0)).toBeGreaterThan(100);
    expect(gaps.at(-1)).toBeLessThan(60);
    expect(gaps.every((gap, index) => index === 0 || gap <= (gaps[index - 1] ?? 0) + 1e-6)).toBe(true);
  });

  test("turns are given in the order in which they were asked for", async () => {
    const { pace } = await measured();
    const order: number[] = [];
    await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const turn = await pace.enter();
        order.push(index);
        pace.leave(turn, good);
      }),
    );
    expect(order).toEqual(Array.from({ length: 50 }, (_, index) => index));
  });
});

test("the deadline lets everybody go", async () => {
  const deadline = new AbortController();
  const { pace, clock } = paceOf(600_000, deadline.signal);
  pace.leave(await pace.enter(), good);
  pace.leave(await pace.enter(), asking(500_000));
  const waiting = Promise.all(Array.from({ length: 100 }, async () => pace.enter()));
  await clock.sleep(1000, never);
  deadline.abort();
  expect(await waiting).toHaveLength(100);
  expect(clock.now()).toBe(1000);
});

test("a pause that is no number of milliseconds is none", async () => {
  const { pace, clock } = paceOf();
  pace.pause(-5000);
  await pace.enter();
  expect(clock.now()).toBe(0);
});

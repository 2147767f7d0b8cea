// What a host's state makes of its answers: how many it gets at once, and when it got on.
import { expect, test } from "vitest";
import { type Came, createGovernor, type Governor } from "../../src/registries/governor.ts";
import { createPace } from "../../src/registries/pace.ts";
import { virtualClock } from "../support/clock.ts";

const never = new AbortController().signal;
const came = (status: number, more: Partial<Came> = {}): Came => ({
  status,
  ms: 1,
  limit: status === 429 ? "requests" : null,
  pauseMs: null,
  ...more,
});

/** One that has answered the first who asked. */
async function governorOf(concurrency = 64, starts: number | null = null): Promise<Governor> {
  const governor = createGovernor(
    concurrency,
    starts,
    createPace(virtualClock(), never, () => 600_000),
  );
  await governor.run(async () => governor.cameBack(await governor.pace.enter(), came(200)));
  return governor;
}

/** How many of a hundred requests run at once. */
async function roomOf(governor: Governor): Promise<number> {
  let running = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  const all = Array.from({ length: 100 }, async () =>
    governor.run(async () => {
      running += 1;
      await promise;
    }),
  );
  await new Promise(setImmediate);
  const room = running;
  resolve();
  await Promise.all(all);
  return room;
}

/** So many requests at once, that all end the same. */
async function together(governor: Governor, count: number, end: Came): Promise<void> {
  const turns = await Promise.all(Array.from({ length: count }, async () => governor.pace.enter()));
  for (const turn of turns) governor.cameBack(turn, end);
}

test("32 at first, what a file of data says instead, and never more than the limit", async () => {
  expect(await roomOf(await governorOf())).toBe(32);
  expect(await roomOf(await governorOf(64, 4))).toBe(4);
  expect(await roomOf(await governorOf(8))).toBe(8);
});

test("a limit that many meet at once halves it once", async () => {
  const governor = await governorOf();
  await together(governor, 32, came(429));
  expect(await roomOf(governor)).toBe(16);
});

test("each 5xx halves it", async () => {
  const governor = await governorOf();
  await together(governor, 3, came(503));
  expect(await roomOf(governor)).toBe(4);
});

test.for(["pulls", "data"] as const)("%s that are spent say nothing of how much a host takes", async (limit) => {
  const governor = await governorOf();
  // Three quarters of the first round: more is not sent before.
  await together(governor, 24, came(429, { limit }));
  expect(await roomOf(governor)).toBe(32);
});

test("403 that speaks of a limit is one", async () => {
  const governor = await governorOf();
  const turn = await governor.pace.enter();
  expect(governor.cameBack(turn, came(403, { limit: "requests" }))).toBe(true);
  expect(await roomOf(governor)).toBe(16);
});

test("a challenge is no progress, until it was the end of it", async () => {
  const governor = createGovernor(
    64,
    null,
    createPace(virtualClock(), never, () => 600_000),
  );
  governor.cameBack(await governor.pace.enter(), came(401));
  expect(governor.pace.hasProgressed).toBe(false);
  governor.stood();
  expect(governor.pace.hasProgressed).toBe(true);
});

import { expect, test } from "vitest";
import { nodeClock } from "../../src/edges/clock.ts";

const clock = nodeClock();

test("time goes on, and is not the calendar's", () => {
  const [first, second] = [clock.now(), clock.now()];
  expect(second).toBeGreaterThanOrEqual(first);
  expect(clock.wall()).toBeGreaterThan(Date.UTC(2025, 0));
});

test("sleep ends by itself, and early without an error when its signal does", async () => {
  await expect(clock.sleep(1, new AbortController().signal)).resolves.toBeUndefined();
  const controller = new AbortController();
  const sleeping = clock.sleep(2 ** 30, controller.signal);
  controller.abort();
  await expect(sleeping).resolves.toBeUndefined();
  await expect(clock.sleep(2 ** 30, AbortSignal.abort())).resolves.toBeUndefined();
});

test("the dice stay between 0 and 1", () => {
  for (let throws = 0; throws < 1000; throws += 1) {
    const number = clock.random();
    expect(number >= 0 && number < 1).toBe(true);
  }
});

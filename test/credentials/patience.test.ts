// What of a run's time a credential helper may have.
import { expect, test } from "vitest";
import { patienceWithin } from "../../src/credentials/patience.ts";

test.for<[string, number, number, number]>([
  ["half a minute of a long run", 300_000, 0, 30_000],
  ["what is left of a short one, but for a quarter", 20_000, 3000, 12_000],
  ["a second at least is kept back", 2000, 0, 1000],
  ["nothing where that is over", 20_000, 15_000, 0],
])("%s", ([, timeoutMs, spent, expected]) => {
  const patience = patienceWithin({ timeoutMs }, { now: () => 500 + spent }, 500);
  expect(patience()).toBe(expected);
});

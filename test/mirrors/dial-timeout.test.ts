import { expect, test } from "vitest";
import { parseGoDuration } from "../../src/mirrors/dial-timeout.ts";

test.each([
  ["3s", 3000],
  ["500ms", 500],
  ["1m30s", 90_000],
  ["1.5s", 1500],
  [".5s", 500],
  ["1h", 3_600_000],
  ["1500us", 1.5],
  ["1500µs", 1.5],
  ["0", 0],
  ["-1s", -1000],
  ["+2s", 2000],
  ["30s1m", 90_000],
])("%s", (text, ms) => {
  expect(parseGoDuration(text)).toBe(ms);
});

test.each(["", "3", "3 s", "3S", "1d", "s", ".s", "1s ", "1e3s", "--1s"])("%j is none", (text) => {
  expect(parseGoDuration(text)).toBeNull();
});

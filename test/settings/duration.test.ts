import { describe, expect, test } from "vitest";
import { parseDuration, printDuration } from "../../src/settings/duration.ts";

describe("parseDuration", () => {
  test.each([
    ["90s", 90_000],
    ["20m", 1_200_000],
    ["1h30m", 5_400_000],
    ["1h1m1s", 3_661_000],
    ["0s", 0],
    ["007m", 420_000],
    ["999999999s", 999_999_999_000],
  ])("reads %s", (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test.each([
    "",
    "90",
    "s",
    "1.5h",
    "-1s",
    "1 h",
    "30m1h",
    "1m1m",
    "1H",
    "500ms",
    "1d",
    " 1s",
    "1s ",
    "1e3s",
    "9999999999s",
    "∞",
  ])("refuses %j", (text) => {
    expect(parseDuration(text)).toBeNull();
  });
});

describe("printDuration", () => {
  test.each([
    [0, "0s"],
    [1000, "1s"],
    [90_000, "1m30s"],
    [86_400_000, "24h"],
    [5_400_000, "1h30m"],
  ])("writes %d", (ms, text) => {
    expect(printDuration(ms)).toBe(text);
    expect(parseDuration(text)).toBe(ms);
  });
});

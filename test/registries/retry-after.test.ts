// How long a registry asks to be left alone, in every way in which registries say it.
import { describe, expect, test } from "vitest";
import { goDurationMs, retryAfterMs } from "../../src/registries/retry-after.ts";
import { answer } from "./answers.ts";

const wall = Date.UTC(2026, 10, 1, 10);

describe("Retry-After", () => {
  test.for<[string, number | null]>([
    ["0", 0],
    ["1", 1000],
    ["120", 120_000],
    ["1.5", 1500],
    [" 7 ", 7000],
    ["Sun, 01 Nov 2026 10:00:30 GMT", 30_000],
    ["Sunday, 01-Nov-26 10:01:00 GMT", 60_000],
    ["Sun, 01 Nov 2026 09:00:00 GMT", 0],
    ["1m30s", 90_000],
    ["1.16ms", 2],
    ["99999999999999999999", 30 * 24 * 3_600_000],
    ["9".repeat(400), 30 * 24 * 3_600_000],
    ["Sun, 01 Nov 2099 10:00:00 GMT", 30 * 24 * 3_600_000],
    ["", null],
    ["-5", null],
    ["soon", null],
    ["2026", 2_026_000],
    ["5 November", null],
    ["Sunday", null],
  ])("%j", ([value, expected]) => {
    for (const status of [429, 503]) {
      expect(retryAfterMs(answer({ status, headers: { "retry-after": value } }), wall)).toBe(expected);
    }
  });

  test("missing", () => {
    expect(retryAfterMs(answer({ status: 429 }), wall)).toBeNull();
  });
});

describe("in the body", () => {
  const ghcr = (text: string): string => `{"errors":[{"code":"TOOMANYREQUESTS","message":"${text}"}]}`;

  test.for<[string, number | null]>([
    ["retry-after: 454.813µs, allowed: 44000/minute", 1],
    ["retry-after: 454.813μs, allowed: 44000/minute", 1],
    ["toomanyrequests: retry-after: 1.16ms, allowed: 44000/minute", 2],
    ["Retry-After: 1m0.5s", 60_500],
    ["retry-after: 2h", 7_200_000],
    ["retry-after: soon", null],
    ["retry-after: 1.2.3s", null],
    ["slow down", null],
  ])("%j", ([text, expected]) => {
    expect(retryAfterMs(answer({ status: 429, body: ghcr(text) }), wall)).toBe(expected);
  });

  test("the header comes first", () => {
    const both = answer({ status: 429, headers: { "retry-after": "3" }, body: ghcr("retry-after: 9s") });
    expect(retryAfterMs(both, wall)).toBe(3000);
  });

  test("of other answers it is not read", () => {
    expect(retryAfterMs(answer({ status: 500, body: ghcr("retry-after: 9s") }), wall)).toBeNull();
  });

  test("only its beginning is read", () => {
    const far = `${" ".repeat(1_000_000)}retry-after: 9s`;
    expect(retryAfterMs(answer({ status: 429, body: far }), wall)).toBeNull();
  });
});

describe("Go's durations", () => {
  test.for<[string, number | null]>([
    ["1ns", 1],
    ["1us", 1],
    ["1µs", 1],
    ["1μs", 1],
    ["1ms", 1],
    ["1s", 1000],
    ["1m", 60_000],
    ["1h", 3_600_000],
    ["1h2m3.5s", 3_723_500],
    ["1", null],
    ["s", null],
    ["1 s", null],
    ["1S", null],
    ["1d", null],
    [".s", null],
    ["-1s", null],
    ["", null],
  ])("%j", ([text, expected]) => {
    expect(goDurationMs(text)).toBe(expected);
  });
});

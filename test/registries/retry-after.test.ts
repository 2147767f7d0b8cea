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

describe("the end of a window that is spent", () => {
  const inSeconds = wall / 1000;
  test.for<[string, Record<string, string>, number | null]>([
    ["the draft's", { ratelimit: '"default";r=0;t=30' }, 30_000],
    ["of several windows the one that is spent", { ratelimit: '"burst";r=3;t=1, "hour";r=0;t=1200' }, 1_200_000],
    ["of two that are spent the longer one", { ratelimit: '"burst";r=0;t=1, "hour";r=0;t=1200' }, 1_200_000],
    ["none that is spent", { ratelimit: '"burst";r=3;t=1' }, null],
    ["an older draft's", { ratelimit: "limit=10, remaining=0, reset=30" }, 30_000],
    ["garbled", { ratelimit: '"burst";r=;t=x, =,"' }, null],
    ["a span", { "ratelimit-reset": "30" }, 30_000],
    ["a span, as many have it", { "x-ratelimit-reset": "7.5" }, 7500],
    ["a moment", { "x-ratelimit-reset": String(inSeconds + 90) }, 90_000],
    ["a moment in milliseconds", { "x-ratelimit-reset": String(wall + 1500) }, 1500],
    ["a moment that is over", { "x-ratelimit-reset": String(inSeconds - 90) }, 0],
    ["far too late", { "x-ratelimit-reset": "9".repeat(400) }, 30 * 24 * 3_600_000],
    ["a window that is not spent", { "x-ratelimit-remaining": "17", "x-ratelimit-reset": "30" }, null],
    ["one that is", { "ratelimit-remaining": "0;w=21600", "ratelimit-reset": "30" }, 30_000],
    ["negative", { "ratelimit-reset": "-30" }, null],
    ["no number", { "ratelimit-reset": "NaN", "x-ratelimit-reset": "Infinity" }, null],
    ["Retry-After says more", { "retry-after": "5", "ratelimit-reset": "30" }, 5000],
  ])("%s", ([, headers, expected]) => {
    expect(retryAfterMs(answer({ status: 429, headers }), wall)).toBe(expected);
    // Beside anything but a limit it tells when a window ends that is no concern.
    expect(retryAfterMs(answer({ status: 503, headers: { ...headers, "retry-after": "" } }), wall)).toBeNull();
  });
});

test("a moment is read by the clock of the host that names it", () => {
  const headers = { "retry-after": "Sun, 01 Nov 2026 13:00:30 GMT", date: "Sun, 01 Nov 2026 13:00:00 GMT" };
  for (const jumped of [wall, 0, wall + 365 * 86_400_000]) {
    expect(retryAfterMs(answer({ status: 429, headers }), jumped)).toBe(30_000);
  }
});

// What headers say of a quota: every form there is, and what a stranger may write in them.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Answer } from "../../src/registries/answer.ts";
import { headroomIn, isQuota } from "../../src/limits/headroom.ts";

function answerWith(headers: Answer["headers"]): Answer {
  return { kind: "answer", status: 200, headers, body: Buffer.alloc(0), truncated: false, viaProxy: false, ms: 1 };
}

describe("what is told", () => {
  test.for<[string, Answer["headers"], [number, number, number | null, string]]>([
    [
      "Docker Hub",
      {
        "ratelimit-limit": "100;w=21600",
        "ratelimit-remaining": "87;w=21600",
        "docker-ratelimit-source": "192.0.2.7",
      },
      [100, 87, 21600, "192.0.2.7"],
    ],
    [
      "the draft's early form, with its policies behind the limit",
      { "ratelimit-limit": "10, 10;w=1;burst=1000, 1000;w=3600", "ratelimit-remaining": "9", "ratelimit-reset": "1" },
      [10, 9, 1, ""],
    ],
    [
      "the draft's middle form",
      { ratelimit: "limit=100, remaining=50, reset=5", "ratelimit-policy": "100;w=60" },
      [100, 50, 60, ""],
    ],
    [
      "the draft's latest form",
      { ratelimit: '"default";r=50;t=30', "ratelimit-policy": '"default";q=100;w=60' },
      [100, 50, 60, ""],
    ],
    [
      "of several policies the tightest",
      {
        ratelimit: '"hour";r=700;t=30, "minute";r=3;t=3',
        "ratelimit-policy": '"hour";q=1000;w=3600, "minute";q=10;w=60',
      },
      [10, 3, 60, ""],
    ],
    [
      "X-RateLimit",
      { "x-ratelimit-limit": "60", "x-ratelimit-remaining": "59", "x-ratelimit-reset": "1767225600" },
      [60, 59, null, ""],
    ],
    ["several lines are one", { "ratelimit-limit": ["100;w=60"], "ratelimit-remaining": ["0;w=60"] }, [100, 0, 60, ""]],
    ["a window beside what is left alone", { "ratelimit-limit": "5", "ratelimit-remaining": "5;w=9" }, [5, 5, 9, ""]],
  ])("%s", ([, headers, [limit, remaining, windowSeconds, source]]) => {
    expect(headroomIn(answerWith(headers))).toMatchObject({
      kind: "told",
      headroom: { limit, remaining, windowSeconds, source },
      overdrawn: null,
    });
  });
});

test("less than nothing is nothing, and told as it came", () => {
  const headers = { "ratelimit-limit": "100;w=21600", "ratelimit-remaining": "-3;w=21600" };
  expect(headroomIn(answerWith(headers))).toMatchObject({
    kind: "told",
    headroom: { limit: 100, remaining: 0 },
    overdrawn: "ratelimit-limit: 100;w=21600, ratelimit-remaining: -3;w=21600",
  });
});

test("whom it counts is an address or a name, and nothing longer", () => {
  const of = (source: string): unknown =>
    headroomIn(answerWith({ "ratelimit-limit": "9", "ratelimit-remaining": "9", "docker-ratelimit-source": source }));
  for (const source of ["2001:db8::7", "acme", "5c7cd3a2-9d1f-4a8b-8b0a-2f1f4c9f0a11"])
    expect(of(source)).toMatchObject({ headroom: { source } });
  for (const source of ["a b", "x".repeat(46), "<b>", "a;b"])
    expect(of(source)).toMatchObject({ headroom: { source: "" } });
});

test.for<[string, Answer["headers"], string]>([
  ["bytes are no pulls", { ratelimit: '"b";r=10', "ratelimit-policy": '"b";q=100;qu="content-bytes";w=60' }, "silent"],
  ["what is left says little without what it is left of", { ratelimit: '"b";r=10;t=5' }, "silent"],
  [
    "the pair's window stands in its policy",
    { "ratelimit-limit": "100", "ratelimit-remaining": "5", "ratelimit-policy": "100;w=60" },
    "told",
  ],
])("%s", ([, headers, kind]) => {
  const reading = headroomIn(answerWith(headers));
  expect(reading.kind).toBe(kind);
  if (reading.kind === "told") expect(reading.headroom.windowSeconds).toBe(60);
});

test.for([
  [null, null, true],
  [21600, null, true],
  [21600, 5, true],
  [60, null, false],
  [1, null, false],
  [null, 30, false],
  [null, 3600, true],
] as const)("a window of %s seconds that ends in %s is a quota: %s", ([windowSeconds, endsInSeconds, expected]) => {
  expect(isQuota({ windowSeconds, endsInSeconds })).toBe(expected);
});

test.for<[string, Answer["headers"], number | null]>([
  ["a span", { "ratelimit-reset": "30" }, 30],
  [
    "a moment, by the answer's own date",
    { "x-ratelimit-reset": "1767225660", date: "Thu, 01 Jan 2026 00:00:00 GMT" },
    60,
  ],
  ["a moment that is over", { "x-ratelimit-reset": "1767225000", date: "Thu, 01 Jan 2026 00:00:00 GMT" }, 0],
  ["a moment without a date", { "x-ratelimit-reset": "1767225660" }, null],
  ["nothing of use", { "ratelimit-reset": "-4" }, null],
])("when it ends is told by %s", ([, headers, endsInSeconds]) => {
  const limits = { "x-ratelimit-limit": "60", "x-ratelimit-remaining": "5" };
  expect(headroomIn(answerWith({ ...limits, ...headers }))).toMatchObject({ headroom: { endsInSeconds } });
});

describe("what isn't", () => {
  test.for<[string, Answer["headers"]]>([
    ["no header", {}],
    ["a limit without what is left of it", { "ratelimit-limit": "100;w=21600" }],
    ["whom it counts, alone", { "docker-ratelimit-source": "192.0.2.7" }],
  ])("%s: silent", ([, headers]) => {
    expect(headroomIn(answerWith(headers))).toEqual({ kind: "silent" });
  });

  test.for<[string, string, string]>([
    ["more left than there is", "100;w=21600", "101;w=21600"],
    ["huge", "99999999999999999999", "5"],
    ["larger than anybody grants", "1000000001", "5"],
    ["a limit of nothing", "0", "0"],
    ["words", "many", "some"],
    ["a fraction", "100", "4.5"],
    ["a window before the beginning", "100;w=-1", "4"],
    ["a window that is a word", "100;w=day", "4"],
    ["empty", "", ""],
    ["a list that isn't one", "100;;w=", "4,"],
    ["a megabyte", "1".repeat(1_000_000), "1"],
  ])("%s: can't be believed", ([, limit, remaining]) => {
    const reading = headroomIn(answerWith({ "ratelimit-limit": limit, "ratelimit-remaining": remaining }));
    expect(reading.kind).toBe("unreadable");
    if (reading.kind === "unreadable") expect(reading.line.length).toBeLessThan(2100);
  });

  test("whatever stands there, nothing is thrown, and what is told is in bounds", () => {
    let told = 0;
    const text = fc.oneof(
      { weight: 3, arbitrary: fc.nat(200).map(String) },
      { weight: 3, arbitrary: fc.tuple(fc.nat(200), fc.nat()).map(([count, window]) => `${count};w=${window}`) },
      fc.string(),
      fc.string({ unit: fc.constantFrom(...'0123456789;,=w"-. r'.split("")) }),
    );
    fc.assert(
      fc.property(fc.constantFrom("ratelimit-", "x-ratelimit-"), text, text, text, text, (prefix, a, b, c, d) => {
        const headers = { [`${prefix}limit`]: a, [`${prefix}remaining`]: b, ratelimit: c, "ratelimit-policy": d };
        const reading = headroomIn(answerWith(headers));
        if (reading.kind !== "told") return;
        told += 1;
        const { limit, remaining, windowSeconds } = reading.headroom;
        expect(remaining).toBeGreaterThanOrEqual(0);
        expect(remaining).toBeLessThanOrEqual(limit);
        expect(windowSeconds ?? 0).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 2000 },
    );
    expect(told).toBeGreaterThan(20);
  });
});

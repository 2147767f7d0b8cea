// The judge, judged: figures that are as they should be hold, and each that is not is told.
import { expect, test } from "vitest";
import { changes } from "./changes.ts";
import { claimsOf } from "./claims.ts";
import type { CostRun } from "./cost.ts";
import type { Forecast } from "./forecast.ts";
import type { Price } from "./prices.ts";
import type { SlowRun } from "./slow.ts";

const price: Price = { name: "an index", series: "2.1", counted: 2, expected: 2 };

const forecast: Forecast = {
  name: changes[0]?.name ?? "",
  told: { limit: 100, remaining: 79, windowSeconds: 21600, source: "203.0.113.1", needed: 37 },
  verdicts: ["pullable", "pullable"],
  ownPulls: 20,
  counted: { "203.0.113.1": 37 },
};

const byName: CostRun = {
  name: "by name",
  depth: "reference",
  isWarm: false,
  images: 300,
  pullable: 300,
  requests: 345,
  pulls: 0,
  mostOf: { index: 0, single: 0 },
  told: { requests: 345, pulls: 0 },
};

const withManifests: CostRun = {
  ...byName,
  depth: "manifest",
  pulls: 450,
  mostOf: { index: 2, single: 1 },
  told: { requests: 345, pulls: 450 },
};

const again: CostRun = { ...byName, depth: "manifest", isWarm: true };

const slow: SlowRun = {
  images: 2000,
  pullable: 2000,
  requests: 2040,
  refused: 40,
  seconds: 116,
  used: 0.85,
  told: { requests: 2040 },
};

test("what is as it should be holds", () => {
  const claims = claimsOf({ prices: [price], forecasts: [forecast], cost: [byName, withManifests, again], slow });
  expect(claims).toHaveLength(18);
  expect(claims.filter(({ holds }) => !holds)).toEqual([]);
});

test("a forecast may be one in twenty off", () => {
  for (const needed of [36, 38]) expect(wrongOf(needing(needed))).toBe(0);
  for (const needed of [35, 39]) expect(wrongOf(needing(needed))).toBe(1);
});

function needing(needed: number | null): Partial<Forecast> {
  return { told: forecast.told === null ? null : { ...forecast.told, needed } };
}

function wrongOf(edits: Partial<Forecast>): number {
  return claimsOf({ forecasts: [{ ...forecast, ...edits }] }).filter(({ holds }) => !holds).length;
}

test.for([
  [needing(null), 1],
  // Neither the forecast nor the limit.
  [{ told: null }, 2],
  // The nodes aren't counted as they should be, and the forecast is another.
  [{ counted: {} }, 2],
  [{ counted: { "203.0.113.1": 37, "203.0.113.2": 1 } }, 1],
  [{ verdicts: ["pullable", "unverified"] }, 1],
  [{ verdicts: [] }, 1],
  [{ ownPulls: 21 }, 1],
] as const)("a forecast with %j is wrong in %i claims", ([edits, claims]) => {
  expect(wrongOf(edits)).toBe(claims);
});

test.for([
  [byName, { pulls: 1, told: { requests: 345, pulls: 1 } }],
  [byName, { requests: 346, told: { requests: 346, pulls: 0 } }],
  [byName, { pullable: 299 }],
  [byName, { told: { requests: 344, pulls: 0 } }],
  [byName, { told: { requests: 345, pulls: 1 } }],
  [withManifests, { mostOf: { index: 3, single: 1 } }],
  [withManifests, { mostOf: { index: 2, single: 2 } }],
  [withManifests, { pulls: 0, told: { requests: 345, pulls: 0 } }],
  [again, { pulls: 1, told: { requests: 345, pulls: 1 } }],
] as const)("a run %j with %j is wrong", ([run, edits]) => {
  expect(claimsOf({ cost: [{ ...run, ...edits }] }).filter(({ holds }) => !holds)).toHaveLength(1);
});

test.for([{ pullable: 1999 }, { used: 0.84 }, { refused: 41 }, { told: { requests: 2000 } }])(
  "a slow registry with %j is wrong",
  (edits) => {
    expect(claimsOf({ slow: { ...slow, ...edits } }).filter(({ holds }) => !holds)).toHaveLength(1);
  },
);

test("a price that isn't reckoned with is wrong", () => {
  expect(claimsOf({ prices: [{ ...price, counted: 1 }] })).toMatchObject([{ holds: false, figures: "1" }]);
});

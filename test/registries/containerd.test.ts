// Versions of containerd as people find them, and the series that they belong to.
import { expect, test } from "vitest";
import { containerdSeries, pullRules, seriesOf } from "../../src/registries/containerd.ts";

test.for([
  ["1.6", "1.6"],
  ["1.7.24", "1.7"],
  ["v2.0.0-rc.1", "2.0"],
  ["2.1.9+unknown", "2.1"],
  ["containerd://1.7.24~ds1", "1.7"],
] as const)("%s is of %s", ([version, series]) => {
  expect(seriesOf(version)).toBe(series);
});

test.for(["", "2", "2.10", "2.2", "1.5.9", "21", "x1.6", "1.6x", "latest", "containerd", "cri-o://1.30.1"])(
  "%j is of no series that is known",
  (version) => {
    expect(seriesOf(version)).toBeNull();
  },
);

test("each series has its rules, and no two the same", () => {
  const all = containerdSeries.map((series) => JSON.stringify(pullRules(series)));
  expect(new Set(all).size).toBe(containerdSeries.length);
});

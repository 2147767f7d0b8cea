// Limits: what Docker Hub would count, of real nodes and of the gate; and the section of docs/truth.md that tells of it.
import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { claimsOf } from "./limits/claims.ts";
import type { Measured } from "./limits/inside.ts";
import { renderLimits } from "./limits/page.ts";
import { isWhole, measureLimits } from "./limits/results.ts";
import { describeTruth } from "./parts.ts";
import { sectionsOf } from "./reach/page.ts";

/** The longest that all of it may take on a machine that has other things to do. */
const timeoutMs = 5 * 60_000;

describeTruth("limits", () => {
  let measured: Measured;

  beforeAll(async () => {
    const all = await measureLimits("");
    if (!isWhole(all)) throw new Error(`not everything was measured: ${Object.keys(all).join(", ")}`);
    measured = all;
  }, timeoutMs);

  /** What doesn't hold; and that so many claims were made. */
  const wrong = (part: Partial<Measured>, claims: number): readonly object[] => {
    const made = claimsOf(part);
    expect(made).toHaveLength(claims);
    return made.filter(({ holds }) => !holds);
  };

  test("a pull costs what is reckoned with: two for an index, one for a single manifest, nothing for what is there", () => {
    const { prices } = measured;
    expect(new Set(prices.map(({ series }) => series))).toEqual(new Set(["1.6", "1.7", "2.1"]));
    expect(wrong({ prices }, 27)).toEqual([]);
  });

  describe("a change", () => {
    test.for([0, 1, 2, 3])("number %i is pulled as it was forecast", (number) => {
      expect(wrong({ forecasts: measured.forecasts.slice(number, number + 1) }, 4)).toEqual([]);
    });
  });

  describe("what the gate costs", () => {
    test.for([
      [0, "by name"],
      [1, "with manifests"],
      [2, "with manifests, again"],
    ] as const)("%i: %s", ([number, name]) => {
      const cost = measured.cost.slice(number, number + 1);
      expect(cost[0]?.name).toBe(name);
      expect(wrong({ cost }, 3)).toEqual([]);
    });
  });

  test("a slow registry is asked as fast as it takes it, and hardly faster", () => {
    expect(wrong({ slow: measured.slow }, 4)).toEqual([]);
  });

  test("docs/truth.md is what came of it: npm run limits", async () => {
    const page = await readFile(new URL("../../docs/truth.md", import.meta.url), "utf8");
    expect(sectionsOf(page).limits).toBe(await renderLimits(measured));
  });
});

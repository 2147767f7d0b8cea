// What the gate may spend of a quota: how much, on which images, and that it doesn't hang on who comes first.
import { describe, expect, test } from "vitest";
import type { Probe } from "../../src/model.ts";
import type { PullBudget } from "../../src/settings/settings.ts";
import { createBudget } from "../../src/limits/budget.ts";
import type { Headroom } from "../../src/limits/headroom.ts";
import type { Asker, Meters } from "../../src/limits/meters.ts";
import { probeOf } from "../registries/walks.ts";

const hub = "registry-1.docker.io";
const anonymous: Asker = { host: hub, mark: "anonymous", credential: "anonymous" };

function metersOf(remaining: number | null): Meters {
  const headroom: Headroom | null =
    remaining === null ? null : { limit: 100, remaining, windowSeconds: 21600, endsInSeconds: null, source: "" };
  return {
    note: () => {},
    troubles: () => [],
    of: (asker) => ({ ...anonymous, ...asker, headroom, hasGranted: true, isUnreadable: false }),
  };
}

const byDefault: PullBudget = { kind: "default" };
const share = (percent: number): PullBudget => ({ kind: "share", percent });
const number = (count: number): PullBudget => ({ kind: "count", count });

let wishes = 0;

/** So many manifests that nobody else needs. */
function wish({ key }: Probe, count: number): readonly string[] {
  wishes += 1;
  return Array.from({ length: count }, (_, index) => `${key} ${wishes} ${index}`);
}

/** Nobody hurries. */
const forEver = async (): Promise<never> => new Promise(() => {});

describe("how much", () => {
  test.for<[string, PullBudget, number | null, string, number]>([
    ["a fifth of what remains", byDefault, 100, hub, 20],
    ["ten at least", byDefault, 30, hub, 10],
    ["what remains, where that is less", byDefault, 7, hub, 7],
    ["ten tries, where nothing remains: what is refused isn't counted", byDefault, 0, hub, 10],
    ["a share of nothing", share(20), 0, hub, 0],
    ["as many as it takes, where nothing is said of a limit", byDefault, null, hub, 50],
    ["a share is what it says", share(5), 100, hub, 5],
    ["rounded down", share(33), 10, hub, 3],
    ["all of it", share(100), 40, hub, 40],
    ["none of it", share(0), 100, hub, 0],
    ["a share of what nobody says", share(5), null, hub, 50],
    ["a number", number(12), 100, hub, 12],
    ["a number, and no more than there are", number(12), 4, hub, 4],
    ["a number, where nothing is said", number(12), null, "registry.test", 12],
    ["a number, at a registry that counts no pulls", number(12), null, "ghcr.io", 50],
    ["a number, where that one says a limit of requests", number(12), 100, "ghcr.io", 50],
    ["a share of such a one", byDefault, 3, "ghcr.io", 50],
    ["none", number(0), 100, hub, 0],
  ])("%s", async ([, setting, remaining, host, expected]) => {
    const registry = host === hub ? "docker.io" : host;
    const probes = Array.from({ length: 50 }, (_, index) => probeOf(`${registry}/shop/image-${index}:1`));
    const budget = createBudget(probes, setting, metersOf(remaining), new Map(), forEver);
    const asker = { ...anonymous, host };
    const stops = await Promise.all(probes.map(async (probe) => budget.claim(probe, asker, wish(probe, 1))));
    expect(stops.filter((stop) => stop === null)).toHaveLength(expected);
    // Those that stand first in the plan have it.
    expect(stops.slice(0, expected).every((stop) => stop === null)).toBe(true);
  });
});

describe("on which", () => {
  const probes = Array.from({ length: 6 }, (_, index) => probeOf(`docker.io/shop/image-${index}:1`));
  const [a, b, c, d, e, f] = probes;
  const all = [a, b, c, d, e, f].flatMap((probe) => probe ?? []);

  test.for([0, 1, 2, 3, 4, 5])(
    "whoever comes first, those first in the plan are proved: begun at %i",
    async (start) => {
      const budget = createBudget(all, number(5), metersOf(100), new Map(), forEver);
      const answers = new Map<string, boolean>();
      const order = [...all.slice(start), ...all.slice(0, start)];
      await Promise.all(
        order.map(async (probe) => {
          answers.set(probe.key, (await budget.claim(probe, anonymous, wish(probe, 2))) === null);
        }),
      );
      expect(all.map(({ key }) => answers.get(key))).toEqual([true, true, false, false, false, false]);
    },
  );

  test("one that needs less has what is left; nobody waits for those who need nothing", async () => {
    const budget = createBudget(all, number(3), metersOf(100), new Map(), forEver);
    const claims = all
      .slice(0, 3)
      .map(async (probe, index) => budget.claim(probe, anonymous, wish(probe, index === 2 ? 1 : 2)));
    for (const probe of all.slice(3)) budget.settle(probe);
    expect((await Promise.all(claims)).map((stop) => stop === null)).toEqual([true, false, true]);
  });

  test("one identity's is not another's", async () => {
    const account = { ...anonymous, mark: "acme", credential: "node" };
    const budget = createBudget(all, number(2), metersOf(100), new Map(), forEver);
    const stops = await Promise.all(
      all.map(async (probe, index) => budget.claim(probe, index % 2 === 0 ? anonymous : account, wish(probe, 1))),
    );
    expect(stops.map((stop) => stop === null)).toEqual([true, true, true, true, false, false]);
  });

  test("a run after it has what is left of the same purse", async () => {
    const purse = new Map();
    const first = createBudget(all, number(4), metersOf(100), purse, forEver);
    await Promise.all(
      all
        .slice(0, 3)
        .map(async (probe) => first.claim(probe, anonymous, wish(probe, 1)))
        .concat(all.slice(3).map(async (probe) => (first.settle(probe), null))),
    );
    const later = createBudget(all.slice(3), number(4), metersOf(100), purse, forEver);
    const stops = await Promise.all(all.slice(3).map(async (probe) => later.claim(probe, anonymous, wish(probe, 1))));
    expect(stops.map((stop) => stop === null)).toEqual([true, false, false]);
  });

  test("a second wish of the same pull is answered when all others have said theirs", async () => {
    const budget = createBudget(all, number(2), metersOf(100), new Map(), forEver);
    for (const probe of all.slice(1)) budget.settle(probe);
    const [probe] = all;
    if (probe === undefined) throw new Error("no probe");
    expect(await budget.claim(probe, anonymous, wish(probe, 1))).toBeNull();
    expect(await budget.claim(probe, anonymous, wish(probe, 1))).toBeNull();
    expect(await budget.claim(probe, anonymous, wish(probe, 1))).toMatchObject({ allowed: 2 });
  });
});

test("a limit that is told late counts from then on, and what was spent before with it", async () => {
  const probes = Array.from({ length: 5 }, (_, index) => probeOf(`docker.io/shop/image-${index}:1`));
  let headroom: Headroom | null = null;
  const meters: Meters = {
    note: () => {},
    troubles: () => [],
    of: (asker) => ({ ...anonymous, ...asker, headroom, hasGranted: true, isUnreadable: false }),
  };
  const budget = createBudget(probes, byDefault, meters, new Map(), forEver);
  const [first, ...others] = probes;
  if (first === undefined) throw new Error("no probe");
  expect(await budget.claim(first, anonymous, wish(first, 1))).toBeNull();
  headroom = { limit: 100, remaining: 2, windowSeconds: 21600, endsInSeconds: null, source: "" };
  const stops = await Promise.all(others.map(async (probe) => budget.claim(probe, anonymous, wish(probe, 1))));
  expect(stops.map((stop) => stop === null)).toEqual([true, false, false, false]);
});

test("patience ends: who waits is answered without those that say nothing", async () => {
  const probes = Array.from({ length: 4 }, (_, index) => probeOf(`docker.io/shop/image-${index}:1`));
  const { promise, resolve } = Promise.withResolvers<void>();
  const budget = createBudget(probes, number(1), metersOf(100), new Map(), async () => promise);
  const claims = probes.slice(0, 2).map(async (probe) => budget.claim(probe, anonymous, wish(probe, 1)));
  resolve();
  expect((await Promise.all(claims)).map((stop) => stop === null)).toEqual([true, false]);
  const late = probes[3];
  expect(late === undefined ? null : await budget.claim(late, anonymous, wish(late, 1))).toMatchObject({ allowed: 1 });
});

test("logins that are one account have one budget, as the registry says", async () => {
  const probes = Array.from({ length: 6 }, (_, index) => probeOf(`docker.io/shop/image-${index}:1`));
  const headroom: Headroom = { limit: 200, remaining: 100, windowSeconds: 21600, endsInSeconds: null, source: "acme" };
  const meters: Meters = {
    note: () => {},
    troubles: () => [],
    of: (asker) => ({ ...anonymous, ...asker, headroom, hasGranted: true, isUnreadable: false }),
  };
  const budget = createBudget(probes, number(3), meters, new Map(), forEver);
  const stops = await Promise.all(
    probes.map(async (probe, index) => {
      const asker = { ...anonymous, mark: `login ${index % 2}`, credential: `secret shop/s${index % 2}` };
      return budget.claim(probe, asker, wish(probe, 1));
    }),
  );
  expect(stops.map((stop) => stop === null)).toEqual([true, true, true, false, false, false]);
});

test("what was spent before the registry said whose account it is counts for that one", async () => {
  const probes = Array.from({ length: 4 }, (_, index) => probeOf(`docker.io/shop/image-${index}:1`));
  let headroom: Headroom | null = null;
  const meters: Meters = {
    note: () => {},
    troubles: () => [],
    of: (asker) => ({ ...anonymous, ...asker, headroom, hasGranted: true, isUnreadable: false }),
  };
  const budget = createBudget(probes, number(3), meters, new Map(), forEver);
  const [first, second, third, fourth] = probes.map((probe) => async () => {
    budget.settle(probe);
    return budget.claim(probe, { ...anonymous, mark: "login" }, wish(probe, 1), "pool");
  });
  for (const probe of probes) budget.settle(probe);
  expect([await first?.(), await second?.()]).toEqual([null, null]);
  headroom = { limit: 200, remaining: 100, windowSeconds: 21600, endsInSeconds: null, source: "acme" };
  expect(await third?.()).toBeNull();
  expect(await fourth?.()).toMatchObject({ allowed: 3 });
});

test("what somebody has claimed is free for who needs the same", async () => {
  const probes = Array.from({ length: 3 }, (_, index) => probeOf(`docker.io/shop/image:${index}`));
  const budget = createBudget(probes, number(2), metersOf(100), new Map(), forEver);
  const stops = await Promise.all(probes.map(async (probe) => budget.claim(probe, anonymous, ["index", "child"])));
  expect(stops).toEqual([null, null, null]);
});

test("and what is fetched once more all the same is charged once more", async () => {
  const [probe] = [probeOf("docker.io/shop/image:1")];
  const budget = createBudget([probe], number(4), metersOf(100), new Map(), forEver);
  const names = ["index", "child"];
  expect(await budget.claim(probe, anonymous, names, "shop/image")).toBeNull();
  expect(await budget.claim(probe, anonymous, names, "shop/image")).toBeNull();
  const took = (): boolean => budget.take(anonymous, "shop/image");
  expect([took(), budget.take(anonymous, "shop/other"), took(), took()]).toEqual([true, false, true, false]);
  const another = async () => budget.claim(probe, anonymous, [Symbol("one")]);
  expect([await another(), await another(), await another()]).toMatchObject([null, null, { allowed: 4 }]);
});

test("who needs nothing keeps nobody waiting", async () => {
  const probes = Array.from({ length: 3 }, (_, index) => probeOf(`docker.io/shop/image:${index}`));
  const budget = createBudget(probes, number(1), metersOf(100), new Map(), forEver);
  const wishes = [["a"], ["b"], []];
  const stops = await Promise.all(
    probes.map(async (probe, index) => budget.claim(probe, anonymous, wishes[index] ?? [])),
  );
  expect(stops).toMatchObject([null, { allowed: 1 }, null]);
});

test("nothing left of a moment's pace is no spent quota", async () => {
  const probe = probeOf("docker.io/shop/image:1");
  const headroom = { limit: 20, remaining: 0, windowSeconds: 1, endsInSeconds: 1, source: "" };
  const told = (windowSeconds: number): Meters => ({
    note: () => {},
    troubles: () => [],
    of: (asker) => ({
      ...anonymous,
      ...asker,
      headroom: { ...headroom, windowSeconds, endsInSeconds: windowSeconds },
      hasGranted: true,
      isUnreadable: false,
    }),
  });
  const budgets = [1, 21600].map((seconds) => createBudget([probe], number(0), told(seconds), new Map(), forEver));
  expect(budgets.map((budget) => budget.isSpent(anonymous))).toEqual([false, true]);
  const stops = await Promise.all(budgets.map(async (budget) => budget.claim(probe, anonymous, ["a"])));
  expect(stops).toMatchObject([{ headroom: null }, { headroom: { remaining: 0 } }]);
});

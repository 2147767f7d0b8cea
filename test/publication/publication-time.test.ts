// Waiting for publication: the clock, and hosts that are slow, silent or want to be left alone meanwhile.
import { describe, expect, test } from "vitest";
import { awaited, settings, verdictsOf } from "./awaiting.ts";

describe("time", () => {
  test("waiting takes nothing of the deadline, and a slow walk what is left of it", async () => {
    const text = `${settings}timeout: 30s\n`;
    expect((await awaited({ at: 600_000, text })).report.outcome).toBe("pass");
    const slow = { latency: 40_000, repositories: { "acme/web": ["2"] } };
    const { report } = await awaited({ at: 600_000, text, after: slow });
    expect(verdictsOf(report)).toEqual(["unverified"]);
    expect(report.waited).toMatchObject([{ published: true }]);
  });

  test("what is published first takes its time from what is published next", async () => {
    // Each answer takes four seconds, and each walk several of them.
    const text = `${settings}timeout: 20s\n`;
    const one = { images: ["registry.test/acme/web:2"], text, at: 60_000, before: { repositories: {} } };
    const slow = (tags: object) => ({ latency: 4000, repositories: tags });
    expect(verdictsOf((await awaited({ ...one, after: slow({ "acme/web": ["2"] }) })).report)).toEqual(["pullable"]);
    const faults = [{ path: "acme/api/manifests/3", status: 404, times: 2 }];
    const both = { ...one, images: [...one.images, "registry.test/acme/api:3"] };
    const after = { ...slow({ "acme/web": ["2"], "acme/api": ["3"] }), faults };
    expect(verdictsOf((await awaited({ ...both, after })).report)).toEqual(["pullable", "unverified"]);
  });

  test("a host that asks for time is left alone for so long", async () => {
    const faults = [{ path: "manifests", status: 429, headers: { "retry-after": "300" }, times: 1 }];
    const { report, late, now } = await awaited({
      at: 1000,
      after: { faults, repositories: { "acme/web": ["2"] } },
    });
    expect(report.outcome).toBe("pass");
    expect(late.visits.slice(0, 2)).toMatchObject([{ status: 429 }, { status: 200 }]);
    // What is asked for, and an eighth of a second: those who were refused together don't come back together.
    expect(now).toBe(302_125);
  });

  test("one that asks for more than there is isn't waited for at all", async () => {
    const faults = [{ path: "manifests", status: 429, headers: { "retry-after": "7200" } }];
    const { report, late, logged, now } = await awaited({ at: 1000, after: { faults } });
    expect(verdictsOf(report)).toEqual(["missing"]);
    expect([late.visits.length, now]).toEqual([1, 2000]);
    expect(logged).toContain("registry.test asks to be left alone for 2h, and nobody waits that long");
  });

  test("one host's silence delays no other", async () => {
    const images = ["slow.test/acme/web:2", "registry.test/acme/web:2"];
    const text = 'wait: 1m\nwait-for: ["*/acme/*"]\n';
    const others = { "slow.test": { latency: 20_000, repositories: { "acme/web": ["1"] } } };
    const { report, now } = await awaited({ images, text, others, at: 45_000 });
    // The first walk at slow.test takes 40 s, and so waiting begins then.
    expect(report.waited).toEqual([
      { reference: "registry.test/acme/web:2", ms: 6000, published: true },
      { reference: "slow.test/acme/web:2", ms: 60_000, published: false },
    ]);
    expect(now).toBeLessThanOrEqual(105_000);
  });

  test("nothing is left of the deadline: what is published is not proved", async () => {
    const images = ["slow.test/other/web:1", "registry.test/acme/web:2"];
    const others = { "slow.test": { latency: 3_600_000 } };
    const after = { latency: 5, repositories: { "acme/web": ["2"] } };
    const { report } = await awaited({ images, others, after, at: 33_000, text: `${settings}timeout: 30s\n` });
    expect(verdictsOf(report)).toEqual(["unverified", "unverified"]);
    expect(report.waited).toMatchObject([{ published: true }]);
  });

  test.each([
    ["down", { network: "timeout" }],
    ["silent", { faults: [{ stall: true }] }],
    ["failing", { faults: [{ status: 503 }] }],
    ["slow", { latency: 3_600_000 }],
  ])(
    "a registry that is %s meanwhile takes no more than a moment beyond the wait, and takes nothing back",
    async (_, after) => {
      const { report, now } = await awaited({ at: 1000, after, text: settings.replace("20m", "5m") });
      expect(verdictsOf(report)).toEqual(["missing"]);
      expect(now).toBeGreaterThanOrEqual(300_000);
      expect(now).toBeLessThanOrEqual(305_000);
    },
  );
});

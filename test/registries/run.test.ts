// A run: how many requests it takes, in what order, and who waits for whom.
import { describe, expect, test } from "vitest";
import type { Probe } from "../../src/model.ts";
import type { Answering, Line, ScriptedReply } from "../support/scripted.ts";
import { configFor, manifestOf, reply } from "./images.ts";
import { anonymous, login, probeOf, runOf, type ScriptedRun } from "./walks.ts";

const manifest = manifestOf(configFor("linux/amd64"));
const found = reply(manifest);
const runner = [login("ci", "canary-3f9c"), anonymous];

function images(count: number, host = "registry.test", candidates = [anonymous]): readonly Probe[] {
  return Array.from({ length: count }, (_, index) => probeOf(`${host}/shop/image-${index}:1`, { candidates }));
}

function kindsOf(outcomes: ScriptedRun["outcomes"]): readonly string[] {
  return [...new Set([...outcomes.values()].map(({ outcome }) => outcome.kind))].sort();
}

function behindToken(challenge = 'Bearer realm="https://auth.test/token",service="r"'): Answering {
  return ({ headers }) =>
    headers["authorization"] === undefined ? { status: 401, headers: { "www-authenticate": challenge } } : found;
}

describe("requests", () => {
  test("200 images of one open registry are 200 requests", async () => {
    const run = await runOf([["HEAD *", { ...found, latency: 40 }]], images(200));
    expect(kindsOf(run.outcomes)).toEqual(["found"]);
    expect(run.outcomes.size).toBe(200);
    expect(run.cost).toMatchObject({ requests: 200, countedPulls: 0 });
    // The first alone, 32 at once, then twice as many.
    expect(run.network.widest.get("registry.test")).toBe(64);
    expect(run.clock.now()).toBe(40 * (1 + 1 + 3));
  });

  test("behind tokens: one an image, a token for two dozen, and the challenge once", async () => {
    const token = { body: { token: "t0k3n" }, latency: 40 };
    const script: readonly Line[] = [
      ["GET https://auth.test/token*", token],
      ["HEAD *", behindToken()],
    ];
    const run = await runOf(script, images(200));
    expect(kindsOf(run.outcomes)).toEqual(["found"]);
    expect(run.cost.requests).toBe(200 + Math.ceil(200 / 24) + 1);
    expect(run.network.asked.slice(0, 2)).toEqual([
      "HEAD https://registry.test/v2/shop/image-0/manifests/1",
      expect.stringContaining("GET https://auth.test/token"),
    ]);
  });

  test("where registry and token service are one host", async () => {
    const script: readonly Line[] = [
      ["GET https://registry.test/token*", { body: { token: "t0k3n" }, latency: 40 }],
      ["HEAD *", behindToken('Bearer realm="https://registry.test/token"')],
    ];
    const run = await runOf(script, images(200));
    expect(kindsOf(run.outcomes)).toEqual(["found"]);
    expect(run.cost.requests).toBe(200 + Math.ceil(200 / 24) + 1);
  });

  test("with a login that the service wants by GET", async () => {
    const script: readonly Line[] = [
      ["POST https://auth.test/token", { status: 404, latency: 40 }],
      ["GET https://auth.test/token*", { body: { token: "t0k3n" }, latency: 40 }],
      ["HEAD *", behindToken()],
    ];
    const run = await runOf(script, images(200, "registry.test", runner));
    expect(kindsOf(run.outcomes)).toEqual(["found"]);
    // The first one finds out that the service wants no form, and the password goes there in one no more.
    expect(run.cost.requests).toBe(200 + Math.ceil(200 / 24) + 1 + 1);
  });

  test("behind Basic: one an image, and the challenge once", async () => {
    const run = await runOf([["HEAD *", behindToken("Basic")]], images(200, "registry.test", runner));
    expect(run.cost.requests).toBe(200 + 1);
  });

  test("a realm of each repository's own still gives each image its token", async () => {
    const own: Answering = ({ url, headers }) => {
      const [, repository = ""] = /\/v2\/(.+)\/manifests/.exec(url.pathname) ?? [];
      if (headers["authorization"] === `Bearer ${repository}`) return found;
      return { status: 401, headers: { "www-authenticate": `Bearer realm="https://auth.test/${repository}/token"` } };
    };
    const script: readonly Line[] = [
      ["GET https://auth.test/*", ({ url }) => ({ body: { token: url.pathname.slice(1).replace("/token", "") } })],
      ["HEAD *", own],
    ];
    const run = await runOf(script, images(20));
    expect(kindsOf(run.outcomes)).toEqual(["found"]);
  });

  test("200 that are missing: two each, and none of them changes the next", async () => {
    const run = await runOf(
      [
        ["HEAD *", { status: 404 }],
        ["GET *", { body: { tags: ["1.0"] } }],
      ],
      images(200),
    );
    expect(kindsOf(run.outcomes)).toEqual(["absent"]);
    expect(run.cost).toMatchObject({ requests: 400, countedPulls: 0 });
  });
});

describe("hosts in trouble", () => {
  test.for<[string, ScriptedReply]>([
    ["a connect time-out", { failure: { hop: "connect", cause: "timeout" }, latency: 10_000 }],
    ["no such name", { failure: { hop: "dns", cause: "name-not-found" } }],
    ["a certificate", { failure: { hop: "tls", cause: "tls-expired" } }],
    ["a proxy that is down", { failure: { hop: "proxy", cause: "proxy-unreachable" }, viaProxy: true }],
  ])("%s is one request, whatever the number of images", async ([, trouble]) => {
    const run = await runOf([["*", trouble]], images(200, "registry.test", runner));
    expect(kindsOf(run.outcomes)).toEqual(["unreachable"]);
    expect(run.cost.requests).toBe(1);
    expect(run.registries).toMatchObject([{ host: "registry.test", route: [{ ok: false }] }]);
  });

  test("a token service that can't be reached is asked once as well", async () => {
    const script: readonly Line[] = [
      ["* https://auth.test/*", { failure: { hop: "connect", cause: "timeout" } }],
      ["HEAD *", behindToken()],
    ];
    const run = await runOf(script, images(50));
    expect(kindsOf(run.outcomes)).toEqual(["unreachable"]);
    expect(run.network.asked.filter((line) => line.includes("auth.test"))).toHaveLength(1);
  });

  test("503 for everything: after four questions, and those under way, each is asked once and answers for itself", async () => {
    const run = await runOf([["*", { status: 503 }]], images(200));
    expect(kindsOf(run.outcomes)).toEqual(["unreachable"]);
    expect(run.cost.requests).toBeLessThanOrEqual(200 + 3 * (4 + 32));
    for (const [image, { outcome }] of run.outcomes) {
      const [, name = ""] = /shop\/(image-\d+)/.exec(image) ?? [];
      expect(outcome.evidence.at(-1)?.url).toContain(`/${name}/`);
    }
  });

  test("an image that fails between others takes nobody with it", async () => {
    const broken: Line = ["* https://registry.test/v2/shop/image-*7/*", { status: 503 }];
    const run = await runOf([broken, ["HEAD *", found]], images(100));
    const failed = [...run.outcomes].filter(([, { outcome }]) => outcome.kind !== "found").map(([image]) => image);
    expect(failed).toHaveLength(10);
    expect(failed.every((image) => image.endsWith("7:1"))).toBe(true);
  });

  test("429 for everything that asks for an hour is four requests: one may be one image's", async () => {
    const run = await runOf([["*", { status: 429, headers: { "retry-after": "3600" } }]], images(200));
    expect(kindsOf(run.outcomes)).toEqual(["throttled"]);
    expect(run.outcome("registry.test/shop/image-7:1")).toMatchObject({ retryAfterMs: 3_600_000 });
    expect(run.cost.requests).toBe(4);
  });

  test("refusals are good answers of a host: what it limits for some is found out of none else", async () => {
    const limited = (url: URL): boolean => /image-\d*[05]\//.test(url.pathname);
    const answer: Answering = ({ url }) => ({
      ...(limited(url) ? { status: 429, headers: { "retry-after": "3600" } } : { status: 401 }),
      latency: 5,
    });
    const run = await runOf([["*", answer]], images(200));
    const throttled = [...run.outcomes].filter(([, { outcome }]) => outcome.kind === "throttled");
    expect(throttled).toHaveLength(40);
    expect(kindsOf(run.outcomes)).toEqual(["refused", "throttled"]);
    // All others wait for nobody: they are done long before the last one of them could be, one after another.
    expect(run.clock.now()).toBeLessThan(200 * 5);
  });

  test("a quota that is spent for all who come with a token is found out by few", async () => {
    const limited: Answering = ({ headers }) =>
      headers["authorization"] === undefined
        ? { status: 401, headers: { "www-authenticate": 'Bearer realm="https://auth.test/token"' } }
        : { status: 429, headers: { "retry-after": "3600" } };
    const script: readonly Line[] = [
      ["GET https://auth.test/*", { body: { token: "t" } }],
      ["* https://registry.test/*", limited],
    ];
    const run = await runOf(script, images(300));
    expect(kindsOf(run.outcomes)).toEqual(["throttled"]);
    const asked = run.network.requests.filter(({ url }) => url.host === "registry.test");
    // Those who are under way when the fourth one is refused have a guess and two questions of their own behind them, and a token
    // for two dozen brings them all to the same place at once.
    expect(asked.length).toBeLessThanOrEqual(3 * (4 + 32 + 8));
  });

  test.for([0, 1, 17, 99])("429 for one image that asks for an hour, number %i, is that one's", async (number) => {
    const limited: Line = [
      `* https://registry.test/v2/shop/image-${number}/*`,
      { status: 429, headers: { "retry-after": "3600" } },
    ];
    const run = await runOf([limited, ["HEAD *", { ...found, latency: 5 }]], images(100));
    const others = [...run.outcomes].filter(([, { outcome }]) => outcome.kind !== "found").map(([name]) => name);
    expect(others).toEqual([`registry.test/shop/image-${number}:1`]);
  });

  test("429 of a token service on the registry's own host is not the registry's", async () => {
    const script: readonly Line[] = [
      ["GET https://registry.test/token*", { status: 429, headers: { "retry-after": "3600" } }],
      ["HEAD https://registry.test/v2/shop/image-0/*", behindToken('Bearer realm="https://registry.test/token"')],
      ["HEAD *", found],
    ];
    const run = await runOf(script, images(20));
    expect(run.outcome("registry.test/shop/image-0:1")).toMatchObject({ kind: "throttled" });
    expect([...run.outcomes].filter(([, { outcome }]) => outcome.kind === "found")).toHaveLength(19);
  });

  test("whoever is refused with a token of its own is not given another, but for the first", async () => {
    const script: readonly Line[] = [
      ["GET https://auth.test/*", { body: { token: "t" }, latency: 5 }],
      [
        "* https://registry.test/*",
        { status: 401, headers: { "www-authenticate": 'Bearer realm="https://auth.test/"' } },
      ],
    ];
    const run = await runOf(script, images(50));
    expect(kindsOf(run.outcomes)).toEqual(["refused"]);
    // One of its own each, once more for the first, and those for two dozen that all begin with.
    const tokens = 51 + Math.ceil(50 / 24);
    expect(run.network.asked.filter((line) => line.includes("auth.test"))).toHaveLength(tokens);
    // With the token, bare, and once more for its words; the first one never guesses, and is asked bare first all the same.
    expect(run.cost.requests).toBe(tokens + 3 * 50);
  });

  test("the first image's bad moment changes nobody's way", async () => {
    const flaky = (replies: readonly ScriptedReply[]): readonly Line[] => [
      ["HEAD https://registry.test/v2/shop/image-0/*", ...replies, behindToken()],
      ["GET https://auth.test/*", { body: { token: "t" }, latency: 5 }],
      ["HEAD *", behindToken()],
    ];
    const asked = async (...replies: ScriptedReply[]): Promise<number> =>
      (await runOf(flaky(replies), images(50))).cost.requests;
    expect(await asked()).toBe(50 + 3 + 1);
    expect(await asked({ status: 503 }, { status: 429 })).toBe(50 + 3 + 1 + 2);
  });

  test("one host's time-out delays no other", async () => {
    const script: readonly Line[] = [
      ["HEAD https://slow.test/*", { failure: { hop: "connect", cause: "timeout" }, latency: 10_000 }],
      ["HEAD https://fast.test/*", { ...found, latency: 40 }],
    ];
    const probes = [...images(100, "slow.test"), ...images(100, "fast.test")];
    const run = await runOf(script, probes);
    const fast = run.network.asked.filter((line) => line.includes("fast.test"));
    expect(fast).toHaveLength(100);
    expect(run.clock.now()).toBe(10_000);
    expect(run.network.asked).toHaveLength(101);
    expect(run.registries.map(({ host }) => host)).toEqual(["fast.test", "slow.test"]);
  });
});

describe("the deadline", () => {
  test("what was found stays found, and the rest was not asked", async () => {
    const slow: Answering = ({ url }) => ({ ...found, latency: url.pathname.includes("image-0/") ? 10 : 3_600_000 });
    const run = await runOf([["HEAD *", slow]], images(100), "timeout: 90s");
    expect(run.outcome("registry.test/shop/image-0:1").kind).toBe("found");
    expect(run.outcome("registry.test/shop/image-1:1")).toMatchObject({ kind: "not-asked", why: "deadline" });
    expect(kindsOf(run.outcomes)).toEqual(["found", "not-asked"]);
    expect(run.outcomes.size).toBe(100);
    expect(run.clock.now()).toBe(90_000);
  });

  test("what ends before it is waited for, and what ends after it is not", async () => {
    const run = await runOf([["*", { status: 429, headers: { "retry-after": "50" } }]], images(3), "timeout: 60s");
    expect(kindsOf(run.outcomes)).toEqual(["throttled"]);
    expect(run.outcome("registry.test/shop/image-0:1")).toMatchObject({ retryAfterMs: 50_000 });
    // The first one waits once; by then ten seconds are left. What the registry says of it is asked once for all.
    expect(run.clock.now()).toBe(50_125);
    expect(run.cost.requests).toBe(4 + 1);
  });

  test("no pause outlives it, whoever asks for it", async () => {
    const headers = { "retry-after": "Sun, 01 Nov 2026 10:00:59 GMT" };
    const run = await runOf([["*", { status: 503, headers }]], images(3), "timeout: 60s");
    expect(kindsOf(run.outcomes)).toEqual(["unreachable"]);
    expect(run.clock.now()).toBeLessThanOrEqual(60_000);
  });

  test("a run that ends before leaves nobody waiting", async () => {
    const run = await runOf([["HEAD *", { ...found, latency: 5 }]], images(1), "timeout: 1h");
    await new Promise(setImmediate);
    expect(run.sleeping()).toBe(0);
    expect(run.clock.now()).toBe(5);
  });
});

test("the limit of the settings is the width", async () => {
  const run = await runOf([["HEAD *", { ...found, latency: 40 }]], images(50), "concurrency: 4");
  expect(run.network.widest.get("registry.test")).toBe(4);
});

test("nothing to ask is no request", async () => {
  const run = await runOf([], []);
  expect(run).toMatchObject({ registries: [], cost: { requests: 0, countedPulls: 0 } });
});

// Two thousand images behind gateways that limit how fast they are asked: all are found, little is refused, little is wasted.
// Time is virtual, so every figure is the same each time.
import { describe, expect, test } from "vitest";
import type { Probe } from "../../src/model.ts";
import type { Answering, Line } from "../support/scripted.ts";
import { configFor, indexOf, manifestOf, reply } from "./images.ts";
import { fixedWindow, gateway, type Gateway, type MakeLimiter, tokenBucket } from "./limiters.ts";
import { probeOf, runOf } from "./walks.ts";

const config = configFor("linux/amd64");
const manifest = manifestOf(config);
const index = indexOf([["linux/amd64", manifest]]);
const count = 2000;
/** What the issue asks for. */
const leastUsed = 0.85;
const mostLimited = 0.02;

function images(depth: Probe["depth"]): readonly Probe[] {
  return Array.from({ length: count }, (_, at) => probeOf(`registry.test/shop/image-${at}:1`, { depth }));
}

/** An index, a manifest and a config at a host. */
function content(behind: Gateway["behind"]): readonly Line[] {
  return [
    ["HEAD *", behind(reply(index))],
    [`GET *${index.digest}`, behind(reply(index))],
    [`GET *${manifest.digest}`, behind(reply(manifest))],
    [`GET *${config.digest}`, behind(reply(config))],
  ];
}

interface Wish {
  readonly limiter: MakeLimiter;
  readonly latency: number;
  readonly headers?: Parameters<typeof gateway>[2];
  readonly depth?: Probe["depth"];
  readonly lines?: (behind: Gateway["behind"]) => readonly Line[];
}

/** Runs it; fails where an image is not found. */
async function limitedRun({ limiter, latency, headers, depth = "reference", lines = content }: Wish): Promise<{
  readonly used: number;
  readonly passed: number;
  readonly limited: number;
}> {
  const gates: Gateway[] = [];
  const { outcomes } = await runOf(
    (clock) => {
      const gate = gateway(limiter(clock), latency, headers);
      gates.push(gate);
      return lines(gate.behind);
    },
    images(depth),
    "timeout: 1h",
  );
  const kinds = Map.groupBy(outcomes.values(), ({ outcome }) => outcome.kind);
  expect([...kinds].map(([kind, { length }]) => [kind, length])).toEqual([["found", count]]);
  const [gate] = gates;
  if (gate === undefined) throw new Error("there is one gateway");
  const [passed, limited] = [gate.passed(), gate.limited()];
  return { used: gate.used(), passed, limited: limited / (passed + limited) };
}

const inWholeSeconds = (ms: number): Record<string, string> => ({ "retry-after": String(Math.ceil(ms / 1000)) });
const asGoDuration = (ms: number): Record<string, string> => ({ "retry-after": `${ms}ms` });

describe("20 requests a second, and a burst of 20", () => {
  const limiter = tokenBucket(20, 20);

  test.for<[string, Omit<Wish, "limiter">, number]>([
    ["at once", { latency: 0 }, 1],
    ["in 2 ms", { latency: 2 }, 1],
    ["in 50 ms", { latency: 50 }, 1],
    ["in 200 ms", { latency: 200 }, 1],
    ["in 2 ms, with a time in whole seconds", { latency: 2, headers: inWholeSeconds }, 1],
    ["in 200 ms, with a time in whole seconds", { latency: 200, headers: inWholeSeconds }, 1],
    ["in 2 ms, with a time to the millisecond", { latency: 2, headers: asGoDuration }, 1],
    ["down to the config, in 2 ms", { latency: 2, depth: "manifest" }, 4],
    ["down to the config, in 200 ms, with a time", { latency: 200, depth: "manifest", headers: inWholeSeconds }, 4],
  ])("%s", { timeout: 60_000 }, async ([, wish, requests]) => {
    const { used, passed, limited } = await limitedRun({ limiter, ...wish });
    expect(passed).toBe(requests * count);
    expect(used).toBeGreaterThan(leastUsed);
    expect(limited).toBeLessThan(mostLimited);
  });

  test("with tokens that the same host gives", { timeout: 60_000 }, async () => {
    const challenge = 'Bearer realm="https://registry.test/token",service="r"';
    const registry: Answering = ({ headers }) =>
      headers["authorization"] === undefined
        ? { status: 401, headers: { "www-authenticate": challenge } }
        : reply(index);
    const { used, passed, limited } = await limitedRun({
      limiter,
      latency: 20,
      lines: (behind) => [
        ["GET https://registry.test/token*", behind({ body: { token: "t" } })],
        ["HEAD *", behind(registry)],
      ],
    });
    // A guess that is refused for being too fast is asked again bare: two requests more.
    expect(passed).toBeLessThan(2 * count * 1.02);
    expect(used).toBeGreaterThan(leastUsed);
    expect(limited).toBeLessThan(mostLimited);
  });
});

describe("limiters of other kinds", () => {
  test.for<[string, Wish]>([
    ["windows of a second", { limiter: fixedWindow(20, 1000), latency: 2 }],
    ["windows of a second, with a time", { limiter: fixedWindow(20, 1000), latency: 2, headers: inWholeSeconds }],
    ["windows of a second, from afar", { limiter: fixedWindow(20, 1000), latency: 200 }],
  ])("%s", { timeout: 60_000 }, async ([, wish]) => {
    const { used, limited } = await limitedRun(wish);
    expect(used).toBeGreaterThan(leastUsed);
    expect(limited).toBeLessThan(mostLimited);
  });

  test.for<[string, Wish]>([
    ["ten times as wide, and soon done", { limiter: tokenBucket(200, 200), latency: 20 }],
    ["no burst at all", { limiter: tokenBucket(20, 1), latency: 2 }],
    ["windows of a minute, and no time", { limiter: fixedWindow(1200, 60_000), latency: 20 }],
    ["windows of a minute, with a time", { limiter: fixedWindow(1200, 60_000), latency: 20, headers: inWholeSeconds }],
  ])("%s: no image is lost, and refusals stay few", { timeout: 60_000 }, async ([, wish]) => {
    const { limited } = await limitedRun(wish);
    // The end of a long window is met by all that are under way.
    expect(limited).toBeLessThan(2 * mostLimited);
  });
});

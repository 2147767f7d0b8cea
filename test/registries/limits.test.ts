// What a limit means for the question that met it, and for those that come after: who waits, who is given up, who is left alone.
import { describe, expect, test } from "vitest";
import type { Question, Reply } from "../../src/registries/exchange.ts";
import type { Answering, Line, ScriptedReply } from "../support/scripted.ts";
import { ok, question, statusOf, url } from "./questions.ts";
import { networkOf, type Network } from "./walks.ts";

const get = (path = "/v2/a/manifests/1", credential = "anonymous"): Question => ({
  ...question("pull", new URL(path, url)),
  method: "GET",
  maxBytes: 1000,
  credential,
});
const pulls = (headers: Record<string, string> = {}): ScriptedReply => ({
  status: 429,
  headers,
  body: { errors: [{ code: "TOOMANYREQUESTS", message: "You have reached your unauthenticated pull rate limit." }] },
});
const data: ScriptedReply = {
  status: 429,
  headers: { "retry-after": "1" },
  body: { errors: [{ code: "TOOMANYREQUESTS", message: "Data limit exceeded" }] },
};

async function each(network: Network, questions: readonly Question[]): Promise<readonly (number | string)[]> {
  const replies: Reply[] = [];
  for (const one of questions) replies.push(await network.transport.ask(one));
  return replies.map(statusOf);
}

describe("pulls that are spent", () => {
  test("are asked for once, and then by nobody who brings the same", async () => {
    const network = networkOf([["GET *", pulls()]]);
    expect(await each(network, [get(), get("/v2/b/manifests/1"), get("/v2/c/manifests/1", "node")])).toEqual([
      429, 429, 429,
    ]);
    expect(network.asked).toHaveLength(2);
    expect(network.clock.now()).toBe(0);
  });

  test("are no reason not to ask for what isn't counted", async () => {
    const network = networkOf([
      ["GET */manifests/*", pulls()],
      ["* *", ok],
    ]);
    await each(
      network,
      Array.from({ length: 6 }, () => get()),
    );
    const token = { ...question("token", new URL("/token", url)), method: "GET" } as const;
    expect(await each(network, [question(), get("/v2/a/blobs/sha256:1"), token])).toEqual([200, 200, 200]);
    expect(network.asked).toHaveLength(1 + 3);
  });

  test("are waited for where their end is named and near, by all who bring the same", async () => {
    const network = networkOf([["GET *", ok, pulls({ "retry-after": "300" }), ok]]);
    await network.transport.ask(get());
    const all = await Promise.all(Array.from({ length: 2 }, async () => network.transport.ask(get())));
    expect(all.map(statusOf)).toEqual([200, 200]);
    expect(network.clock.now()).toBe(300_125);
    expect(network.asked).toHaveLength(4);
  });

  test("are not where it is far", async () => {
    const network = networkOf([["GET *", pulls({ "retry-after": "600" })]]);
    expect(await each(network, [get()])).toEqual([429]);
    expect(network.clock.now()).toBe(0);
  });

  test("and a registry that names a time in vain is believed three times", async () => {
    const network = networkOf([["GET *", pulls({ "retry-after": "10" })]]);
    expect(await each(network, [get()])).toEqual([429]);
    expect(network.asked).toHaveLength(4);
  });

  test("told to HEAD, with an end that is near, are waited for, too", async () => {
    const headers = { "docker-ratelimit-source": "203.0.113.7", "ratelimit-remaining": "0;w=60", "retry-after": "60" };
    const network = networkOf([["HEAD *", { status: 429, headers }, ok]]);
    expect(await each(network, [question()])).toEqual([200]);
    expect(network.clock.now()).toBe(60_125);
  });

  test("told to HEAD, one is one image's, and four are all that is asked", async () => {
    const headers = { "docker-ratelimit-source": "203.0.113.7", "ratelimit-remaining": "0;w=21600" };
    const network = networkOf([["HEAD *", { status: 429, headers }]]);
    await each(
      network,
      Array.from({ length: 10 }, () => question()),
    );
    expect(network.asked).toHaveLength(4);
    expect(network.clock.now()).toBe(0);
  });
});

test("data that is spent is never waited for, whatever time is named", async () => {
  const network = networkOf([["GET *", data]]);
  expect(await each(network, [get(), get(), get(), get(), get()])).toEqual([429, 429, 429, 429, 429]);
  expect(network.asked).toHaveLength(4);
  expect(network.clock.now()).toBe(0);
});

test("GHCR's second limit is waited for as any other", async () => {
  const secondary = {
    status: 403,
    headers: { "retry-after": "60" },
    body: { message: "You have exceeded a secondary rate limit" },
  };
  const network = networkOf([["GET *", ok, secondary, ok]]);
  expect(await each(network, [get(), get("/v2/b/manifests/1")])).toEqual([200, 200]);
  expect(network.clock.now()).toBe(60_125);
});

describe("requests that come too fast", () => {
  test("for ever, though it answered before: minutes are not lost on it", async () => {
    const network = networkOf([["HEAD *", ok, { status: 429 }]]);
    await network.transport.ask(question());
    const all = await Promise.all(Array.from({ length: 200 }, async () => network.transport.ask(question())));
    expect(new Set(all.map(statusOf))).toEqual(new Set([429]));
    // Those who were under way, six pauses, and three more to be sure.
    expect(network.asked.length).toBeLessThan(1 + 32 + 6 + 4);
    expect(network.clock.now()).toBe(70_875);
  });

  test("for ever, and it never answered", async () => {
    const network = networkOf([["HEAD *", { status: 429 }]]);
    const all = await Promise.all(Array.from({ length: 200 }, async () => network.transport.ask(question())));
    expect(new Set(all.map(statusOf))).toEqual(new Set([429]));
    expect(network.asked).toHaveLength(6 + 3);
    expect(network.clock.now()).toBe(11_625);
  });

  test("for one image alone: it is given up after a dozen tries, and nobody else is", async () => {
    const script: readonly Line[] = [
      ["HEAD https://registry.test/bad", { status: 429 }],
      ["HEAD *", { latency: 50 }],
    ];
    const network = networkOf(script);
    await network.transport.ask(question());
    const bad = network.transport.ask(question("pull", new URL("/bad", url)));
    const good = await Promise.all(Array.from({ length: 2000 }, async () => network.transport.ask(question())));
    expect(new Set(good.map(statusOf))).toEqual(new Set([200]));
    expect(statusOf(await bad)).toBe(429);
    expect(network.asked.filter((line) => line.endsWith("/bad")).length).toBeLessThanOrEqual(13);
  });

  test("a third of the time, whatever the pace: nobody is given up", async () => {
    let count = 0;
    const third: Answering = () => ((count += 1) % 3 === 0 ? { status: 429 } : ok);
    const network = networkOf([["HEAD *", third]]);
    const all = await Promise.all(Array.from({ length: 100 }, async () => network.transport.ask(question())));
    expect(new Set(all.map(statusOf))).toEqual(new Set([200]));
  });

  test("a hint that meets it is asked again, as long as the host answers others", async () => {
    const network = networkOf([["HEAD *", ok, { status: 429 }, ok]]);
    expect(await each(network, [question(), question("hint")])).toEqual([200, 200]);
    const silent = networkOf([["HEAD *", { status: 429 }, ok]]);
    expect(await each(silent, [question("hint")])).toEqual([429]);
  });

  test("the time that is left is too short for a pause that nobody named", async () => {
    const network = networkOf([["HEAD *", ok, { latency: 599_500 }, { status: 429 }]]);
    expect(await each(network, [question(), question(), question()])).toEqual([200, 200, 429]);
    expect(network.clock.now()).toBe(599_500);
  });
});

test.for<[string, Record<string, string>]>([
  ["negative", { "retry-after": "-1" }],
  ["no number", { "retry-after": "NaN" }],
  ["without end", { "retry-after": "Infinity" }],
  ["huge", { "retry-after": "9".repeat(300) }],
  ["a date of long ago", { "retry-after": "Thu, 01 Jan 1970 00:00:00 GMT" }],
  ["a date that is far", { "retry-after": "Fri, 31 Dec 9999 23:59:59 GMT" }],
  ["a window of centuries", { ratelimit: '"x";r=0;t=99999999999' }],
  ["a moment before all others", { "x-ratelimit-reset": "0" }],
])("a time that is %s: an end within the run, and no storm", async ([, headers]) => {
  const network = networkOf([["HEAD *", ok, { status: 429, headers }]]);
  await network.transport.ask(question());
  const all = await Promise.all(Array.from({ length: 100 }, async () => network.transport.ask(question())));
  expect(new Set(all.map(statusOf))).toEqual(new Set([429]));
  expect(network.clock.now()).toBeLessThan(600_000);
  expect(network.asked.length).toBeLessThan(1 + 32 + 10);
});

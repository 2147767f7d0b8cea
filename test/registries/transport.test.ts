// One request to one host: how often it is tried, how long it waits, and what its end means for the next.
import { describe, expect, test } from "vitest";
import type { Purpose, Question } from "../../src/registries/exchange.ts";
import type { ScriptedReply } from "../support/scripted.ts";
import { cut, ok, question, statusOf, url } from "./questions.ts";
import { networkOf } from "./walks.ts";

/** Asks once; tells what came of it, after how many requests, and how much of the clock's time. */
async function ask(
  replies: readonly ScriptedReply[],
  purpose?: Purpose,
): Promise<readonly [number | string, number, number]> {
  const network = networkOf([["HEAD *", ...replies]]);
  const reply = await network.transport.ask(question(purpose));
  return [statusOf(reply), network.asked.length, network.clock.now()];
}

describe("tries", () => {
  // The clock's dice always say 0.5: pauses are 375, 750 and 1500 ms.
  test.for<[string, readonly ScriptedReply[], number | string, number, number]>([
    ["a good answer", [ok], 200, 1, 0],
    ["404", [{ status: 404 }], 404, 1, 0],
    ["403", [{ status: 403 }], 403, 1, 0],
    ["501 is no trouble that passes", [{ status: 501 }], 501, 1, 0],
    ["503 that passes", [{ status: 503 }, ok], 200, 2, 375],
    ["500, 502 and 504 that pass", [{ status: 500 }, { status: 502 }, { status: 504 }, ok], 200, 4, 2625],
    ["503 that stays", [{ status: 503 }], 503, 4, 2625],
    ["429 that stays", [{ status: 429 }], 429, 6, 11_625],
    ["429 that says how long, and stays", [{ status: 429, headers: { "retry-after": "0" } }], 429, 4, 2625],
    ["408 that passes", [{ status: 408 }, ok], 200, 2, 375],
    ["a cut connection that passes", [cut, ok], 200, 2, 375],
    ["a cut connection that stays", [cut], "reset", 4, 2625],
    ["a resolver in trouble", [{ failure: { hop: "dns", cause: "name-temporary" } }], "name-temporary", 4, 2625],
    ["a time-out", [{ failure: { hop: "connect", cause: "timeout" } }], "timeout", 1, 0],
    ["no headers in time", [{ failure: { hop: "ping", cause: "timeout" } }], "timeout", 2, 375],
    ["a refusal", [{ failure: { hop: "connect", cause: "refused" } }], "refused", 1, 0],
    ["no such name", [{ failure: { hop: "dns", cause: "name-not-found" } }], "name-not-found", 1, 0],
    ["a certificate", [{ failure: { hop: "tls", cause: "tls-untrusted" } }], "tls-untrusted", 1, 0],
    ["a proxy", [{ failure: { hop: "proxy", cause: "proxy-refused" } }], "proxy-refused", 1, 0],
  ])("%s", async ([, replies, end, requests, ms]) => {
    expect(await ask(replies)).toEqual([end, requests, ms]);
  });

  test.for(["503", "429", "reset"])("a hint is asked once: %s", async (trouble) => {
    const reply = trouble === "reset" ? cut : { status: Number(trouble) };
    const [, requests, ms] = await ask([reply], "hint");
    expect([requests, ms]).toEqual([1, 0]);
  });
});

describe("Retry-After", () => {
  const wait = (value: string, status = 429): ScriptedReply => ({ status, headers: { "retry-after": value } });

  test.for<[string, ScriptedReply, number]>([
    ["longer than the pause", wait("7"), 7125],
    ["shorter than the pause", wait("0"), 375],
    ["as a date", wait("Sun, 01 Nov 2026 10:00:30 GMT"), 30_125],
    ["beside 503", wait("5", 503), 5125],
    ["minutes", wait("500"), 500_125],
    ["in the body, sub-second", { status: 429, body: "retry-after: 454.813µs, allowed: 44000/minute" }, 375],
  ])("%s", async ([, reply, ms]) => {
    expect(await ask([reply, ok])).toEqual([200, 2, ms]);
  });

  test("longer than the run lasts: not tried again, and the host is settled", async () => {
    const network = networkOf([["HEAD *", wait("600")]]);
    const replies = [];
    for (let index = 0; index < 5; index += 1) replies.push(await network.transport.ask(question()));
    expect(replies.map(statusOf)).toEqual([429, 429, 429, 429, 429]);
    // The fourth one shows that the first was not alone.
    expect(network.asked).toHaveLength(4);
    expect(network.clock.now()).toBe(0);
  });

  test("everybody waits for it", async () => {
    const network = networkOf([["HEAD *", ok, wait("10"), ok]]);
    await network.transport.ask(question());
    await network.transport.ask(question());
    expect(network.clock.now()).toBe(10_125);
    const limited = networkOf([
      ["HEAD https://registry.test/first", ok],
      ["HEAD https://registry.test/limited", wait("10"), ok],
      ["HEAD https://registry.test/later", ok],
    ]);
    const at = (path: string): Question => question("pull", new URL(path, url));
    await limited.transport.ask(at("/first"));
    const one = limited.transport.ask(at("/limited"));
    await limited.clock.sleep(1, new AbortController().signal);
    await limited.transport.ask(at("/later"));
    expect(limited.clock.now()).toBe(10_125);
    await one;
    expect(limited.asked).toHaveLength(4);
  });
});

describe("width", () => {
  const slow: ScriptedReply = { latency: 50 };

  test("the first request runs alone, then 32 at once, then up to the limit", async () => {
    const network = networkOf([["HEAD *", slow]]);
    const first = Array.from({ length: 20 }, async () => network.transport.ask(question()));
    await network.clock.sleep(25, new AbortController().signal);
    expect(network.asked).toHaveLength(1);
    await Promise.all(first);
    expect(network.widest.get("registry.test")).toBe(19);
    await Promise.all(Array.from({ length: 400 }, async () => network.transport.ask(question())));
    expect(network.widest.get("registry.test")).toBe(64);
  });

  test("503 halves it, and a round of good answers doubles it again", async () => {
    const broken: ScriptedReply = { status: 503, latency: 50 };
    const network = networkOf([["HEAD *", slow, broken, broken, broken, broken, slow]]);
    await network.transport.ask(question());
    // 32 → 16 → 8 → 4 → 2; the four second tries are good: two of them make it 4.
    await Promise.all(Array.from({ length: 4 }, async () => network.transport.ask(question())));
    const before = network.asked.length;
    const many = Array.from({ length: 40 }, async () => network.transport.ask(question()));
    await network.clock.sleep(25, new AbortController().signal);
    expect(network.asked.length - before).toBe(4);
    await Promise.all(many);
  });
});

describe("the deadline", () => {
  test("before the first request nothing is sent", async () => {
    const network = networkOf([], AbortSignal.abort());
    expect(await network.transport.ask(question())).toEqual({ kind: "deadline" });
    expect(network.asked).toEqual([]);
  });

  test("in the middle of a request, and of a pause", async () => {
    for (const reply of [{ latency: 10_000 }, { status: 429, headers: { "retry-after": "30" } }]) {
      const deadline = new AbortController();
      const network = networkOf([["HEAD *", reply]], deadline.signal);
      const asked = network.transport.ask(question());
      await network.clock.sleep(1000, new AbortController().signal);
      deadline.abort();
      expect(await asked).toEqual({ kind: "deadline" });
      expect(network.clock.now()).toBe(1000);
    }
  });
});

describe("what is written down", () => {
  test("status, words, the request's name and the date", async () => {
    const headers = { "x-request-id": " abc ", date: "Sun, 01 Nov 2026 10:00:00 GMT" };
    const network = networkOf([["HEAD *", { status: 404, headers }]]);
    const reply = await network.transport.ask(question());
    expect(reply).toMatchObject({
      exchange: {
        method: "HEAD",
        url: url.href,
        status: 404,
        credential: "anonymous",
        message: "404 Not Found",
        requestId: "abc",
        date: "Sun, 01 Nov 2026 10:00:00 GMT",
      },
    });
  });

  test("only a date is a date, and no address is longer than a thousand characters", async () => {
    const network = networkOf([["HEAD *", { headers: { date: "now\u001b[31m" } }]]);
    const long = new URL(`https://registry.test/${"x".repeat(5000)}`);
    const reply = await network.transport.ask(question("pull", long));
    if (reply.kind !== "answer") throw new Error("there is an answer");
    expect(reply.exchange.date).toBeNull();
    expect(reply.exchange.url).toHaveLength(1000);
  });

  test("requests and pulls are counted", async () => {
    const network = networkOf([["*", { status: 503 }, ok]]);
    const get = (path: string): Question => ({ ...question("pull", new URL(path, url)), method: "GET" });
    await network.transport.ask(get("/v2/a/manifests/1"));
    await network.transport.ask(get("/v2/a/blobs/sha256:1"));
    await network.transport.ask(question());
    expect(network.transport.cost()).toMatchObject({ requests: 4, countedPulls: 1 });
  });
});

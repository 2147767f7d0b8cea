// When a bad end holds for the whole host, and when it is one question's.
import { hopsOf } from "../../src/registries/routes.ts";
import { describe, expect, test } from "vitest";
import type { ScriptedReply } from "../support/scripted.ts";
import { cut, ok, question, statusOf, url } from "./questions.ts";
import { networkOf } from "./walks.ts";

describe("one bad end speaks for the host", () => {
  test.for([
    ["timeout", "connect"],
    ["refused", "connect"],
    ["unroutable", "connect"],
    ["name-not-found", "dns"],
    ["tls-untrusted", "tls"],
    ["plain-http", "tls"],
    ["proxy-wants-password", "proxy"],
  ] as const)("%s", async ([cause, hop]) => {
    const network = networkOf([["HEAD *", { failure: { hop, cause } }]]);
    const all = await Promise.all(Array.from({ length: 50 }, async () => network.transport.ask(question())));
    expect(new Set(all.map(statusOf))).toEqual(new Set([cause]));
    expect(network.asked).toHaveLength(1);
  });

  test("who comes later is told the same of a question of one's own", async () => {
    const network = networkOf([["HEAD *", { failure: { hop: "connect", cause: "refused", detail: "no" } }]]);
    await network.transport.ask(question());
    const later = new URL("https://registry.test/v2/b/manifests/2");
    expect(await network.transport.ask(question("pull", later))).toMatchObject({
      kind: "failure",
      failure: { cause: "refused" },
      exchange: { url: later.href, status: null, message: "no", ms: 0 },
    });
    expect(network.asked).toHaveLength(1);
  });

  test("an answer that is settled is told of the question that it spares", async () => {
    const network = networkOf([["HEAD *", { status: 429, headers: { "retry-after": "3600" } }]]);
    for (let index = 0; index < 4; index += 1) await network.transport.ask(question());
    const later = new URL("https://registry.test/v2/b/manifests/2");
    expect(await network.transport.ask(question("pull", later))).toMatchObject({
      exchange: { url: later.href, status: 429 },
    });
  });

  test("no answer in time, four times and before the host ever answered", async () => {
    const network = networkOf([["HEAD *", { failure: { hop: "ping", cause: "timeout" } }]]);
    for (let index = 0; index < 10; index += 1) await network.transport.ask(question());
    expect(network.asked).toHaveLength(4 * 2);
  });

  test("a host that cuts off whoever asks is asked once by each", async () => {
    const network = networkOf([["HEAD *", cut]]);
    for (let index = 0; index < 10; index += 1) await network.transport.ask(question());
    expect(network.asked).toHaveLength(4 * 4 + 6);
  });

  test.for([
    ["cut off", { cause: "reset" }],
    ["no HTTP", { cause: "not-a-registry" }],
  ] as const)("one image's answer that is %s is no other's", async ([, failure]) => {
    const network = networkOf([
      ["HEAD https://registry.test/bad", { failure: { hop: "ping", ...failure } }],
      ["HEAD *", ok],
    ]);
    const bad = network.transport.ask(question("pull", new URL("/bad", url)));
    const good = Array.from({ length: 20 }, async () => network.transport.ask(question()));
    expect(new Set((await Promise.all(good)).map(statusOf))).toEqual(new Set([200]));
    expect(statusOf(await bad)).toBe(failure.cause);
  });

  test("a machine that has too many files open waits, and gives nobody up", async () => {
    const failure = { hop: "connect", cause: "no-sockets" } as const;
    const network = networkOf([["HEAD *", ...Array.from({ length: 2 }, () => ({ failure })), ok]]);
    expect(statusOf(await network.transport.ask(question()))).toBe(200);
    const never = networkOf([["HEAD *", { failure }]]);
    for (let index = 0; index < 6; index += 1) await never.transport.ask(question());
    expect(never.asked).toHaveLength(4 * 4 + 2);
  });

  test("what is no registry's word, however often, is never held against who asks next", async () => {
    const failure = { hop: "ping", cause: "not-a-registry" } as const;
    const network = networkOf([["HEAD *", ...Array.from({ length: 10 }, () => ({ failure })), ok]]);
    for (let index = 0; index < 10; index += 1) await network.transport.ask(question());
    expect(statusOf(await network.transport.ask(question()))).toBe(200);
  });

  test("once it has answered, one cut connection may be one image's", async () => {
    const network = networkOf([["HEAD *", ok, cut, cut, cut, cut, ok]]);
    const replies = [];
    for (let index = 0; index < 3; index += 1) replies.push(await network.transport.ask(question()));
    expect(replies.map(statusOf)).toEqual([200, "reset", 200]);
  });

  test.for([
    ["refused", "connect", 200],
    ["name-not-found", "dns", 200],
    ["not-a-registry", "ping", 200],
    ["timeout", "connect", "timeout"],
  ] as const)(
    "once it has answered, %s: only a connection that takes its time is an end of it",
    async ([cause, hop, next]) => {
      const network = networkOf([["HEAD *", ok, { failure: { hop, cause } }, ok]]);
      const replies = [];
      for (let index = 0; index < 3; index += 1) replies.push(await network.transport.ask(question()));
      expect(replies.map(statusOf)).toEqual([200, cause, next]);
    },
  );

  test("one answer that is slow in coming may be one image's", async () => {
    const slow: ScriptedReply = {
      failure: { hop: "ping", cause: "timeout", detail: "no answer within the time limit" },
    };
    const network = networkOf([["HEAD *", slow, slow, ok]]);
    expect(statusOf(await network.transport.ask(question()))).toBe("timeout");
    expect(statusOf(await network.transport.ask(question()))).toBe(200);
  });

  test("four questions in a row that end badly: the next are asked once each", async () => {
    const network = networkOf([["HEAD *", ok, { status: 503 }]]);
    const replies = [];
    for (let index = 0; index < 10; index += 1) replies.push(await network.transport.ask(question()));
    expect(replies.map(statusOf)).toEqual([200, ...Array.from({ length: 9 }, () => 503)]);
    expect(network.asked).toHaveLength(1 + 4 * 4 + 5);
  });

  test("a good answer in between starts the count anew", async () => {
    const bad = Array.from({ length: 4 }, () => ({ status: 503 }));
    const network = networkOf([["HEAD *", ...bad, ...bad, ...bad, ok, ...bad, ok]]);
    const replies = [];
    for (let index = 0; index < 6; index += 1) replies.push(await network.transport.ask(question()));
    expect(replies.map(statusOf)).toEqual([503, 503, 503, 200, 503, 200]);
  });

  test("guesses are asked once, and never held against a host", async () => {
    const limited = { status: 429, headers: { "retry-after": "3600" } };
    const network = networkOf([["HEAD *", ok, ...Array.from({ length: 10 }, () => limited), ok]]);
    await network.transport.ask(question());
    for (let index = 0; index < 10; index += 1) await network.transport.ask(question("guess"));
    expect(statusOf(await network.transport.ask(question()))).toBe(200);
    expect(network.clock.now()).toBe(0);
  });

  test("hints are never held against a host", async () => {
    const network = networkOf([["HEAD *", ok, ...Array.from({ length: 10 }, () => cut), ok]]);
    await network.transport.ask(question());
    for (let index = 0; index < 10; index += 1) await network.transport.ask(question("hint"));
    expect(statusOf(await network.transport.ask(question()))).toBe(200);
  });

  test("another host is another host", async () => {
    const network = networkOf([
      ["HEAD https://registry.test/*", { failure: { hop: "connect", cause: "timeout" } }],
      ["HEAD https://other.test/*", ok],
    ]);
    await network.transport.ask(question());
    expect(statusOf(await network.transport.ask(question("pull", new URL("https://other.test/"))))).toBe(200);
    const [other, registry] = network.transport.routes.legs();
    expect(hopsOf([registry].filter((leg) => leg !== undefined))).toMatchObject([{ stage: "connect", ok: false }]);
    expect(hopsOf([other].filter((leg) => leg !== undefined))).toMatchObject([{ stage: "ping", ok: true }]);
  });

  test("what passed after another try is no failed hop", async () => {
    const network = networkOf([["HEAD *", cut, ok]]);
    await network.transport.ask(question());
    expect(hopsOf(network.transport.routes.legs())).toMatchObject([{ stage: "ping", ok: true }]);
  });
});

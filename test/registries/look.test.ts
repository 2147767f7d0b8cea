// A light look: what it asks, and what it takes an answer for.
import { describe, expect, test } from "vitest";
import { look } from "../../src/registries/look.ts";
import type { Line, ScriptedReply } from "../support/scripted.ts";
import { anonymous, login, networkOf, probeOf, type ProbeWish } from "./walks.ts";

async function lookOf(script: readonly Line[], wish: ProbeWish = {}, image = "registry.test/shop/web:2") {
  const { tools, asked } = networkOf(script);
  const { outcome } = await look(probeOf(image, wish), tools);
  return { outcome, asked };
}

describe("an answer", () => {
  test.for<[string, ScriptedReply, string]>([
    ["200", {}, "found"],
    ["405, as of who tells by GET alone", { status: 405 }, "found"],
    ["404", { status: 404 }, "absent"],
    ["401", { status: 401 }, "absent"],
    ["403", { status: 403 }, "absent"],
    ["403 that asks for time", { status: 403, headers: { "retry-after": "60" } }, "throttled"],
    ["a refused connection", { failure: {} }, "unreachable"],
  ])("%s: one HEAD", async ([, reply, kind]) => {
    const { outcome, asked } = await lookOf([["HEAD *", reply]]);
    expect(outcome.kind).toBe(kind);
    expect(asked).toEqual(["HEAD https://registry.test/v2/shop/web/manifests/2"]);
  });

  test("429 is told with the time that it asks for", async () => {
    const { outcome } = await lookOf([["HEAD *", { status: 429, headers: { "retry-after": "600" } }]]);
    expect(outcome).toMatchObject({ kind: "throttled", retryAfterMs: 600_000 });
  });
});

test("a digest is asked for as one, and not among the blobs", async () => {
  const digest = `sha256:${"a".repeat(64)}`;
  const { asked } = await lookOf([["HEAD *", { status: 404 }]], {}, `registry.test/shop/web@${digest}`);
  expect(asked).toEqual([`HEAD https://registry.test/v2/shop/web/manifests/${digest}`]);
});

describe("several credentials", () => {
  const wish = { candidates: [login("ci", "canary-3f9c"), anonymous] };
  const basic = { "www-authenticate": "Basic" };

  test("the first that sees it is enough", async () => {
    const script: readonly Line[] = [
      ["HEAD *", ({ headers }) => (headers["authorization"] === undefined ? { status: 401, headers: basic } : {})],
    ];
    expect((await lookOf(script, wish)).outcome.kind).toBe("found");
  });

  test("without one where nobody wants to see one, once", async () => {
    const { outcome, asked } = await lookOf([["HEAD *", { status: 404 }]], wish);
    expect([outcome.kind, asked.length]).toEqual(["absent", 1]);
  });

  test("where the first is refused, the next is asked with", async () => {
    const script: readonly Line[] = [
      ["HEAD *", ({ headers }) => (headers["authorization"] === undefined ? {} : { status: 403 })],
    ];
    const challenging: readonly Line[] = [["HEAD *", { status: 401, headers: basic }, { status: 403 }, {}]];
    expect((await lookOf(script, wish)).outcome.kind).toBe("found");
    expect((await lookOf(challenging, wish)).outcome.kind).toBe("found");
  });
});

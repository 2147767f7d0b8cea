// Token services in trouble: redirects, refusals, nonsense.
import { describe, expect, test } from "vitest";
import type { ScriptedReply } from "../support/scripted.ts";
import { password, pull, realm, registry, runner, token } from "./token-registry.ts";
import { networkOf } from "./walks.ts";

describe("redirects of the service", () => {
  const elsewhere: ScriptedReply = { status: 302, headers: { location: "https://other.test/token?service=r.test" } };

  test("are followed by GET, and Basic stays behind", async () => {
    const { network, outcome } = await pull(
      [
        [`POST ${realm}`, { status: 405 }],
        [`GET ${realm}*`, elsewhere],
        ["GET https://other.test/*", token()],
        ...registry(),
      ],
      runner,
    );
    expect(outcome.kind).toBe("found");
    expect(network.hostsThatSaw(password)).toEqual(["auth.test"]);
  });

  test("on the same host Basic goes along", async () => {
    const { network } = await pull(
      [
        [`POST ${realm}`, { status: 405 }],
        [`GET ${realm}?*`, { status: 301, headers: { location: "/token/?a=b" } }],
        [`GET ${realm}/*`, token()],
        ...registry(),
      ],
      runner,
    );
    expect(network.requests[3]?.headers["authorization"]).toMatch(/^Basic /);
  });

  test("a form with a password is not sent on", async () => {
    const { network, outcome } = await pull(
      [[`POST ${realm}`, { ...elsewhere, status: 307 }], [`GET ${realm}*`, token()], ...registry()],
      runner,
    );
    expect(outcome.kind).toBe("found");
    expect(network.hostsThatSaw(password)).toEqual(["auth.test"]);
  });

  test("come to an end", async () => {
    const loop: ScriptedReply = { status: 302, headers: { location: realm } };
    const { network, outcome } = await pull([[`GET ${realm}*`, loop], ...registry()]);
    expect(outcome).toMatchObject({ kind: "unreachable", hop: "token", cause: "redirect-loop", host: "auth.test" });
    expect(network.asked).toHaveLength(1 + 10);
  });
});

describe("services that fail", () => {
  const unreachable = { kind: "unreachable", hop: "token", host: "auth.test" };
  const noToken = { ...unreachable, cause: "no-token", detail: "" };

  test.for<[string, ScriptedReply, object]>([
    [
      "403",
      { status: 403, body: { errors: [{ code: "DENIED", message: "denied" }] } },
      { kind: "refused", at: "token", status: 403, words: "DENIED: denied" },
    ],
    ["429", { status: 429 }, { kind: "throttled", retryAfterMs: null }],
    ["503", { status: 503 }, { ...unreachable, cause: "server-error" }],
    ["no token in it", { body: {} }, noToken],
    ["no JSON", { body: "<html>" }, { ...noToken, detail: "it is no JSON object" }],
    [
      "a page",
      { headers: { "content-type": "text/html" }, body: "<html>" },
      { ...noToken, detail: "it is a web page" },
    ],
    ["a token with a line break", token("a\r\nx-evil: 1"), { ...noToken, detail: "no header can carry it" }],
    ["a token of another kind", { body: { token: 7 } }, { ...noToken, detail: "token is no string" }],
    [
      "a life of another kind",
      token("t", { expires_in: "60" }),
      { ...noToken, detail: "expires_in is no whole number" },
    ],
    ["half a second", token("t", { expires_in: 0.5 }), { ...noToken, detail: "expires_in is no whole number" }],
    ["a scope of another kind is none of GET's", token("t", { scope: ["a"] }), { kind: "found" }],
    ["a date that is none", token("t", { issued_at: "" }), { ...noToken, detail: "issued_at is no time" }],
    [
      "fields that say nothing",
      token("t", { expires_in: null, issued_at: null, refresh_token: null, scope: 7 }),
      { kind: "found" },
    ],
    ["a date", token("t", { issued_at: "2026-11-25T10:00:00.5+01:00" }), { kind: "found" }],
    ["no name", { failure: { hop: "dns", cause: "name-not-found" } }, { ...unreachable, cause: "name-not-found" }],
    [
      "a proxy in the way",
      { failure: { hop: "proxy", cause: "proxy-refused" }, viaProxy: true },
      { ...unreachable, hop: "proxy", viaProxy: true },
    ],
  ])("%s", async ([, answer, expected]) => {
    const { outcome } = await pull([[`GET ${realm}*`, answer], ...registry()]);
    expect(outcome).toMatchObject(expected);
  });

  test.for(["/token", "token", "auth.test/token", "ftp://auth.test/token", "https://", "javascript:alert(1)"])(
    "the realm %j is no address",
    async (bad) => {
      const { network, outcome } = await pull(registry({ challenge: `Bearer realm="${bad}"` }));
      expect(outcome).toMatchObject({
        kind: "unreachable",
        hop: "token",
        host: "registry.test",
        cause: "no-address",
        detail: bad,
      });
      expect(network.asked).toHaveLength(1);
    },
  );

  test("a realm of any length is cut", async () => {
    const { outcome } = await pull(registry({ challenge: `Bearer realm="${"x".repeat(8000)}"` }));
    if (outcome.kind !== "unreachable") throw new Error("there is no such realm");
    expect(outcome.detail).toHaveLength(300);
  });

  test("the service's own challenge is not the registry's, though they share a host", async () => {
    const challenge = 'Bearer realm="https://registry.test/token"';
    const network = networkOf([
      [
        "GET https://registry.test/token?*shop%2Fsecret*",
        { status: 401, headers: { "www-authenticate": 'Basic realm="x"' } },
      ],
      ["POST https://registry.test/token", { status: 401, headers: { "www-authenticate": 'Basic realm="x"' } }],
      ["GET https://registry.test/token*", token()],
      ...registry({ challenge }),
    ]);
    await network.walk("registry.test/shop/secret:1");
    const before = network.asked.length;
    expect(await network.walk("registry.test/shop/web:1")).toMatchObject({ kind: "found" });
    expect(network.asked.length - before).toBe(2);
  });
});

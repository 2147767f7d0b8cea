// Between a question and its answer: redirects, hosts that challenge on the way, refusals without words.
import { describe, expect, test } from "vitest";
import type { Line, ScriptedReply } from "../support/scripted.ts";
import { reply, root } from "./images.ts";
import { behindBasic, head, image, manifest, runner, to } from "./redirects.ts";
import { networkOf } from "./walks.ts";

describe("redirects", () => {
  test.for([301, 302, 303, 307, 308])("%i is followed", async (status) => {
    const network = networkOf([
      [head, to("https://mirror.test/v2/x/manifests/1", status)],
      ["HEAD https://mirror.test/*", reply(manifest)],
    ]);
    expect(await network.walk(image)).toMatchObject({ kind: "found" });
    expect(network.asked).toEqual([head, "HEAD https://mirror.test/v2/x/manifests/1"]);
  });

  test.for([
    ["a path", "/artifacts-downloads/x", "https://registry.test/artifacts-downloads/x"],
    ["beside it", "2", "https://registry.test/v2/shop/web/manifests/2"],
    ["a host", "//mirror.test/x", "https://mirror.test/x"],
    ["with a fragment and a query", "/x?a=b#c", "https://registry.test/x?a=b#c"],
  ])("a relative location: %s", async ([, location = "", next = ""]) => {
    const network = networkOf([
      [head, to(location)],
      [`HEAD ${next}`, reply(manifest)],
    ]);
    expect(await network.walk(image)).toMatchObject({ kind: "found" });
  });

  test.for([300, 304, 305, 306])("%i is none", async (status) => {
    const network = networkOf([[head, to("https://mirror.test/", status)]]);
    expect(await network.walk(image)).toMatchObject({ kind: "unreachable", cause: "no-address" });
    expect(network.asked).toHaveLength(1);
  });

  test("without a location it ends", async () => {
    expect(await networkOf([[head, { status: 307 }]]).walk(image)).toMatchObject({
      kind: "unreachable",
      cause: "no-address",
    });
  });

  test("a loop ends after ten", async () => {
    const network = networkOf([[head, to(`${root}/manifests/1`)]]);
    expect(await network.walk(image)).toMatchObject({
      kind: "unreachable",
      hop: "ping",
      cause: "redirect-loop",
      detail: "stopped after 10 redirects",
      host: "registry.test",
    });
    expect(network.asked).toHaveLength(10);
  });

  test("nine are followed", async () => {
    const steps = Array.from({ length: 9 }, (_, index): Line => [
      `HEAD https://registry.test/step/${index}`,
      index === 8 ? reply(manifest) : to(`/step/${index + 1}`),
    ]);
    expect(await networkOf([[head, to("/step/0")], ...steps]).walk(image)).toMatchObject({ kind: "found" });
  });

  test.for(["ftp://mirror.test/x", "file:///etc/passwd", "javascript:alert(1)", "https://", "data:text/plain,x"])(
    "to %s goes nowhere",
    async (location) => {
      const network = networkOf([[head, to(location)]]);
      expect(await network.walk(image)).toMatchObject({ kind: "unreachable", cause: "no-address" });
      expect(network.asked).toHaveLength(1);
    },
  );

  test("the other host's trouble is the other host's", async () => {
    const network = networkOf([
      [head, to("https://mirror.test/x")],
      ["HEAD https://mirror.test/*", { failure: { hop: "dns", cause: "name-not-found" } }],
    ]);
    expect(await network.walk(image)).toMatchObject({ kind: "unreachable", hop: "dns", host: "mirror.test" });
  });
});

describe("names of hosts", () => {
  test.for(["Registry.Test/shop/web:1", "registry.test:443/shop/web:1"])(
    "%s has the login of its host",
    async (name) => {
      const network = networkOf([[head, behindBasic(reply(manifest))]]);
      expect(await network.walk(name, { candidates: runner })).toMatchObject({
        kind: "found",
        evidence: [{ credential: "node" }],
      });
      expect(network.asked).toHaveLength(2);
      await network.walk(name, { candidates: runner });
      // What was learned of the host holds under that name as well.
      expect(network.asked).toHaveLength(3);
    },
  );

  test.for(["registry.test:99999/shop/web:1", "256.1.1.1/shop/web:1", "1.2.3/shop/web:1", "0x7f.1/shop/web:1"])(
    "%s is nobody's",
    async (name) => {
      const network = networkOf([]);
      expect(await network.walk(name)).toMatchObject({
        kind: "unreachable",
        hop: "dns",
        cause: "name-not-found",
        evidence: [],
      });
      expect(network.asked).toEqual([]);
    },
  );
});

describe("a refusal's words", () => {
  const denied = { errors: [{ code: "DENIED", message: "requested access is denied" }] };

  test("are asked for by GET, once", async () => {
    const network = networkOf([
      [head, { status: 403 }],
      [`GET ${root}/manifests/1`, { status: 403, body: denied }],
    ]);
    const outcome = await network.walk(image);
    expect(outcome).toMatchObject({ kind: "refused", words: "DENIED: requested access is denied" });
    // One exchange: the request that decided, with the words that explain it.
    expect(outcome.evidence).toMatchObject([
      { method: "HEAD", status: 403, message: "DENIED: requested access is denied" },
    ]);
    expect(network.asked).toHaveLength(2);
  });

  test("of another answer are not this one's", async () => {
    const network = networkOf([
      [head, { status: 403 }],
      [`GET ${root}/manifests/1`, { status: 401, body: denied }],
    ]);
    expect(await network.walk(image)).toMatchObject({ kind: "refused", status: 403, words: "403 Forbidden" });
  });

  test("that don't come are done without", async () => {
    const network = networkOf([
      [head, { status: 403 }],
      [`GET ${root}/manifests/1`, { failure: { hop: "ping", cause: "reset" } }],
    ]);
    expect(await network.walk(image)).toMatchObject({ kind: "refused", words: "403 Forbidden" });
    expect(network.asked).toHaveLength(2);
  });

  test.for<[string, string, object]>([
    ["GHCR's secondary limit", "You have exceeded a secondary rate limit", { kind: "throttled" }],
    ["a limit by its code", "TOOMANYREQUESTS", { kind: "throttled" }],
    [
      "ACR's firewall",
      "client with IP '203.0.113.7' is not allowed access",
      { kind: "unreachable", cause: "address-refused", hop: "ping" },
    ],
    ["an IPv6 address", "your IP 2001:db8::7 is blocked", { kind: "unreachable", cause: "address-refused" }],
    ["a version that looks like one", "no access to ip-tools:1.2.3.4", { kind: "refused", status: 403 }],
    ["an address and nobody's", "denied for team 10.0.0.1", { kind: "refused" }],
  ])("%s", async ([, message, expected]) => {
    const network = networkOf([
      [head, { status: 403 }],
      [`GET ${root}/manifests/1`, { status: 403, body: { errors: [{ code: "X", message }] } }],
    ]);
    expect(await network.walk(image)).toMatchObject(expected);
  });

  test.for<[string, ScriptedReply, object]>([
    [
      "500",
      { status: 500 },
      { kind: "unreachable", hop: "ping", cause: "server-error", detail: "500 Internal Server Error" },
    ],
    ["408", { status: 408 }, { kind: "unreachable", hop: "ping", cause: "timeout" }],
    ["407", { status: 407 }, { kind: "unreachable", hop: "proxy", cause: "proxy-wants-password", viaProxy: true }],
  ])("%s has enough said", async ([, answer, expected]) => {
    const network = networkOf([[head, answer]]);
    expect(await network.walk(image)).toMatchObject(expected);
    expect(network.asked.every((line) => line.startsWith("HEAD"))).toBe(true);
  });

  test.for<[string, string, object]>([
    ["data", "Data limit exceeded", { limit: "data" }],
    ["a rate", "Rate exceeded", { limit: "requests" }],
    [
      "pulls",
      "You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit",
      { limit: "pulls" },
    ],
    ["a time", "retry-after: 1h30m, allowed: 44000/minute", { limit: "requests", retryAfterMs: 5_400_000 }],
  ])("which limit a 429 is about is asked once, for all who come with the same: %s", async ([, message, expected]) => {
    const body = { errors: [{ code: "TOOMANYREQUESTS", message }] };
    const network = networkOf([
      ["HEAD *", { status: 429 }],
      ["GET *", { status: 429, body }],
    ]);
    for (const tag of ["1", "2", "3"])
      expect(await network.walk(`registry.test/shop/web:${tag}`)).toMatchObject({ kind: "throttled", ...expected });
    expect(network.asked.filter((line) => line.startsWith("GET"))).toEqual([`GET ${root}/manifests/1`]);
  });

  test("a proxy's page is the proxy's", async () => {
    const page = { status: 403, headers: { "content-type": "text/html" }, body: "<h1>blocked", viaProxy: true };
    const through = networkOf([["*", page]]);
    expect(await through.walk(image)).toMatchObject({ kind: "unreachable", cause: "not-a-registry", viaProxy: true });
    const directly = networkOf([["*", { ...page, viaProxy: false }]]);
    // A firewall's page, before the registry: no proof that the image is closed to anybody.
    expect(await directly.walk(image)).toMatchObject({ kind: "unreachable", cause: "server-error" });
  });
});

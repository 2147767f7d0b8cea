// Between a question and its answer: redirects, hosts that challenge on the way, refusals without words.
import { describe, expect, test } from "vitest";
import type { Line, ScriptedReply } from "../support/scripted.ts";
import { configFor, manifestOf, reply, root } from "./images.ts";
import { anonymous, login, networkOf } from "./walks.ts";

const image = "registry.test/shop/web:1";
const head = `HEAD ${root}/manifests/1`;
const manifest = manifestOf(configFor("linux/amd64"));
const password = "canary-3f9c";
const runner = [login("ci", password), anonymous];

function to(location: string, status = 307): ScriptedReply {
  return { status, headers: { location } };
}

/** `Basic` is wanted, and then the answer is given. */
function behindBasic(answer: ScriptedReply): Line[1] {
  return ({ headers }) =>
    headers["authorization"] === undefined ? { status: 401, headers: { "www-authenticate": "Basic" } } : answer;
}

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

describe("who sees a login", () => {
  test.for([
    ["another host", "https://mirror.test/x"],
    ["another port", "https://registry.test:8443/x"],
    ["the same host without TLS", "http://registry.test/x"],
    ["a host below", "https://cdn.registry.test/x"],
  ])("not %s", async ([, location = ""]) => {
    const network = networkOf([
      [head, behindBasic(to(location))],
      [`HEAD ${location}`, reply(manifest)],
    ]);
    expect(await network.walk(image, { candidates: runner })).toMatchObject({ kind: "found" });
    const seen = network.requests.filter(({ headers }) => headers["authorization"] !== undefined);
    expect(seen.map(({ url }) => url.origin)).toEqual(["https://registry.test"]);
    expect(network.requests.at(-1)?.headers).not.toHaveProperty("authorization");
  });

  test.for(["https://mirror.test/x", "http://registry.test/x"])("not %s, though it asks for one", async (location) => {
    const network = networkOf([
      [head, behindBasic(to(location))],
      [`* ${location}`, { status: 401, headers: { "www-authenticate": "Basic" } }],
      [`GET ${root}/manifests/1`, { status: 401 }],
    ]);
    // A node would have shown it, and what it would have been told is not known.
    expect(await network.walk(image, { candidates: runner })).toMatchObject({
      kind: "unreachable",
      cause: "login-elsewhere",
      hop: "ping",
      host: new URL(location).host,
    });
    expect(network.requests.filter(({ headers }) => headers["authorization"] !== undefined)).toHaveLength(1);
  });

  test("where a node keeps it to itself as well, a refusal is one", async () => {
    const network = networkOf([
      [head, behindBasic(to("https://mirror.test/x"))],
      ["* https://mirror.test/x", { status: 403 }],
    ]);
    expect(await network.walk(image, { candidates: [login("ci", password)] })).toMatchObject({
      kind: "refused",
      status: 403,
    });
  });

  test.for(
    ["https://cdn.registry.test/x", "https://registry.test:8443/x", "http://registry.test/x"].flatMap((location) =>
      [400, 401, 403, 404].map((status) => [location, status] as const),
    ),
  )("%s, to which a node would show it, says nothing without it: %i", async ([location, status]) => {
    const network = networkOf([
      [head, behindBasic(to(location))],
      [`* ${location}`, { status }],
    ]);
    const candidates = [login("ci", password)];
    expect(await network.walk(image, { candidates })).toMatchObject({ cause: "login-elsewhere" });
  });

  test("nor does it without an anonymous token", async () => {
    const location = "https://cdn.registry.test/x";
    const network = networkOf([
      [
        head,
        ({ headers }) =>
          headers["authorization"] === undefined
            ? { status: 401, headers: { "www-authenticate": 'Bearer realm="https://auth.test/token"' } }
            : to(location),
      ],
      ["GET https://auth.test/token*", { body: { token: "t" } }],
      [`* ${location}`, { status: 403 }],
    ]);
    expect(await network.walk(image)).toMatchObject({ cause: "login-elsewhere", host: "cdn.registry.test" });
  });

  test("a host on the way whose token service refuses everybody, refuses nobody in particular", async () => {
    const challenge = { "www-authenticate": 'Bearer realm="https://mirror.test/token"' };
    const network = networkOf([
      [head, behindBasic(to("https://mirror.test/x"))],
      ["HEAD https://mirror.test/x", { status: 401, headers: challenge }],
      ["GET https://mirror.test/token*", { status: 403 }],
      [`GET ${root}/manifests/1`, { status: 401 }],
    ]);
    const candidates = [login("ci", password)];
    expect(await network.walk(image, { candidates })).toMatchObject({ cause: "login-elsewhere", host: "mirror.test" });
  });

  test("another path of the same host does", async () => {
    const network = networkOf([
      [head, behindBasic(to("/elsewhere"))],
      ["HEAD https://registry.test/elsewhere", reply(manifest)],
    ]);
    await network.walk(image, { candidates: runner });
    expect(network.requests.at(-1)?.headers["authorization"]).toMatch(/^Basic /);
  });

  test("there and back again: it is asked for anew", async () => {
    const network = networkOf([
      [head, behindBasic(to("https://mirror.test/x"))],
      ["HEAD https://mirror.test/x", to("https://registry.test/back")],
      ["HEAD https://registry.test/back", behindBasic(reply(manifest))],
    ]);
    expect(await network.walk(image, { candidates: runner })).toMatchObject({ kind: "found" });
    expect(network.asked).toHaveLength(5);
  });

  test("a host on the way that wants a token gets an anonymous one", async () => {
    const challenge = {
      status: 401,
      headers: { "www-authenticate": 'Bearer realm="https://mirror.test/token",scope="repository:m/web:pull"' },
    };
    const network = networkOf([
      [head, behindBasic(to("https://mirror.test/v2/m/web/manifests/1"))],
      ["GET https://mirror.test/token*", { body: { token: "mirror-token" } }],
      [
        "HEAD https://mirror.test/*",
        ({ headers }) => (headers["authorization"] === "Bearer mirror-token" ? reply(manifest) : challenge),
      ],
    ]);
    expect(await network.walk(image, { candidates: runner })).toMatchObject({ kind: "found" });
    expect(network.hostsThatSaw(password)).toEqual(["registry.test"]);
    expect(network.hostsThatSaw("mirror-token")).toEqual(["mirror.test"]);
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
    ["429", { status: 429, headers: { "retry-after": "100" } }, { kind: "throttled", retryAfterMs: 100_000 }],
  ])("%s has enough said", async ([, answer, expected]) => {
    const network = networkOf([[head, answer]]);
    expect(await network.walk(image)).toMatchObject(expected);
    expect(network.asked.every((line) => line.startsWith("HEAD"))).toBe(true);
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

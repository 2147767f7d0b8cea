// What comes through a proxy is the registry's only where it is signed as such.
import { describe, expect, test } from "vitest";
import type { Line, ScriptedReply } from "../support/scripted.ts";
import { reply, root, serving } from "./images.ts";
import { amd64, amd64Image, image, walkOver } from "./two-platforms.ts";
import { anonymous, login, networkOf } from "./walks.ts";

const head = `HEAD ${root}/manifests/1`;
const plain = { "content-type": "text/plain" };
const json = { "content-type": "application/json" };

function through(answer: ScriptedReply): ScriptedReply {
  return { ...answer, viaProxy: true };
}

describe("a proxy's own answer proves nothing", () => {
  test.for<[string, ScriptedReply]>([
    ["403 in text", { status: 403, headers: plain, body: "blocked by policy" }],
    ["403 without a word", { status: 403 }],
    ["401 without a challenge", { status: 401 }],
    ["404 in text", { status: 404, headers: plain, body: "no such page" }],
    ["404 without a word", { status: 404 }],
    ["410 without a word", { status: 410 }],
    ["403 in JSON", { status: 403, headers: json, body: { message: "blocked by policy", code: "BLOCKED" } }],
    [
      "403 in JSON, with errors that say no code",
      { status: 403, headers: json, body: { errors: [{ message: "no" }] } },
    ],
    ["404 in JSON", { status: 404, headers: json, body: { details: "no such page" } }],
    ["JSON that says 200", { headers: json, body: { errors: [{ code: "BLOCKED", message: "no" }] } }],
    ["a page that says 200", { headers: plain, body: "please log in" }],
  ])("%s", async ([, answer]) => {
    expect(await walkOver([["*", through(answer)]])).toMatchObject({
      kind: "unreachable",
      cause: "not-a-registry",
      viaProxy: true,
    });
  });

  test.for<[string, ScriptedReply]>([
    ["a manifest that is gone", { status: 404, headers: plain, body: "blocked" }],
    ["another body than the manifest's", { headers: plain, body: "blocked" }],
    ["a page", { headers: { "content-type": "text/html" }, body: "<h1>blocked" }],
  ])("%s", async ([, answer]) => {
    const lines: readonly Line[] = [
      [head, through(reply(amd64Image))],
      [`GET ${root}/manifests/${amd64Image.digest}`, through(answer)],
    ];
    expect(await walkOver(lines)).toMatchObject({ kind: "unreachable", cause: "not-a-registry", viaProxy: true });
  });

  test("a portal to which the proxy sends on, though no proxy is before that", async () => {
    const script: readonly Line[] = [
      [head, through({ status: 302, headers: { location: "https://portal.test/login" } })],
      ["HEAD https://portal.test/login", { status: 404 }],
      ["GET https://registry.test/v2/*", through({ status: 302, headers: { location: "https://portal.test/login" } })],
      ["GET https://portal.test/login", { headers: { "content-type": "text/html" }, body: "<h1>log in" }],
    ];
    expect(await walkOver(script)).toMatchObject({ kind: "unreachable", cause: "not-a-registry", viaProxy: true });
  });
});

describe("a registry behind a proxy is one", () => {
  test("that refuses", async () => {
    const body = { errors: [{ code: "DENIED", message: "no" }] };
    expect(await walkOver([["*", through({ status: 403, headers: json, body })]])).toMatchObject({ kind: "refused" });
    const challenge = { "www-authenticate": 'Basic realm="r"' };
    expect(await walkOver([["*", through({ status: 401, headers: challenge })]])).toMatchObject({ kind: "refused" });
  });

  test.for<[string, ScriptedReply]>([
    ["by its header", { status: 404, headers: { "docker-distribution-api-version": "registry/2.0" } }],
    ["in its own words", { status: 404, headers: json, body: { errors: [{ code: "MANIFEST_UNKNOWN" }] } }],
  ])("whose image is missing, which it says %s when it is asked by GET", async ([, answer]) => {
    const lines: readonly Line[] = [
      [head, through({ status: 404 })],
      [`GET ${root}/manifests/1`, through(answer)],
      [`GET ${root}/tags/list*`, through({ body: { name: "shop/web", tags: ["2"] } })],
    ];
    const outcome = await walkOver(lines);
    expect(outcome).toMatchObject({ kind: "absent", what: "tag" });
    // The request that decided stays the evidence.
    expect(outcome.evidence).toMatchObject([{ method: "HEAD", status: 404 }]);
  });

  test("whose image is missing, which its HEAD says", async () => {
    const signed = { status: 404, headers: { "docker-distribution-api-version": "registry/2.0" } };
    const network = networkOf([["*", through(signed)]]);
    expect(await network.walk(image)).toMatchObject({ kind: "absent" });
    expect(network.asked).not.toContain(`GET ${root}/manifests/1`);
  });

  test.for<[string, readonly Line[]]>([
    ["lists its tag", [[`GET ${root}/tags/list*`, through({ body: { name: "shop/web", tags: ["1"] } })]]],
    ["lists others", [[`GET ${root}/tags/list*`, through({ body: { name: "shop/web", tags: ["2"] } })]]],
    ["is open at /v2/", [["GET https://registry.test/v2/", through({ body: {} })]]],
    ["challenges at /v2/", [["GET https://registry.test/v2/", through({ status: 401 })]]],
    [
      "challenges, too",
      [[head, through({ status: 401, headers: { "www-authenticate": "Basic" } }), through({ status: 404 })]],
    ],
    ["page wants a password", [["*", through({ status: 404, headers: { "www-authenticate": "Basic" } })]]],
  ])("but a 404 that is not signed is the proxy's, though the registry %s", async ([, lines]) => {
    const candidates = [login("ci", "canary")];
    expect(await walkOver([...lines, ["*", through({ status: 404 })]], { candidates })).toMatchObject({
      kind: "unreachable",
      cause: "not-a-registry",
      viaProxy: true,
    });
  });

  test.for<[string, ScriptedReply, object]>([
    ["details, as Docker Hub", { status: 401, headers: json, body: { details: "incorrect" } }, { kind: "refused" }],
    ["a page", { status: 401, headers: { "content-type": "text/html" }, body: "<h1>" }, { cause: "not-a-registry" }],
    ["text", { status: 403, headers: plain, body: "blocked" }, { cause: "not-a-registry" }],
    ["error, as OAuth", { status: 400, headers: json, body: { error: "invalid_grant" } }, { kind: "refused" }],
    ["an error, and no OAuth", { status: 403, headers: json, body: { error: "no way" } }, { cause: "not-a-registry" }],
    ["a message", { status: 403, headers: json, body: { message: "blocked" } }, { cause: "not-a-registry" }],
  ])("and its token service, which refuses with %s", async ([, answer, expected]) => {
    const challenge = { status: 401, headers: { "www-authenticate": 'Bearer realm="https://auth.test/token"' } };
    const lines: readonly Line[] = [
      ["* https://auth.test/*", through(answer)],
      ["*", through(challenge)],
    ];
    expect(await walkOver(lines)).toMatchObject(expected);
  });

  test("that has the image", async () => {
    const lines = serving(amd64Image, amd64).map(([pattern, answer]): Line => [pattern, through(answer)]);
    expect(await walkOver(lines)).toMatchObject({ kind: "found" });
  });

  test("whose store has lost a part", async () => {
    const lines: readonly Line[] = [
      [`GET ${root}/blobs/*`, through({ status: 307, headers: { location: "https://store.test/x" } })],
      [
        "GET https://store.test/x",
        through({
          status: 404,
          headers: { "content-type": "application/xml" },
          body: "<Error><Code>NoSuchKey</Code></Error>",
        }),
      ],
      ...serving(amd64Image, amd64).map(([pattern, answer]): Line => [pattern, through(answer)]),
    ];
    expect(await walkOver(lines)).toMatchObject({ kind: "faulty", fault: { kind: "blob-missing", what: "config" } });
  });
});

describe("firewalls without a proxy", () => {
  test("a page that names the address of whoever asks", async () => {
    const body = "<html><p>Access denied</p><p>Your IP address: <b>203.0.113.7</b></p></html>";
    const page = { status: 403, headers: { "content-type": "text/html" }, body };
    expect(await walkOver([["*", page]])).toMatchObject({ kind: "unreachable", cause: "address-refused" });
  });

  test.for([409, 421, 423, 425, 426, 431])("%i is of the moment, and no refusal", async (status) => {
    expect(await walkOver([["*", { status }]])).toMatchObject({ kind: "unreachable", cause: "server-error" });
  });
});

describe("what is known of one host is not another's", () => {
  test("the same name in plain HTTP and in TLS", async () => {
    const network = networkOf([
      ["HEAD http://registry.test/*", { failure: { hop: "connect", cause: "timeout" } }],
      [head, { status: 307, headers: { location: "http://registry.test/x" } }, reply(amd64Image)],
    ]);
    expect(await network.walk(image)).toMatchObject({ kind: "unreachable", cause: "timeout" });
    expect(await network.walk(image)).toMatchObject({ kind: "found" });
  });

  test("a store's challenge is not the registry's, where the store is one for others", async () => {
    const script: readonly Line[] = [
      ["HEAD https://registry.test/*", { status: 307, headers: { location: "https://mirror.test/other" } }],
      ["* https://mirror.test/other", { status: 401, headers: { "www-authenticate": 'Basic realm="store"' } }],
      ["HEAD https://mirror.test/v2/*", reply(amd64Image)],
    ];
    const network = networkOf(script);
    await network.walk(image);
    await network.walk("mirror.test/shop/web:1", { candidates: [login("ci", "canary"), anonymous] });
    expect(network.hostsThatSaw("canary")).toEqual([]);
  });
});

// A registry that answers anything to anything: every walk comes to an outcome, within its limits, and says no secret.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { ScriptedReply } from "../support/scripted.ts";
import { configFor, indexOf, manifestOf, types } from "./images.ts";
import { anonymous, identityToken, login, networkOf } from "./walks.ts";

const config = configFor("linux/amd64");
const manifest = manifestOf(config);
const index = indexOf([
  ["linux/amd64", manifest],
  ["", manifest],
]);
const password = "canary-3f9c";

const header = (name: string, ...values: readonly string[]): fc.Arbitrary<Readonly<Record<string, string>>> =>
  fc.oneof(
    { weight: 1, arbitrary: fc.constant({}) },
    { weight: 3, arbitrary: fc.constantFrom(...values).map((value) => ({ [name]: value })) },
    { weight: 1, arbitrary: fc.string().map((value) => ({ [name]: value })) },
  );

const headers = fc
  .tuple(
    header("content-type", types.manifest, types.index, types.schema1, "text/html", "application/json", "text/plain"),
    header("docker-content-digest", manifest.digest, index.digest, config.digest, "sha256:x"),
    header("content-length", "0", "7", "99999999999", "-1", "x"),
    header(
      "location",
      "/v2/",
      "https://other.test/x",
      "http://registry.test/x",
      "https://registry.test/token",
      "ftp://x",
      "//",
    ),
    header(
      "www-authenticate",
      "Basic",
      'Bearer realm="https://auth.test/token"',
      'Bearer realm="https://registry.test/token",service="r",scope="a b c"',
      'Bearer realm="http://auth.test/token"',
      'Bearer realm="/"',
    ),
    header("retry-after", "0", "1", "30", "3600", "Sun, 01 Nov 2026 10:00:01 GMT"),
    header("docker-distribution-api-version", "registry/2.0"),
  )
  .map((all) => Object.fromEntries(all.flatMap((one) => Object.entries(one))));

const body = fc.oneof(
  fc.constantFrom<unknown>(
    manifest.bytes,
    index.bytes,
    config.bytes,
    { token: "t0k3n" },
    { errors: [{ code: "NAME_UNKNOWN", message: password }] },
    { tags: ["1", "2"] },
    Buffer.alloc(100_000, "x"),
  ),
  fc.json(),
  fc.string(),
);

const answer: fc.Arbitrary<ScriptedReply> = fc.record({
  status: fc.constantFrom(200, 200, 200, 204, 301, 307, 400, 401, 401, 403, 404, 405, 408, 412, 429, 500, 503, 599),
  headers,
  body,
  viaProxy: fc.boolean(),
});

const failure: fc.Arbitrary<ScriptedReply> = fc.record({
  failure: fc.constantFrom(
    { hop: "ping", cause: "reset", detail: `x\n${password}` } as const,
    { hop: "ping", cause: "timeout" } as const,
    { hop: "connect", cause: "timeout" } as const,
    { hop: "proxy", cause: "proxy-refused" } as const,
  ),
});

const replies = fc.array(fc.oneof({ weight: 9, arbitrary: answer }, { weight: 1, arbitrary: failure }), {
  minLength: 1,
  maxLength: 12,
});

test("every walk comes to an outcome", async () => {
  const wish = fc.record({
    candidates: fc.constantFrom([anonymous], [login("ci", password), anonymous], [identityToken(password), anonymous]),
    depth: fc.constantFrom("reference", "manifest"),
    slot: fc.constantFrom("container", "volume", "artifact"),
    platforms: fc.constantFrom(["linux/amd64"], ["linux/amd64", "linux/arm64"]),
  });
  const name = fc.constantFrom("registry.test/shop/web:1", `registry.test/shop/web@${manifest.digest}`);
  await fc.assert(
    fc.asyncProperty(replies, wish, name, async (script, wanted, image) => {
      const network = networkOf([["*", ...script]]);
      // As a run does before it asks anyone.
      network.transport.redactor.keep(password);
      const outcome = await network.walk(image, wanted);
      // A walk that goes on and on is a mistake; the longest of many thousands took 27 requests.
      expect(network.asked.length).toBeLessThan(100);
      expect(JSON.stringify(outcome)).not.toContain("canary");
      for (const { message, url } of outcome.evidence) {
        expect(Array.from(message).length).toBeLessThanOrEqual(300);
        expect(message).not.toMatch(/[\n\r\u001b]/);
        expect(url.length).toBeLessThanOrEqual(1000);
      }
    }),
    { numRuns: 1500 },
  );
});

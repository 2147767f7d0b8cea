// What a miss means: repository, tag or digest, what is near, and who is no registry at all.
import { describe, expect, test } from "vitest";
import type { Line, ScriptedReply } from "../support/scripted.ts";
import { configFor, manifestOf, reply, root } from "./images.ts";
import { networkOf } from "./walks.ts";

const image = "registry.test/shop/web:1.27.33";
const head = `HEAD ${root}/manifests/1.27.33`;
const tags = `GET ${root}/tags/list?n=1000`;
const ping = "GET https://registry.test/v2/";
const manifest = manifestOf(configFor("linux/amd64"));
const html = { "content-type": "text/html; charset=utf-8" };
const unknown = (code: string): ScriptedReply => ({ status: 404, body: { errors: [{ code, message: "m" }] } });

describe("a miss", () => {
  test("of a tag: one page of tags, and what is near", async () => {
    const page = {
      headers: { link: '</v2/shop/web/tags/list?last=z>; rel="next"' },
      body: { tags: ["1.27.2", "1.27.3"] },
    };
    const network = networkOf([
      [head, { status: 404 }],
      [tags, page],
    ]);
    const outcome = await network.walk(image);
    expect(outcome).toMatchObject({ kind: "absent", what: "tag", anonymous: true, nearestTags: ["1.27.3", "1.27.2"] });
    expect(network.asked).toEqual([head, tags]);
    // The page of tags decided nothing.
    expect(outcome.evidence).toMatchObject([{ method: "HEAD", status: 404 }]);
  });

  test("of a digest: nothing is near", async () => {
    const digest = `sha256:${"0".repeat(64)}`;
    const network = networkOf([
      [`HEAD ${root}/manifests/${digest}`, { status: 404 }],
      [`HEAD ${root}/blobs/${digest}`, { status: 404 }],
      [tags, { body: { tags: ["1.27.3"] } }],
    ]);
    const outcome = await network.walk(`registry.test/shop/web@${digest}`);
    expect(outcome).toMatchObject({ kind: "absent", what: "digest", nearestTags: [] });
    // As a node does, it looks among the blobs too, which decided nothing.
    expect(outcome.evidence.map(({ url }) => url)).toEqual([`${root}/manifests/${digest}`]);
  });

  test("a digest that is a blob's is there, and no image", async () => {
    const digest = `sha256:${"0".repeat(64)}`;
    const blob = { headers: { "content-type": "application/octet-stream", "content-length": "9" } };
    for (const status of [404, 500]) {
      const network = networkOf([
        [`HEAD ${root}/manifests/${digest}`, { status }],
        [`HEAD ${root}/blobs/${digest}`, blob],
      ]);
      expect(await network.walk(`registry.test/shop/web@${digest}`)).toMatchObject({
        kind: "faulty",
        fault: { kind: "not-an-image", mediaType: "application/octet-stream" },
      });
    }
  });

  test("of a repository: the registry says so itself", async () => {
    const network = networkOf([
      [head, { status: 404 }],
      [tags, unknown("NAME_UNKNOWN")],
    ]);
    const outcome = await network.walk(image);
    expect(outcome).toMatchObject({ kind: "absent", what: "repository", nearestTags: [] });
    expect(outcome.evidence).toMatchObject([
      { method: "HEAD" },
      { method: "GET", status: 404, message: "NAME_UNKNOWN: m" },
    ]);
  });

  test.for<[string, ScriptedReply]>([
    ["has the very tag", { body: { tags: ["1.27.33"] } }],
    ["is no JSON", { body: "tags" }],
    ["is too long", { body: Buffer.alloc(5 * 1024 * 1024, " ") }],
    ["is forbidden", { status: 403 }],
    ["wants a login", { status: 401, headers: { "www-authenticate": 'Bearer realm="https://auth.test/token"' } }],
    ["is limited", { status: 429, headers: { "retry-after": "3600" } }],
    ["fails", { status: 500 }],
    ["never comes", { failure: { hop: "ping", cause: "timeout" } }],
    ["is cut off", { failure: { hop: "ping", cause: "reset" } }],
    ["is unknown in another way", unknown("MANIFEST_UNKNOWN")],
    ["is sent around in circles", { status: 302, headers: { location: `${root}/tags/list?n=1000` } }],
  ])("the page of tags %s: the tag is missing all the same", async ([, page]) => {
    const network = networkOf([
      [head, { status: 404 }],
      [tags, page],
    ]);
    expect(await network.walk(image)).toMatchObject({
      kind: "absent",
      what: "tag",
      nearestTags: [],
      evidence: [{ status: 404 }],
    });
    expect(network.asked.length).toBeLessThanOrEqual(12);
    expect(network.clock.now()).toBe(0);
  });

  test("of many, whose pages all fail: no image that is there suffers", async () => {
    const network = networkOf([
      ["HEAD https://registry.test/v2/shop/there/*", reply(manifest)],
      ["HEAD *", { status: 404 }],
      ["GET *", { status: 503 }],
    ]);
    const missing = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => network.walk(`registry.test/shop/web:${index}`)),
    );
    expect(new Set(missing.map(({ kind }) => kind))).toEqual(new Set(["absent"]));
    expect(await network.walk("registry.test/shop/there:1")).toMatchObject({ kind: "found" });
  });
});

describe("what is no registry", () => {
  const page: ScriptedReply = { headers: html, body: "<html>" };
  const lost: ScriptedReply = { status: 404, headers: html, body: "<html>" };
  const stranger = {
    kind: "unreachable",
    hop: "ping",
    cause: "not-a-registry",
    host: "registry.test",
    viaProxy: false,
  };

  test.for<[string, readonly Line[]]>([
    ["a page for everything", [["*", page]]],
    ["no page for anything", [["*", lost]]],
    [
      "a page where HEAD is not allowed",
      [
        [head, { status: 405 }],
        ["GET *", page],
      ],
    ],
    ["404 without a word", [["*", { status: 404 }]]],
    [
      "404 to HEAD, and a page to GET",
      [
        [head, lost],
        ["GET *", page],
      ],
    ],
    [
      "a page after a redirect",
      [
        ["* https://registry.test/*", { status: 302, headers: { location: "https://www.test/" } }],
        ["* https://www.test/", page],
      ],
    ],
  ])("%s", async ([, script]) => {
    const outcome = await networkOf(script).walk(image);
    expect(outcome).toMatchObject(stranger);
    expect(outcome.evidence.at(-1)).toMatchObject({ method: "GET" });
  });

  test("through a proxy it is flagged", async () => {
    expect(await networkOf([["*", { ...page, viaProxy: true }]]).walk(image)).toMatchObject({
      ...stranger,
      viaProxy: true,
    });
    expect(await networkOf([["*", { ...lost, viaProxy: true }]]).walk(image)).toMatchObject({
      ...stranger,
      viaProxy: true,
    });
  });

  test("a proxy's page before a registry is flagged, too", async () => {
    const script: readonly Line[] = [
      [head, { ...page, viaProxy: true }],
      [ping, { body: {}, viaProxy: true }],
    ];
    expect(await networkOf(script).walk(image)).toMatchObject({ ...stranger, viaProxy: true });
  });

  test("a registry that was pushed a page", async () => {
    const script: readonly Line[] = [
      [head, page],
      [ping, { body: {} }],
    ];
    expect(await networkOf(script).walk(image)).toMatchObject({
      kind: "faulty",
      fault: { kind: "not-an-image", what: "a web page", mediaType: "text/html" },
    });
  });

  test.for<[string, ScriptedReply]>([
    ["200 without HTML", { body: {} }],
    ["401 and a challenge", { status: 401, headers: { "www-authenticate": "Basic" } }],
    ["401 alone", { status: 401 }],
    ["its header", { status: 404, headers: { ...html, "docker-distribution-api-version": "registry/2.0" } }],
    ["an error as the API has them", unknown("NOT_FOUND")],
    ["403", { status: 403, headers: html }],
    ["503", { status: 503 }],
    ["silence", { failure: { hop: "ping", cause: "timeout" } }],
  ])("a registry with a page for what is missing: /v2/ answers %s", async ([, root]) => {
    const script: readonly Line[] = [
      [ping, root],
      ["*", lost],
    ];
    expect(await networkOf(script).walk(image)).toMatchObject({ kind: "absent", what: "tag" });
  });

  test("who challenged is a registry", async () => {
    const network = networkOf([
      ["GET https://auth.test/t*", { body: { token: "t" } }],
      [
        "*",
        ({ headers }) =>
          headers["authorization"] === undefined
            ? { status: 401, headers: { "www-authenticate": 'Bearer realm="https://auth.test/t"' } }
            : lost,
      ],
    ]);
    expect(await network.walk(image)).toMatchObject({ kind: "absent", what: "tag" });
    expect(network.asked).not.toContain(ping);
  });
});

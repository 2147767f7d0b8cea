// Artifacts: whether there is anything by a name, and none of what containerd would hold against it.
import { describe, expect, test } from "vitest";
import type { Outcome } from "../../src/model.ts";
import { manifestAccept } from "../../src/registries/media-types.ts";
import { largestManifest } from "../../src/registries/resolve.ts";
import type { Line, ScriptedReply } from "../support/scripted.ts";
import { configFor, digestOf, manifestOf, reply, root, stored, types } from "./images.ts";
import { type Network, networkOf, type ProbeWish } from "./walks.ts";

const name = "registry.test/shop/web:1";
const head = `HEAD ${root}/manifests/1`;
const get = `GET ${root}/manifests/1`;
const tags = `GET ${root}/tags/list?n=1000`;
const chart = stored(types.manifest, {
  schemaVersion: 2,
  config: { mediaType: "application/vnd.cncf.helm.config.v1+json", digest: `sha256:${"c".repeat(64)}`, size: 100 },
  layers: [],
});
const there = { kind: "found", depth: "reference", digest: chart.digest, platforms: null, content: null };

async function asked(
  script: readonly Line[],
  image = name,
  wish: ProbeWish = {},
): Promise<{ readonly outcome: Outcome; readonly network: Network }> {
  const network = networkOf(script);
  return { outcome: await network.walk(image, { slot: "artifact", platforms: [], ...wish }), network };
}

function served(headers: Readonly<Record<string, string>>, body: unknown = chart.bytes): ScriptedReply {
  return { headers, body };
}

describe("HEAD is enough", () => {
  test("one request, which takes every media type, and no pull is counted", async () => {
    const { outcome, network } = await asked([[head, reply(chart)]]);
    expect(outcome).toMatchObject(there);
    expect(network.asked).toEqual([head]);
    expect(network.requests[0]?.headers["accept"]).toBe(manifestAccept);
    expect(manifestAccept).toMatch(/, \*\/\*$/);
    expect(network.transport.cost()).toMatchObject({ requests: 1, countedPulls: 0 });
  });

  test.for<[string, string, ScriptedReply]>([
    [
      "a type of its own",
      name,
      served({ "content-type": "application/vnd.acme+json", "docker-content-digest": chart.digest }),
    ],
    ["no type at all", name, served({ "docker-content-digest": chart.digest })],
    ["schema 1", name, reply({ ...chart, mediaType: types.schema1 })],
    ["plain text", name, reply({ ...chart, mediaType: "text/plain" })],
    ["no length", name, { headers: { ...reply(chart).headers, "content-length": "" } }],
    [
      "larger than containerd takes",
      name,
      { headers: { ...reply(chart).headers, "content-length": String(largestManifest + 1) } },
    ],
    [
      "by a digest that isn't told again",
      `registry.test/shop/web@${chart.digest}`,
      served({ "content-type": types.manifest }),
    ],
  ])("%s", async ([, image, answer]) => {
    const { outcome, network } = await asked([["HEAD *", answer]], image);
    expect(outcome).toMatchObject(there);
    expect(network.asked).toHaveLength(1);
  });

  test("a digest that containerd's store doesn't check by", async () => {
    const digest = `sha512:${"a".repeat(128)}`;
    const script: readonly Line[] = [["HEAD *", served({ "content-type": types.manifest })]];
    expect((await asked(script, `registry.test/shop/web@${digest}`)).outcome).toMatchObject({ kind: "found", digest });
  });

  test("on every containerd the same", async () => {
    const wish = { containerd: "1.6" } as const;
    expect((await asked([[head, reply({ ...chart, mediaType: types.schema1 })]], name, wish)).outcome).toMatchObject(
      there,
    );
  });
});

describe("GET decides where HEAD says no", () => {
  test.for([400, 401, 403, 404, 405, 406, 412, 415, 501])("%i", async (status) => {
    const { outcome, network } = await asked([
      [head, { status }],
      [get, reply(chart)],
    ]);
    expect(outcome).toMatchObject(there);
    expect(network.asked).toEqual([head, get]);
    expect(network.transport.cost()).toMatchObject({ requests: 2, countedPulls: 1 });
  });

  test("404 to both is an absence, with what is near", async () => {
    const { outcome, network } = await asked([
      [head, { status: 404 }],
      [get, { status: 404, body: { errors: [{ code: "MANIFEST_UNKNOWN", message: "manifest unknown" }] } }],
      [tags, { body: { tags: ["2"] } }],
    ]);
    expect(outcome).toMatchObject({ kind: "absent", what: "tag", anonymous: true });
    expect(outcome.evidence.map(({ method, status }) => [method, status])).toEqual([
      ["HEAD", 404],
      ["GET", 404],
    ]);
    expect(network.transport.cost()).toMatchObject({ countedPulls: 0 });
  });

  test("a digest is not looked for among the blobs", async () => {
    const { outcome, network } = await asked(
      [
        ["* */manifests/*", { status: 404 }],
        [tags, { body: { tags: ["1"] } }],
      ],
      `registry.test/shop/web@${chart.digest}`,
    );
    expect(outcome).toMatchObject({ kind: "absent", what: "digest" });
    expect(network.asked.filter((line) => line.includes("/blobs/"))).toEqual([]);
  });

  test.for([401, 403, 412] as const)("%i to both is a refusal, in GET's words", async (status) => {
    const denied = { status, body: { errors: [{ code: "DENIED", message: "not yours" }] } };
    const { outcome, network } = await asked([
      [head, { status }],
      [get, denied],
    ]);
    expect(outcome).toMatchObject({ kind: "refused", status, words: "DENIED: not yours" });
    expect(network.asked).toEqual([head, get]);
  });

  test.for<[number, object]>([
    [407, { kind: "unreachable", cause: "proxy-wants-password" }],
    [429, { kind: "throttled" }],
    [500, { kind: "unreachable", cause: "server-error" }],
  ])("but not: %i", async ([status, expected]) => {
    const { outcome, network } = await asked([[head, { status }]]);
    expect(outcome).toMatchObject(expected);
    expect(new Set(network.asked)).toEqual(new Set([head]));
  });
});

describe("GET where HEAD doesn't tell enough", () => {
  test.for<[string, ScriptedReply]>([
    ["by its type", served({ "content-type": types.manifest })],
    ["by its schema's version", served({ "content-type": "application/json" })],
    ["by the type that it says it is", served({}, { mediaType: "application/vnd.oci.artifact.manifest.v1+json" })],
  ])("a manifest is known %s, and hashed", async ([, answer]) => {
    const bytes = Buffer.isBuffer(answer.body) ? answer.body : Buffer.from(JSON.stringify(answer.body));
    const { outcome } = await asked([
      [head, {}],
      [get, answer],
    ]);
    expect(outcome).toMatchObject({ ...there, digest: digestOf(bytes) });
  });

  test("one that goes on and on has no digest, and is there", async () => {
    const { outcome, network } = await asked([
      [head, {}],
      [get, served({ "content-type": types.manifest }, Buffer.alloc(largestManifest + 1, " "))],
    ]);
    expect(outcome).toMatchObject({ ...there, digest: null });
    expect(network.requests.map(({ maxBytes }) => maxBytes)).toEqual([0, largestManifest]);
  });

  test.for<[string, ScriptedReply]>([
    ["a page", served({ "content-type": "text/html" }, "<h1>welcome")],
    ["a word", served({ "content-type": "text/plain" }, "OK")],
    ["nothing", served({}, "")],
    ["an object of another kind", served({ "content-type": "application/json" }, { status: "up" })],
  ])("%s is no artifact, whoever sends it", async ([, answer]) => {
    const { outcome } = await asked([
      [head, answer.headers?.["content-type"] === "text/html" ? { headers: answer.headers } : {}],
      [get, answer],
      ["GET https://registry.test/v2/", { body: {} }],
    ]);
    expect(outcome).toMatchObject({ kind: "unreachable", cause: "not-a-registry", host: "registry.test" });
  });

  test("a proxy's own answer proves nothing", async () => {
    const blocked = { body: { schemaVersion: "blocked" }, viaProxy: true };
    expect((await asked([["*", blocked]])).outcome).toMatchObject({ cause: "not-a-registry", viaProxy: true });
    expect((await asked([["*", { status: 404, viaProxy: true }]])).outcome).toMatchObject({
      cause: "not-a-registry",
      viaProxy: true,
    });
  });
});

test("neither depth nor platform makes more of it", async () => {
  const image = manifestOf(configFor("linux/s390x"));
  const wish = { depth: "manifest", platforms: ["linux/amd64"] } as const;
  const { outcome, network } = await asked([[head, reply(image)]], name, wish);
  expect(outcome).toMatchObject({ ...there, digest: image.digest });
  expect(network.asked).toEqual([head]);
});

// Content that is gone, that disagrees with its descriptor, or that comes from a host in trouble.
import { describe, expect, test } from "vitest";
import type { Line, ScriptedReply } from "../support/scripted.ts";
import {
  configFor,
  describeStored,
  indexOf,
  layer,
  manifestOf,
  reply,
  root,
  serving,
  stored,
  types,
} from "./images.ts";
import { amd64, amd64Image, arm64Image, both, image, walkOver } from "./two-platforms.ts";
import { networkOf } from "./walks.ts";

describe("faults", () => {
  test("an index's entry of schema 1", async () => {
    const old = stored(types.schema1, {});
    expect(await walkOver(serving(indexOf([["linux/amd64", old]])))).toMatchObject({
      kind: "faulty",
      fault: { kind: "schema1", mediaType: types.schema1 },
    });
  });

  test("a child that is gone", async () => {
    const lines: readonly Line[] = [[`GET ${root}/manifests/${amd64Image.digest}`, { status: 404 }], ...serving(both)];
    expect(await walkOver(lines)).toMatchObject({
      kind: "faulty",
      fault: { kind: "blob-missing", what: "child manifest", digest: amd64Image.digest },
      digest: both.digest,
    });
  });

  test.for(["br", "aws-chunked", "gzip, x-lz4, identity", "gzip"])(
    "a config in a coding that could not be undone: %s",
    async (coding) => {
      const coded = { headers: { "content-encoding": coding }, body: amd64.bytes };
      const lines: readonly Line[] = [[`GET ${root}/blobs/*`, coded], ...serving(both, amd64Image, amd64)];
      expect(await walkOver(lines)).toMatchObject({
        kind: "faulty",
        fault: { kind: "content-coding", what: "config", coding },
      });
    },
  );

  test.for([
    ["a child", `manifests/${amd64Image.digest}`, "child manifest"],
    ["a config", `blobs/${amd64.digest}`, "config"],
  ] as const)("%s that is gone, and a page says so", async ([, path, what]) => {
    const page = { status: 404, headers: { "content-type": "text/html" }, body: "<h1>not found" };
    const lines: readonly Line[] = [[`GET ${root}/${path}`, page], ...serving(both, amd64Image, amd64)];
    expect(await walkOver(lines)).toMatchObject({ kind: "faulty", fault: { kind: "blob-missing", what } });
  });

  test("another platform's child that is gone", async () => {
    const lines: readonly Line[] = [
      [`GET ${root}/manifests/${arm64Image.digest}`, { status: 404 }],
      ...serving(both, amd64Image, amd64),
    ];
    expect(await walkOver(lines)).toMatchObject({ kind: "found" });
  });

  test("a config that is gone", async () => {
    const lines: readonly Line[] = [[`GET ${root}/blobs/${amd64.digest}`, { status: 404 }], ...serving(amd64Image)];
    expect(await walkOver(lines)).toMatchObject({
      kind: "faulty",
      fault: { kind: "blob-missing", what: "config", digest: amd64.digest },
    });
  });

  test.for([
    ["shorter", Buffer.from("{}"), { kind: "size-mismatch", actual: 2 }],
    [
      "longer",
      Buffer.concat([amd64Image.bytes, Buffer.from(" ")]),
      { kind: "size-mismatch", actual: amd64Image.bytes.length + 1 },
    ],
    ["of 100 MB", Buffer.alloc(100_000_000), { kind: "size-mismatch", actual: 100_000_000 }],
    ["as long, and something else", Buffer.alloc(amd64Image.bytes.length), { kind: "digest-mismatch" }],
  ] as const)("a manifest that is %s", async ([, body, fault]) => {
    const lines: readonly Line[] = [
      [`GET ${root}/manifests/${amd64Image.digest}`, { ...reply(amd64Image), body }],
      ...serving(amd64Image),
    ];
    expect(await walkOver(lines)).toMatchObject({ kind: "faulty", fault: { ...fault, what: "manifest" } });
  });

  test("a manifest that goes on, of which nobody said how far", async () => {
    const endless = {
      headers: { "content-type": types.manifest, "content-length": "" },
      body: Buffer.alloc(1_000_000),
    };
    const lines: readonly Line[] = [[`GET ${root}/manifests/${amd64Image.digest}`, endless], ...serving(amd64Image)];
    expect(await walkOver(lines)).toMatchObject({ fault: { kind: "size-mismatch", actual: null } });
  });

  test("a config that is something else", async () => {
    const body = Buffer.alloc(amd64.bytes.length);
    const lines: readonly Line[] = [[`GET ${root}/blobs/${amd64.digest}`, { body }], ...serving(amd64Image)];
    expect(await walkOver(lines)).toMatchObject({
      kind: "faulty",
      fault: { kind: "digest-mismatch", what: "config", expected: amd64.digest },
    });
  });

  test.for([
    ["manifest", stored(types.manifest, "<html>"), []],
    ["manifest", stored(types.index, "[]"), []],
    ["manifest", manifestOf(amd64, { layers: [{ ...layer, size: 0 }] }), []],
    ["config", manifestOf(stored(types.config, "tar")), [stored(types.config, "tar")]],
  ] as const)("a %s that can't be read", async ([what, top, others]) => {
    expect(await walkOver(serving(top, ...others))).toMatchObject({
      kind: "faulty",
      fault: { kind: "malformed", what },
    });
  });

  test.for<[string, ScriptedReply, object]>([
    ["as large as that", { headers: { "content-length": String(10 ** 12) } }, { kind: "found", depth: "reference" }],
    [
      "not so large",
      { headers: { "content-length": "300" } },
      { fault: { kind: "size-mismatch", what: "config", actual: 300 } },
    ],
    ["gone", { status: 404 }, { fault: { kind: "blob-missing", what: "config" } }],
    ["not told of", { status: 405 }, { kind: "found", depth: "reference" }],
  ])("a config that declares more than any has is not fetched: %s", async ([, head, expected]) => {
    const manifest = manifestOf(amd64, { config: { ...describeStored(amd64), size: 10 ** 12 } });
    const network = networkOf([[`HEAD ${root}/blobs/${amd64.digest}`, head], ...serving(manifest)]);
    expect(await network.walk(image, { depth: "manifest" })).toMatchObject(expected);
    expect(network.asked).toHaveLength(3);
  });

  test("nor is a manifest of an index: a node's limit is for what a name resolves to", async () => {
    const entry = { ...describeStored(amd64Image), size: 10 ** 9, platform: { os: "linux", architecture: "amd64" } };
    const index = stored(types.index, { manifests: [entry] });
    const head: Line = [
      `HEAD ${root}/manifests/${amd64Image.digest}`,
      { headers: { "content-length": String(10 ** 9) } },
    ];
    const network = networkOf([head, ...serving(index)]);
    expect(await network.walk(image, { depth: "manifest" })).toMatchObject({ kind: "found", depth: "reference" });
    expect(network.asked).toHaveLength(3);
  });

  test.for([
    ["fewer", { rootfs: { diff_ids: [] } }, 0],
    ["more", { rootfs: { diff_ids: ["1", "2"] } }, 2],
    ["no list", { rootfs: undefined }, 0],
  ] as const)("%s diff ids than layers", async ([, more, diffIds]) => {
    const config = configFor("linux/amd64", more);
    const manifest = manifestOf(config);
    expect(await walkOver(serving(manifest, config))).toMatchObject({
      kind: "faulty",
      fault: { kind: "layers-mismatch", layers: 1, diffIds },
    });
  });

  test("a config that is mere bytes is nobody's image, though containerd 2.1 pulls it", async () => {
    const config = { ...configFor("linux/amd64", { rootfs: undefined }), mediaType: "application/octet-stream" };
    const manifest = manifestOf(config);
    expect(await walkOver(serving(manifest, config))).toMatchObject({
      kind: "faulty",
      fault: { kind: "not-an-image", part: "config", mediaType: "application/octet-stream" },
    });
  });
});

describe("content from another host", () => {
  const cdn = "https://cdn.test/blob?sig=canary-signature";
  const sent: Line = [`GET ${root}/blobs/${amd64.digest}`, { status: 307, headers: { location: cdn } }];

  test("found there", async () => {
    const network = networkOf([sent, ["GET https://cdn.test/*", reply(amd64)], ...serving(amd64Image)]);
    const outcome = await network.walk(image, { depth: "manifest" });
    expect(outcome).toMatchObject({ kind: "found" });
    expect(outcome.evidence.at(-1)?.url).toBe("https://cdn.test/blob?sig=***");
  });

  test.for([
    [
      "fails",
      { failure: { hop: "dns", cause: "name-not-found" } },
      { kind: "unreachable", hop: "blob", cause: "name-not-found" },
    ],
    ["answers 500", { status: 501 }, { kind: "unreachable", hop: "blob", cause: "server-error" }],
    ["refuses", { status: 403 }, { kind: "refused", at: "blob", status: 403 }],
    ["has nothing", { status: 404 }, { kind: "faulty", fault: { kind: "blob-missing", what: "config" } }],
  ] as const)("the other host %s", async ([, answer, expected]) => {
    const lines: readonly Line[] = [sent, ["GET https://cdn.test/*", answer], ...serving(amd64Image)];
    expect(await walkOver(lines)).toMatchObject(expected);
  });

  test("the registry's own trouble with a blob is the registry's", async () => {
    const lines: readonly Line[] = [[`GET ${root}/blobs/${amd64.digest}`, { status: 501 }], ...serving(amd64Image)];
    expect(await walkOver(lines)).toMatchObject({ kind: "unreachable", hop: "ping", host: "registry.test" });
    const refused: readonly Line[] = [[`GET ${root}/blobs/${amd64.digest}`, { status: 403 }], ...serving(amd64Image)];
    expect(await walkOver(refused)).toMatchObject({ kind: "refused", at: "blob", status: 403 });
  });
});

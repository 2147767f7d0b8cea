// From a digest to what a node would run: which documents are read, and which of them are no image.
import { describe, expect, test } from "vitest";
import { configFor, indexOf, layer, manifestOf, root, serving, stored, types } from "./images.ts";
import {
  amd64,
  amd64Image,
  arm64,
  arm64Image,
  both,
  image,
  linuxAmd64,
  linuxArm64,
  walkOver,
} from "./two-platforms.ts";
import { networkOf } from "./walks.ts";

describe("what is asked", () => {
  test("an image: name, manifest, config", async () => {
    const network = networkOf(serving(amd64Image, amd64));
    expect(await network.walk(image, { depth: "manifest" })).toMatchObject({
      kind: "found",
      depth: "manifest",
      digest: amd64Image.digest,
      platforms: [linuxAmd64],
      content: { layers: 1, compressedBytes: 1000 },
    });
    expect(network.asked).toEqual([
      `HEAD ${root}/manifests/1`,
      `GET ${root}/manifests/${amd64Image.digest}`,
      `GET ${root}/blobs/${amd64.digest}`,
    ]);
    expect(network.requests.map(({ headers }) => headers["accept"]).slice(1)).toEqual([
      `${types.manifest}, */*`,
      `${types.config}, */*`,
    ]);
    expect(network.transport.cost().countedPulls).toBe(1);
  });

  test("an index: only the node's child, and its platforms are all of the index's", async () => {
    const network = networkOf(serving(both, amd64Image, amd64));
    expect(await network.walk(image, { depth: "manifest" })).toMatchObject({
      kind: "found",
      digest: both.digest,
      platforms: [linuxAmd64, linuxArm64],
    });
    expect(network.asked).toHaveLength(4);
  });

  test("an index for two platforms is fetched once", async () => {
    const network = networkOf(serving(both, amd64Image, amd64, arm64Image, arm64));
    const outcome = await network.walk(image, { depth: "manifest", platforms: ["linux/amd64", "linux/arm64"] });
    expect(outcome).toMatchObject({ kind: "found" });
    expect(network.asked).toHaveLength(1 + 1 + 2 + 2);
    expect(network.transport.cost().countedPulls).toBe(3);
  });

  test("no document may be longer than it was declared to be", async () => {
    const network = networkOf(serving(amd64Image, amd64));
    await network.walk(image, { depth: "manifest" });
    expect(network.requests.map(({ maxBytes }) => maxBytes)).toEqual([0, 65_536, 65_536]);
  });
});

describe("artifacts", () => {
  const chart = manifestOf(stored("application/vnd.cncf.helm.config.v1+json", {}));
  const signature = manifestOf(amd64, {
    layers: [{ ...layer, mediaType: "application/vnd.dev.cosign.simplesigning.v1+json" }],
  });
  const wasm = manifestOf(stored("application/vnd.wasm.config.v0+json", {}));

  test.for([
    ["a Helm chart", chart],
    ["a signature", signature],
    ["a WebAssembly module", wasm],
  ] as const)("%s in a container", async ([what, manifest]) => {
    const network = networkOf(serving(manifest));
    expect(await network.walk(image, { depth: "manifest" })).toMatchObject({
      kind: "faulty",
      fault: { kind: "not-an-image", what },
      digest: manifest.digest,
    });
    expect(network.asked).toHaveLength(2);
  });

  test.for([chart, signature, wasm])("in a volume it is mounted", async (manifest) => {
    const outcome = await walkOver(serving(manifest), { slot: "volume" });
    expect(outcome).toMatchObject({ kind: "found", depth: "manifest", platforms: [] });
  });

  test("an image of another platform in a volume: it is only mounted", async () => {
    expect(await walkOver(serving(arm64Image, arm64), { slot: "volume" })).toMatchObject({ kind: "found" });
    expect(await walkOver(serving(both), { slot: "volume", platforms: ["linux/s390x"] })).toMatchObject({
      kind: "mismatched",
      how: "index",
    });
  });

  test("one layer of an unknown type among others makes no artifact, and is not unpacked", async () => {
    const layers = [layer, { ...layer, mediaType: "application/vnd.example.extra" }];
    const config = configFor("linux/amd64", { rootfs: { diff_ids: ["1"] } });
    const mixed = manifestOf(config, { layers });
    expect(await walkOver(serving(mixed, config))).toMatchObject({ kind: "found", content: { layers: 2 } });
    const counted = configFor("linux/amd64", { rootfs: { diff_ids: ["1", "2"] } });
    expect(await walkOver(serving(manifestOf(counted, { layers }), counted))).toMatchObject({
      fault: { kind: "layers-mismatch", layers: 1, diffIds: 2 },
    });
  });

  test("an image without layers is an image", async () => {
    const config = configFor("linux/amd64", { rootfs: { diff_ids: [] } });
    const empty = manifestOf(config, { layers: [] });
    expect(await walkOver(serving(empty, config))).toMatchObject({ kind: "found", content: { layers: 0 } });
  });

  test("an artifact beside the image, in an index without platforms: the first is taken", async () => {
    const behind = indexOf([
      ["", amd64Image],
      ["", chart],
    ]);
    expect(await walkOver(serving(behind, chart, amd64Image, amd64))).toMatchObject({ kind: "found" });
    const before = indexOf([
      ["", chart],
      ["", amd64Image],
    ]);
    expect(await walkOver(serving(before, chart, amd64Image, amd64))).toMatchObject({ kind: "faulty" });
    const alone = indexOf([["", chart]]);
    expect(await walkOver(serving(alone, chart))).toMatchObject({ kind: "faulty", fault: { kind: "not-an-image" } });
  });
});

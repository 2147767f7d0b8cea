// Manifests, indexes and configs: what is read of them, and what makes containerd reject them.
import { describe, expect, test } from "vitest";
import { isDigest, readConfig, readIndex, readManifest } from "../../src/registries/manifest.ts";

const one = `sha256:${"1".repeat(64)}`;
const two = `sha256:${"2".repeat(64)}`;
const imageConfig = "application/vnd.oci.image.config.v1+json";
const layerType = "application/vnd.oci.image.layer.v1.tar+gzip";
const manifestType = "application/vnd.oci.image.manifest.v1+json";
const indexType = "application/vnd.oci.image.index.v1+json";

const config = { mediaType: imageConfig, digest: one, size: 7 };
const layer = { mediaType: layerType, digest: two, size: 9 };
const entry = { mediaType: manifestType, digest: one, size: 7 };

function bytes(value: unknown): Buffer {
  return Buffer.from(typeof value === "string" ? value : JSON.stringify(value));
}

describe("manifests", () => {
  test("config and layers", () => {
    const document = { schemaVersion: 2, mediaType: manifestType, config, layers: [layer], annotations: {} };
    expect(readManifest(bytes(document))).toEqual({ ok: true, value: { config, layers: [layer] } });
  });

  test("names are read however they are cased, and media types to the letter", () => {
    const shouted = { ...config, mediaType: imageConfig.toUpperCase() };
    expect(readManifest(bytes({ Config: shouted, LAYERS: [layer] }))).toEqual({
      ok: true,
      value: { config: shouted, layers: [layer] },
    });
  });

  test.for<[object, string]>([
    [{ annotations: { build: 7 } }, '"annotations.build" is no text'],
    [{ schemaVersion: "2" }, '"schemaVersion" is no whole number'],
    [{ layers: {} }, '"layers" is no list'],
    [{ layers: [{ ...layer, annotations: [] }] }, '"layers.0.annotations" is no object'],
    [{ subject: "x" }, '"subject" is no object'],
  ])("what Go can't decode ends the pull: %j", ([fields, why]) => {
    expect(readManifest(bytes({ config, ...fields }))).toMatchObject({ ok: false, why });
  });

  test.for<[string, unknown, string]>([
    ["no JSON", '{"config":', "it is not a JSON object"],
    ["a list", [], "it is not a JSON object"],
    ["nothing", "", "it is not a JSON object"],
    ["no config", { layers: [] }, 'it has no "config"'],
    ["a config without a digest", { config: { size: 1 } }, 'it has no "config"'],
    ["schema 1", { fsLayers: [] }, 'it has "fsLayers", as schema 1 does'],
    ["an index's list", { config, manifests: [] }, 'it is a manifest and has "manifests"'],
    ["an index's type", { mediaType: indexType, config }, "it is a manifest and says that it is an index"],
    ["a layer that is none", { config, layers: [layer, "x"] }, '"layers.1" is no object'],
    ["a layer of size 0", { config, layers: [{ ...layer, size: 0 }] }, `its descriptor of ${two} declares a size of 0`],
    ["a config of size 0", { config: { ...config, size: 0 } }, `its descriptor of ${one} declares a size of 0`],
  ])("%s", ([, document, why]) => {
    expect(readManifest(bytes(document))).toMatchObject({ ok: false, why });
  });

  test.for([-1, 1.5, "7", null, 2 ** 60])("a size of %j is none", (size) => {
    expect(readManifest(bytes({ config, layers: [{ ...layer, size }] }))).toMatchObject({ ok: false });
  });
});

describe("indexes", () => {
  test.for<[string, object, object]>([
    [
      "a platform",
      { ...entry, platform: { os: "linux", architecture: "arm", variant: "v7", "os.version": "1" } },
      { platform: { os: "linux", architecture: "arm", variant: "v7", osVersion: "1" }, attestation: false },
    ],
    ["no platform", entry, { platform: null, attestation: false }],
    [
      "an empty platform",
      { ...entry, platform: {} },
      { platform: { os: "", architecture: "", variant: "", osVersion: "" }, attestation: false },
    ],
    ["no digest", { ...entry, digest: "sha256:no" }, { descriptor: null, platform: null, attestation: false }],
    [
      "unknown/unknown",
      { ...entry, platform: { os: "unknown", architecture: "unknown" } },
      { platform: { os: "unknown", architecture: "unknown", variant: "", osVersion: "" }, attestation: true },
    ],
    [
      "buildx's annotation alone, which containerd doesn't look at",
      { ...entry, annotations: { "vnd.docker.reference.type": "attestation-manifest" } },
      { platform: null, attestation: false },
    ],
  ])("%s", ([, manifest, expected]) => {
    const read = readIndex(bytes({ manifests: [manifest] }));
    expect(read).toEqual({ ok: true, value: [{ descriptor: entry, ...expected }] });
  });

  test.for<[string, unknown, string]>([
    ["no JSON", "<html>", "it is not a JSON object"],
    ["a config", { manifests: [], config }, 'it is an index and has "config" or "layers"'],
    ["layers", { manifests: [], layers: [] }, 'it is an index and has "config" or "layers"'],
    ["a manifest's type", { mediaType: manifestType, manifests: [] }, "it is an index and says that it is a manifest"],
    ["no list", { manifests: {} }, '"manifests" is no list'],
    ["an entry that is none", { manifests: [1] }, '"manifests.0" is no object'],
  ])("%s", ([, document, why]) => {
    expect(readIndex(bytes(document))).toMatchObject({ ok: false, why });
  });

  test("without a list it is empty", () => {
    expect(readIndex(bytes({ schemaVersion: 2 }))).toEqual({ ok: true, value: [] });
    expect(readIndex(bytes({ manifests: null }))).toEqual({ ok: true, value: [] });
  });
});

describe("configs", () => {
  test.for<[string, unknown, object]>([
    [
      "platform and layers",
      { os: "linux", architecture: "arm64", variant: "v8", rootfs: { diff_ids: [one, two] } },
      { platform: { os: "linux", architecture: "arm64", variant: "v8", osVersion: "" }, diffIds: 2 },
    ],
    [
      "a build of Windows",
      { os: "windows", architecture: "amd64", "os.version": "10.0.20348.2113" },
      {
        platform: { os: "windows", architecture: "amd64", variant: "", osVersion: "10.0.20348.2113" },
        diffIds: null,
      },
    ],
    ["nothing", {}, { platform: null, diffIds: null }],
    [
      "half a platform",
      { os: "linux" },
      { platform: { os: "linux", architecture: "", variant: "", osVersion: "" }, diffIds: null },
    ],
  ])("%s", ([, document, value]) => {
    expect(readConfig(bytes(document))).toEqual({ ok: true, value });
  });

  test.for<[object, string]>([
    [{ os: 1 }, '"os" is no text'],
    [{ rootfs: [] }, '"rootfs" is no object'],
    [{ created: "yesterday" }, '"created" is no time'],
    [{ config: { Cmd: "/bin/true" } }, '"config.Cmd" is no list'],
    [{ config: { ExposedPorts: ["80"] } }, '"config.ExposedPorts" is no object'],
    [{ config: { Labels: { build: 7 } } }, '"config.Labels.build" is no text'],
    [{ history: [{ empty_layer: "yes" }] }, '"history.0.empty_layer" is no true or false'],
  ])("what Go can't decode ends the pull: %j", ([document, why]) => {
    expect(readConfig(bytes(document))).toMatchObject({ ok: false, why });
  });

  test("what Go doesn't know, and what is null, is left alone", () => {
    const document = { os: null, created: null, config: { Healthcheck: 1, Cmd: null }, "moby.x": [] };
    expect(readConfig(bytes(document))).toMatchObject({ ok: true });
  });

  test("no JSON", () => {
    expect(readConfig(bytes("tar"))).toMatchObject({ ok: false, why: "it is not a JSON object" });
  });
});

test.for<[string, boolean]>([
  [one, true],
  [`sha384:${"a".repeat(96)}`, true],
  [`sha512:${"f".repeat(128)}`, true],
  [`sha256:${"A".repeat(64)}`, false],
  [`sha256:${"1".repeat(63)}`, false],
  [`sha512:${"1".repeat(64)}`, false],
  [`md5:${"1".repeat(32)}`, false],
  [`${one}\n`, false],
  ["", false],
])("%j is a digest: %s", ([text, expected]) => {
  expect(isDigest(text)).toBe(expected);
});

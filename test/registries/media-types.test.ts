// What containerd takes each media type for.
import { pullRules } from "../../src/registries/containerd.ts";
import { describe, expect, test } from "vitest";
import {
  artifactName,
  isFileSystemLayer,
  isImageConfig,
  manifestAccept,
  manifestType,
} from "../../src/registries/media-types.ts";

test("the Accept list is containerd's, to the letter", () => {
  expect(manifestAccept).toBe(
    "application/vnd.docker.distribution.manifest.v2+json, application/vnd.docker.distribution.manifest.list.v2+json, " +
      "application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json, */*",
  );
});

test.for([
  ["application/vnd.docker.distribution.manifest.v2+json", "manifest"],
  ["application/vnd.oci.image.manifest.v1+json", "manifest"],
  ["application/vnd.docker.distribution.manifest.list.v2+json", "index"],
  ["application/vnd.oci.image.index.v1+json", "index"],
  ["application/vnd.docker.distribution.manifest.v1+json", "unsigned schema1"],
  ["application/vnd.docker.distribution.manifest.v1+prettyjws", "schema1"],
  ["application/json", "other"],
  ["application/octet-stream", "other"],
  ["text/plain", "schema1"],
  ["", "other"],
])("%j is of type %s", ([mediaType = "", type]) => {
  expect(manifestType(mediaType)).toBe(type);
});

test.for<[string, boolean]>([
  ["application/vnd.docker.container.image.v1+json", true],
  ["application/vnd.oci.image.config.v1+json", true],
  ["application/octet-stream", false],
  ["application/vnd.cncf.helm.config.v1+json", false],
  ["application/vnd.oci.empty.v1+json", false],
  ["", false],
])("%j is an image's config: %s", ([mediaType, expected]) => {
  expect(isImageConfig(mediaType)).toBe(expected);
});

describe("layers", () => {
  test.for([
    "application/vnd.docker.image.rootfs.diff.tar",
    "application/vnd.docker.image.rootfs.diff.tar.gzip",
    "application/vnd.docker.image.rootfs.diff.tar.zstd",
    "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
    "application/vnd.oci.image.layer.v1.tar",
    "application/vnd.oci.image.layer.v1.tar+gzip",
    "application/vnd.oci.image.layer.v1.tar+zstd",
    "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
    "application/vnd.oci.image.layer.v1.tar+gzip+encrypted",
    "application/vnd.erofs.layer.v1",
  ])("%j is unpacked", (mediaType) => {
    expect(isFileSystemLayer(mediaType, pullRules("2.1"))).toBe(true);
  });

  test.for([
    "application/vnd.dev.cosign.simplesigning.v1+json",
    "application/vnd.in-toto+json",
    "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
    "application/wasm",
    "text/plain",
    "",
    "application/vnd.OCI.image.layer.v1.tar+gzip",
  ])("%j is not", (mediaType) => {
    expect(isFileSystemLayer(mediaType, pullRules("2.1"))).toBe(false);
  });
});

test.for([
  ["application/vnd.cncf.helm.config.v1+json", "a Helm chart"],
  ["application/vnd.dev.cosign.simplesigning.v1+json", "a signature"],
  ["application/vnd.cncf.flux.config.v1+json", "an artifact"],
  ["application/vnd.cncf.openpolicyagent.config.v1+json", "a policy bundle"],
  ["application/vnd.wasm.config.v0+json", "a WebAssembly module"],
  ["application/vnd.in-toto+json", "an attestation"],
  ["application/vnd.oci.empty.v1+json", "an artifact with an empty config"],
  ["application/vnd.europa.config.v1+json", "an artifact"],
  ["", "an artifact"],
])("%j is called %s", ([mediaType = "", name]) => {
  expect(artifactName(mediaType)).toBe(name);
});

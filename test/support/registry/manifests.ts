// Manifests as a registry stores them, and the descriptors by which they name each other.
// Source: image-spec `manifest.md`, `descriptor.md`; distribution `docs/spec/manifest-v2-2.md`.
import { type Digest } from "../../../src/model.ts";
import { digestOfBytes } from "./layers.ts";
import { type ImageSpec } from "./world.ts";

/** A stored manifest: `bytes` are what a GET brings, which a lying registry lets differ from what `digest` names. */
export interface StoredManifest {
  readonly digest: Digest;
  readonly mediaType: string;
  readonly bytes: Buffer;
}

export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly size: number;
}

export const mediaTypes = {
  ociManifest: "application/vnd.oci.image.manifest.v1+json",
  ociIndex: "application/vnd.oci.image.index.v1+json",
  ociConfig: "application/vnd.oci.image.config.v1+json",
  ociLayer: "application/vnd.oci.image.layer.v1.tar+gzip",
  dockerManifest: "application/vnd.docker.distribution.manifest.v2+json",
  dockerList: "application/vnd.docker.distribution.manifest.list.v2+json",
  dockerConfig: "application/vnd.docker.container.image.v1+json",
  dockerLayer: "application/vnd.docker.image.rootfs.diff.tar.gzip",
  schema1: "application/vnd.docker.distribution.manifest.v1+prettyjws",
} as const;

/** JSON on one line, with the line end that `altered` takes away. */
export function bytesOfJson(value: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(value)}\n`);
}

/** As long, as good to read, and not the same bytes. */
export function altered(bytes: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, -1), Buffer.from(" ")]);
}

/** What a push of `document` leaves behind, with the fault that `wrong` asks for. */
export function storeManifest(
  mediaType: string,
  document: object,
  wrong: ImageSpec["wrong"],
  hash: ImageSpec["hash"] = "sha256",
): StoredManifest {
  const whole = bytesOfJson(document);
  const intended = wrong === "json" ? whole.subarray(0, whole.length / 2) : whole;
  return { mediaType, digest: digestOfBytes(intended, hash), bytes: wrong === "digest" ? altered(intended) : intended };
}

/** `error` is added to the size that is declared. */
export function describeBytes(mediaType: string, bytes: Buffer, error = 0): Descriptor {
  return { mediaType, digest: digestOfBytes(bytes), size: bytes.length + error };
}

export function describeManifest(manifest: StoredManifest, error = 0): Descriptor {
  return { mediaType: manifest.mediaType, digest: manifest.digest, size: manifest.bytes.length + error };
}

// What lives in registries and isn't an image that a node could run: charts, signatures, attestations, schema 1.
// Media types are those that their makers' own tools push (helm, oras, cosign, buildx).
import { type Digest } from "../../../src/model.ts";
import { digestOfBytes, gzipOf, tarOf } from "./layers.ts";
import { bytesOfJson, describeBytes, mediaTypes, storeManifest, type StoredManifest } from "./manifests.ts";
import { type ImageSpec } from "./world.ts";

export type ArtifactKind = Exclude<ImageSpec["kind"], "image">;

type Blobs = Map<Digest, Buffer>;

/** Builds the manifest of an artifact and puts its blobs into `blobs`; `name` is `repository:tag`. */
export function buildArtifact(name: string, kind: ArtifactKind, blobs: Blobs): StoredManifest {
  const content = Buffer.from(`${name}\n`);
  const empty = Buffer.from("{}");
  switch (kind) {
    case "schema1": {
      const layer = schema1Layer(name);
      blobs.set(digestOfBytes(layer), layer);
      // Named by what is signed: the signatures come and go.
      const { signatures: _, ...signed } = schema1Of(name);
      const digest = digestOfBytes(Buffer.from(JSON.stringify(signed)));
      return { ...storeManifest(mediaTypes.schema1, schema1Of(name), null), digest };
    }
    case "helm": {
      const config = bytesOfJson({ apiVersion: "v2", name, version: "1.0.0" });
      const layer = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
      return store(
        blobs,
        ["application/vnd.cncf.helm.config.v1+json", config],
        [layer, gzipOf(tarOf("Chart.yaml", name))],
      );
    }
    case "artifact": {
      const type = "application/vnd.example.sbom.v1+json";
      return store(blobs, ["application/vnd.oci.empty.v1+json", empty], [type, content], { artifactType: type });
    }
    case "wasm":
      return store(blobs, ["application/vnd.wasm.config.v0+json", empty], ["application/wasm", content]);
    case "cosign": {
      const config = bytesOfJson({ architecture: "", os: "", config: {}, rootfs: rootfsOf(content) });
      const layer = "application/vnd.dev.cosign.simplesigning.v1+json";
      return store(blobs, [mediaTypes.ociConfig, config], [layer, content]);
    }
  }
}

/** buildx's provenance: an in-toto statement that stands beside the images of an index as `unknown/unknown`. */
export function buildAttestation(name: string, blobs: Blobs): StoredManifest {
  const statement = bytesOfJson({ _type: "https://in-toto.io/Statement/v0.1", subject: [{ name }] });
  const config = bytesOfJson({ architecture: "unknown", os: "unknown", config: {}, rootfs: rootfsOf(statement) });
  return store(blobs, [mediaTypes.ociConfig, config], ["application/vnd.in-toto+json", statement]);
}

/**
 * Image manifest version 2, schema 1, with the shape of a signature: it says how to take itself out again.
 * Source: distribution `docs/spec/manifest-v2-1.md`; docker/libtrust `jsonsign.go` (ParsePrettySignature).
 */
export function schema1Of(name: string): { readonly signatures: readonly object[] } {
  const [repository, tag] = name.split(":");
  const history = { architecture: "amd64", os: "linux", id: "0".repeat(64), config: {} };
  const signed = {
    schemaVersion: 1,
    name: repository,
    tag,
    architecture: "amd64",
    fsLayers: [{ blobSum: digestOfBytes(schema1Layer(name)) }],
    history: [{ v1Compatibility: JSON.stringify(history) }],
  };
  const header = { formatLength: JSON.stringify(signed).length - 1, formatTail: base64("}") };
  const signature = base64("signature");
  return {
    ...signed,
    signatures: [{ header: { alg: "ES256" }, signature, protected: base64(JSON.stringify(header)) }],
  };
}

function schema1Layer(name: string): Buffer {
  return gzipOf(tarOf("etc/release", name));
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64url");
}

function rootfsOf(layer: Buffer): object {
  return { type: "layers", diff_ids: [digestOfBytes(layer)] };
}

type Part = readonly [mediaType: string, bytes: Buffer];

function store(blobs: Blobs, config: Part, layer: Part, more: object = {}): StoredManifest {
  for (const [, bytes] of [config, layer]) blobs.set(digestOfBytes(bytes), bytes);
  const document = {
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    ...more,
    config: describeBytes(...config),
    layers: [describeBytes(...layer)],
  };
  return storeManifest(mediaTypes.ociManifest, document, null);
}

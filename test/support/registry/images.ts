// Images that nobody built: real layers, configs, manifests and indexes, the same bytes for the same description.
// What is made could be pulled and run by a real client, unless the description wants it broken.
import { type Digest } from "../../../src/model.ts";
import { zstdCompressSync } from "node:zlib";
import { buildArtifact, buildAttestation } from "./artifacts.ts";
import { edited } from "./edits.ts";
import { digestOfBytes, gzipOf, tarOf } from "./layers.ts";
import {
  altered,
  bytesOfJson,
  describeBytes,
  describeManifest,
  mediaTypes,
  storeManifest,
  type StoredManifest,
} from "./manifests.ts";
import { type ImageSpec, type LayerSpec } from "./world.ts";

/** Everything that a push of one image stores; what `missing` names is left out. */
export interface BuiltImage {
  /** What the tag names. */
  readonly top: StoredManifest;
  /** `top` and the manifests below it. */
  readonly manifests: readonly StoredManifest[];
  readonly blobs: ReadonlyMap<Digest, Buffer>;
  /** Digests of the manifests below an index, by platform as written. */
  readonly children: ReadonlyMap<string, Digest>;
}

const created = "2026-01-01T00:00:00Z";

/** Builds what `spec` describes; `name` (`shop/web:1.27.2`) is written into the layers, so that no two images are the same. */
export function buildImage(name: string, spec: ImageSpec): BuiltImage {
  const blobs = new Map<Digest, Buffer>();
  const [platform = "none", ...more] = spec.platforms;
  if (spec.kind === "image" && (more.length > 0 || spec.index || spec.nested || spec.attestation)) {
    return buildIndex(name, spec, blobs);
  }
  const top =
    spec.kind === "image" ? buildManifest(name, platform, spec, blobs, "top") : buildArtifact(name, spec.kind, blobs);
  return { top, manifests: [top], blobs, children: new Map() };
}

function buildIndex(name: string, spec: ImageSpec, blobs: Map<Digest, Buffer>): BuiltImage {
  const mediaType = spec.format === "oci" ? mediaTypes.ociIndex : mediaTypes.dockerList;
  const error = spec.wrong === "size" ? 1 : 0;
  const children = spec.platforms.map((written) => {
    const manifest = buildManifest(name, written, spec, blobs, "child");
    return { written, manifest, entry: { ...describeManifest(manifest, error), ...platformOfEntry(written) } };
  });
  const attestations = spec.attestation ? [buildAttestation(name, blobs)] : [];
  const manifests: readonly object[] = [
    ...children.map(({ entry }) => entry),
    ...attestations.map((attestation) => attestationEntry(attestation, children[0]?.manifest)),
  ];
  const document = { schemaVersion: 2, mediaType, manifests, ...paddingOf(spec) };
  const inner = storeManifest(
    mediaType,
    spec.nested ? document : edited(document, spec.edit),
    spec.nested ? null : spec.wrong,
  );
  const outer = { schemaVersion: 2, mediaType, manifests: [describeManifest(inner, error)] };
  const above = spec.nested ? [storeManifest(mediaType, edited(outer, spec.edit), spec.wrong)] : [];
  const gone = ({ written }: { readonly written: string }): boolean =>
    spec.missing.includes("child") || spec.missing.includes(`child ${written}`);
  const kept = children.filter((child) => !gone(child)).map(({ manifest }) => manifest);
  return {
    top: above[0] ?? inner,
    manifests: [...above, inner, ...kept, ...attestations],
    blobs,
    children: new Map(children.map(({ written, manifest }) => [written, manifest.digest])),
  };
}

function buildManifest(
  name: string,
  written: string,
  spec: ImageSpec,
  blobs: Map<Digest, Buffer>,
  place: "top" | "child",
): StoredManifest {
  const oci = spec.format === "oci";
  const files = spec.layers.map((_, index) => tarOf("etc/release", `${name} ${written} ${index}\n`));
  const layers = files.map((file, index) => {
    const layer = spec.layers[index];
    return layer === undefined ? null : buildLayer(file, layer, spec, blobs);
  });
  const config = configOf(
    written,
    files.map((file) => digestOfBytes(file)),
    spec,
  );
  if (!spec.missing.includes("config")) {
    blobs.set(digestOfBytes(config), spec.wrong === "config digest" ? altered(config) : config);
  }
  const top = place === "top";
  const error = top && spec.wrong === "size" ? 1 : 0;
  const mediaType = oci ? mediaTypes.ociManifest : mediaTypes.dockerManifest;
  const document = {
    schemaVersion: 2,
    mediaType,
    config: describeBytes(oci ? mediaTypes.ociConfig : mediaTypes.dockerConfig, config, error),
    layers,
    ...(top ? paddingOf(spec) : {}),
  };
  const whole = edited(document, top ? spec.edit : spec.editChild);
  return storeManifest(mediaType, whole, top ? spec.wrong : null, spec.hash);
}

function configOf(written: string, diffIds: readonly Digest[], spec: ImageSpec): Buffer {
  if (spec.wrong === "config json") return Buffer.from("<!doctype html><title>gone</title>\n");
  const declared = spec.wrong === "layers" ? [...diffIds, ...diffIds] : diffIds;
  const document = {
    ...(spec.wrong === "platform" ? { os: "linux", architecture: "s390x" } : platformOfConfig(written)),
    created,
    config: { Cmd: ["/bin/true"], Env: ["PATH=/bin"] },
    rootfs: { type: "layers", diff_ids: declared },
    history: declared.map(() => ({ created, created_by: "COPY release /etc/release" })),
  };
  return bytesOfJson(edited(document, spec.editConfig));
}

/** Source: image-spec `layer.md`; distribution `manifest-v2-2.md` for Docker's names. */
function buildLayer(file: Buffer, layer: LayerSpec, spec: ImageSpec, blobs: Map<Digest, Buffer>): object {
  const packed = layer.state === "damaged" ? Buffer.from("neither packed nor a tar\n") : packs[layer.packed](file);
  if (layer.state !== "missing" && !spec.missing.includes("layer")) {
    blobs.set(digestOfBytes(packed), layer.state === "altered" ? altered(packed) : packed);
  }
  const base =
    spec.format === "oci" ? "application/vnd.oci.image.layer.v1.tar" : "application/vnd.docker.image.rootfs.diff.tar";
  const suffixes =
    spec.format === "oci" ? { gzip: "+gzip", zstd: "+zstd", plain: "" } : { gzip: ".gzip", zstd: ".zstd", plain: "" };
  const descriptor = describeBytes(layer.mediaType ?? `${base}${suffixes[layer.packed]}`, packed);
  if (layer.urls === undefined) return descriptor;
  return { ...descriptor, urls: layer.urls.map((url) => url.replace("{{digest}}", descriptor.digest)) };
}

const packs = {
  gzip: gzipOf,
  zstd: (bytes: Buffer) => zstdCompressSync(bytes),
  plain: (bytes: Buffer) => bytes,
} as const;

/** `linux/arm/v7` as image-spec's `platform` object; the names stay as they are written. */
function platformOfConfig(written: string): object {
  const [system = "", architecture, variant] = (written === "none" ? "linux/amd64" : written).split("/");
  const [, os = system, version] = /^(\w+)\((.+)\)$/.exec(system) ?? [];
  return {
    os,
    architecture,
    ...(version === undefined ? {} : { "os.version": version }),
    ...(variant === undefined ? {} : { variant }),
  };
}

function platformOfEntry(written: string): object {
  return written === "none" ? {} : { platform: platformOfConfig(written) };
}

/** Source: docs.docker.com/build/metadata/attestations/attestation-storage. */
function attestationEntry(attestation: StoredManifest, of: StoredManifest | undefined): object {
  return {
    ...describeManifest(attestation),
    platform: { os: "unknown", architecture: "unknown" },
    annotations: {
      "vnd.docker.reference.type": "attestation-manifest",
      "vnd.docker.reference.digest": of?.digest,
    },
  };
}

function paddingOf(spec: ImageSpec): object {
  return spec.padding === 0 ? {} : { annotations: { "test.padding": "x".repeat(spec.padding) } };
}

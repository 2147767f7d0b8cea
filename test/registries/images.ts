// Images as documents, and the lines of a script that serve them from registry.test/shop/web.
import { createHash } from "node:crypto";
import type { Digest } from "../../src/model.ts";
import type { ScriptedReply } from "../support/scripted.ts";

export const root = "https://registry.test/v2/shop/web";

export const types = {
  manifest: "application/vnd.oci.image.manifest.v1+json",
  index: "application/vnd.oci.image.index.v1+json",
  config: "application/vnd.oci.image.config.v1+json",
  layer: "application/vnd.oci.image.layer.v1.tar+gzip",
  schema1: "application/vnd.docker.distribution.manifest.v1+prettyjws",
} as const;

/** A stored document: its bytes, and what a descriptor says of them. */
export interface Stored {
  readonly mediaType: string;
  readonly bytes: Buffer;
  readonly digest: Digest;
}

export function stored(mediaType: string, content: unknown): Stored {
  const bytes = Buffer.from(typeof content === "string" ? content : JSON.stringify(content));
  return { mediaType, bytes, digest: digestOf(bytes) };
}

export function digestOf(bytes: Buffer): Digest {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

export function describeStored({ mediaType, bytes, digest }: Stored): {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly size: number;
} {
  return { mediaType, digest, size: bytes.length };
}

/** `linux/amd64` → a config of one layer; `more` overrides its fields. */
export function configFor(platform: string, more: object = {}): Stored {
  const [os = "", architecture = "", variant] = platform.split("/");
  const named = variant === undefined ? { os, architecture } : { os, architecture, variant };
  return stored(types.config, {
    ...named,
    rootfs: { type: "layers", diff_ids: [`sha256:${"d".repeat(64)}`] },
    ...more,
  });
}

export const layer = { mediaType: types.layer, digest: `sha256:${"a".repeat(64)}`, size: 1000 };

export function manifestOf(config: Stored, more: object = {}): Stored {
  const document = {
    schemaVersion: 2,
    mediaType: types.manifest,
    config: describeStored(config),
    layers: [layer],
    ...more,
  };
  return stored(types.manifest, document);
}

/** Entries by platform; those under `""` have none. */
export function indexOf(entries: readonly (readonly [platform: string, entry: Stored, more?: object])[]): Stored {
  const manifests = entries.map(([platform, entry, more = {}]) => {
    const [os, architecture, variant] = platform.split("/");
    const named = { os, architecture, ...(variant === undefined ? {} : { variant }) };
    return { ...describeStored(entry), ...(platform === "" ? {} : { platform: named }), ...more };
  });
  return stored(types.index, { schemaVersion: 2, mediaType: types.index, manifests });
}

export function reply({ mediaType, bytes, digest }: Stored): ScriptedReply {
  return { headers: { "content-type": mediaType, "docker-content-digest": digest }, body: bytes };
}

/** A line with one reply. */
export type ServedLine = readonly [pattern: string, reply: ScriptedReply];

/** The tag `1` is `top`; every document is served under its digest. */
export function serving(top: Stored, ...others: readonly Stored[]): readonly ServedLine[] {
  return [
    [`HEAD ${root}/manifests/1`, reply(top)],
    ...[top, ...others].map((one): ServedLine => {
      const kind = one.mediaType === types.manifest || one.mediaType === types.index ? "manifests" : "blobs";
      return [`GET ${root}/${kind}/${one.digest}`, reply(one)];
    }),
  ];
}

// The JSON of manifests, indexes and configs → what of it decides a pull. Everything else in them is left alone.
// Sources: image-spec manifest.md, image-index.md, config.md; containerd `core/images/image.go` (validateMediaType, children).
import { fieldAt, isObject, type JsonObject, listAt, objectAt, parseGoJson, stringAt } from "../json.ts";
import type { Digest, NodeComplaint, Platform } from "../model.ts";
import { mistypedField, shapes } from "./go-shapes.ts";
import { manifestType } from "./media-types.ts";

export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly size: number;
  /** Where foreign layers are to be had; absent where the descriptor names no place. */
  readonly urls?: readonly string[];
  /** The content itself, where the descriptor carries all of it; whether it is the digest's is not looked at. */
  readonly data?: Buffer;
}

export interface IndexEntry {
  /** `null` where it can't be fetched by: no digest, or no size. Only the entry that a node takes has to be right. */
  readonly descriptor: Descriptor | null;
  /** `null`: the entry doesn't say, and what it is for stands in its config. An empty one says so, and matches nobody. */
  readonly platform: Platform | null;
  /** A statement about another entry, never pulled to be run. */
  readonly attestation: boolean;
}

export interface Manifest {
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
}

export interface ImageConfig {
  /** `null` where the config doesn't say. */
  readonly platform: Platform | null;
  /** How many layers it names; `null` where it has no list of them. */
  readonly diffIds: number | null;
}

/** A part of the document, or why it is none. */
export type Read<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string; readonly node: NodeComplaint };

/** The entries of an index, in its order; why it is none where it isn't. */
export function readIndex(body: Buffer): Read<readonly IndexEntry[]> {
  const document = parseGoJson(body.toString("utf8"));
  if (!isObject(document)) return no("it is not a JSON object");
  const mistyped = mistypedField(document, shapes.index);
  if (mistyped !== null) return no(mistyped, { kind: "mistyped" });
  if (fieldAt(document, "config") !== undefined || fieldAt(document, "layers") !== undefined)
    return no('it is an index and has "config" or "layers"');
  if (typeOf(document) === "manifest") return no("it is an index and says that it is a manifest");
  const manifests = fieldAt(document, "manifests") ?? [];
  if (!Array.isArray(manifests)) return no('"manifests" is not a list');
  const entries: IndexEntry[] = [];
  for (const entry of manifests) {
    if (!isObject(entry)) return no('an entry of "manifests" is not a descriptor');
    const descriptor = descriptorIn(entry);
    const platform = optionalPlatform(objectAt(entry, "platform"));
    // Annotations say what it is, and containerd goes by the platform alone.
    const attestation = platform?.os === "unknown" && platform.architecture === "unknown";
    entries.push({ descriptor, platform, attestation });
  }
  return { ok: true, value: entries };
}

/** Config and layers of an image's manifest, or why it is none. */
export function readManifest(body: Buffer): Read<Manifest> {
  const document = parseGoJson(body.toString("utf8"));
  // To Go `null` is an object without fields.
  if (!isObject(document))
    return no("it is not a JSON object", document === null ? { kind: "sizeless", digest: "" } : undefined);
  const mistyped = mistypedField(document, shapes.manifest);
  if (mistyped !== null) return no(mistyped, { kind: "mistyped" });
  if (fieldAt(document, "fsLayers") !== undefined) return no('it has "fsLayers", as schema 1 does');
  if (fieldAt(document, "manifests") !== undefined) return no('it is a manifest and has "manifests"');
  if (typeOf(document) === "index") return no("it is a manifest and says that it is an index");
  const described = objectAt(document, "config");
  const config = described === null ? null : descriptorIn(described);
  if (config === null) return no('it has no "config"', complaintOf(described));
  const list = listAt(document, "layers") ?? [];
  const layers: Descriptor[] = [];
  for (const layer of list) {
    const descriptor = isObject(layer) ? descriptorIn(layer) : null;
    if (descriptor === null) {
      return no('an entry of "layers" is not a descriptor', complaintOf(isObject(layer) ? layer : null));
    }
    layers.push(descriptor);
  }
  // containerd fetches nothing that declares no bytes (`core/remotes/handlers.go`, Fetch).
  const empty = [config, ...layers].find(({ size }) => size === 0);
  if (empty !== undefined) {
    return no(`its descriptor of ${empty.digest} declares a size of 0`, { kind: "sizeless", digest: empty.digest });
  }
  return { ok: true, value: { config, layers } };
}

/** What of an image's config decides whether a node can run it. */
export function readConfig(body: Buffer): Read<ImageConfig> {
  const document = parseGoJson(body.toString("utf8"));
  if (!isObject(document)) return no("it is not a JSON object");
  const mistyped = mistypedField(document, shapes.config);
  if (mistyped !== null) return no(mistyped, { kind: "mistyped" });
  const rootfs = objectAt(document, "rootfs") ?? {};
  const diffIds = fieldAt(rootfs, "diff_ids");
  const platform = platformOf(document);
  return {
    ok: true,
    value: { platform: isNamed(platform) ? platform : null, diffIds: Array.isArray(diffIds) ? diffIds.length : null },
  };
}

function descriptorIn(value: JsonObject): Descriptor | null {
  const digest = stringAt(value, "digest");
  const size = fieldAt(value, "size");
  if (!isDigest(digest) || typeof size !== "number" || !Number.isSafeInteger(size) || size < 0) return null;
  const named = listAt(value, "urls") ?? [];
  const urls = named.filter((url) => typeof url === "string");
  const mediaType = stringAt(value, "mediaType");
  const text = stringAt(value, "data");
  const data = text === "" ? null : Buffer.from(text, "base64");
  return {
    mediaType,
    digest,
    size,
    ...(urls.length === 0 ? {} : { urls }),
    ...(data?.length === size ? { data } : {}),
  };
}

/** What a node makes of a descriptor that is none: without a size nothing is fetched, and without a digest nothing found. */
function complaintOf(value: JsonObject | null): NodeComplaint {
  const digest = value === null ? "" : stringAt(value, "digest");
  const size = value === null ? 0 : (fieldAt(value, "size") ?? 0);
  if (size === 0) return { kind: "sizeless", digest };
  return digest === ""
    ? { kind: "nameless", mediaType: value === null ? "" : stringAt(value, "mediaType") }
    : { kind: "other" };
}

function typeOf(document: JsonObject): ReturnType<typeof manifestType> {
  return manifestType(stringAt(document, "mediaType"));
}

function platformOf(value: JsonObject): Platform {
  const os = stringAt(value, "os");
  const osVersion = stringAt(value, "os.version");
  return { os, architecture: stringAt(value, "architecture"), variant: stringAt(value, "variant"), osVersion };
}

function optionalPlatform(value: JsonObject | null): Platform | null {
  return value === null ? null : platformOf(value);
}

function isNamed({ os, architecture }: Platform): boolean {
  return os !== "" || architecture !== "";
}

/** A digest as content stores take it: a known algorithm, lower-case hex of its length. Source: opencontainers/go-digest. */
export function isDigest(text: string): text is Digest {
  return /^(?:sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})$/.test(text);
}

function no(
  why: string,
  node: NodeComplaint = { kind: "other" },
): { readonly ok: false; readonly why: string; readonly node: NodeComplaint } {
  return { ok: false, why, node };
}

// The second step of a pull: from a digest to what the node would run: index → its platform's manifest → config.
// Source: containerd `core/images/image.go` (Manifest, children), `core/images/handlers.go` (FilterPlatforms, LimitManifests).
import type { ContentFault, ImageContent, Platform } from "../model.ts";
import type { Ending } from "./classify.ts";
import { fetchConfig, fetchManifest } from "./documents.ts";
import { type Descriptor, type IndexEntry, type Manifest, readConfig, readIndex, readManifest } from "./manifest.ts";
import { artifactName, isFileSystemLayer, isImageConfig, isUntypedConfig, manifestType } from "./media-types.ts";
import { platformMatches, platformRuns } from "./platforms.ts";
import type { Resolved } from "./resolve.ts";
import type { Walker } from "./walker.ts";

/** An index in an index in an index: deeper ones are nobody's image. */
const deepestIndex = 3;
/** Entries without a platform that are looked into, to see which of them fits. */
const mostSilentEntries = 4;

export type Content =
  | { readonly kind: "image"; readonly platforms: readonly Platform[]; readonly content: ImageContent }
  | {
      readonly kind: "mismatched";
      readonly how: "index" | "image";
      readonly available: readonly Platform[];
      readonly content: ImageContent | null;
    }
  | { readonly kind: "faulty"; readonly fault: ContentFault }
  | { readonly kind: "ending"; readonly ending: Ending };

/** Walks from what a name resolved to down to the config that a node of `wanted` would get. */
export async function contentFor(walker: Walker, wanted: Platform, resolved: Resolved): Promise<Content> {
  if (resolved.body !== null) walker.bodies.set(resolved.digest, resolved.body);
  return contentOf(walker, wanted, resolved, 0);
}

/** `depth` is how many indexes it stands in. */
async function contentOf(walker: Walker, wanted: Platform, descriptor: Descriptor, depth: number): Promise<Content> {
  const { mediaType } = descriptor;
  const type = manifestType(mediaType);
  if (type === "schema1") return { kind: "faulty", fault: { kind: "schema1", mediaType } };
  if (type === "other") return notAnImage("manifest", mediaType);
  if (type === "index" && depth >= deepestIndex)
    return malformed("manifest", `indexes are nested deeper than ${deepestIndex}`);
  const fetched = await fetchManifest(walker, descriptor);
  if (fetched.kind !== "body") return fetched;
  return type === "index"
    ? contentOfIndex(walker, wanted, fetched.body, depth + 1)
    : contentOfManifest(walker, wanted, fetched.body);
}

async function contentOfIndex(walker: Walker, wanted: Platform, body: Buffer, depth: number): Promise<Content> {
  const index = readIndex(body);
  if (!index.ok) return malformed("manifest", index.why);
  const entries = index.value.filter(({ attestation }) => !attestation);
  const available = entries.map(({ platform }) => platform).filter((platform) => platform !== null);
  const named = entries.find(({ platform }) => platform !== null && platformMatches(wanted, platform));
  if (named === undefined) return contentOfSilent(walker, wanted, entries, available, depth);
  const content = await contentOf(walker, wanted, named, depth);
  // An image of an index is for all its platforms, not only for the one that was looked at.
  return content.kind === "image" ? { ...content, platforms: available } : content;
}

/** Entries that don't say match every node; which of them fits, only their configs tell. */
async function contentOfSilent(
  walker: Walker,
  wanted: Platform,
  entries: readonly IndexEntry[],
  named: readonly Platform[],
  depth: number,
): Promise<Content> {
  const available = [...named];
  let artifact: Content | null = null;
  for (const entry of entries.filter(({ platform }) => platform === null).slice(0, mostSilentEntries)) {
    const content = await contentOf(walker, wanted, entry, depth);
    if (content.kind === "mismatched") available.push(...content.available);
    else if (content.kind === "faulty" && content.fault.kind === "not-an-image") artifact ??= content;
    else return content;
  }
  return artifact ?? { kind: "mismatched", how: "index", available, content: null };
}

async function contentOfManifest(walker: Walker, wanted: Platform, body: Buffer): Promise<Content> {
  const manifest = readManifest(body);
  if (!manifest.ok) return malformed("manifest", manifest.why);
  const { config, layers } = manifest.value;
  const content = sizesOf(manifest.value);
  const artifact = artifactIn(manifest.value);
  if (artifact !== null) {
    // An image volume mounts artifacts as they are; a container has nothing to run in one.
    return walker.probe.slot === "volume" ? { kind: "image", platforms: [], content } : notAnImage("content", artifact);
  }

  const fetched = await fetchConfig(walker, config);
  if (fetched.kind !== "body") return fetched;
  const read = readConfig(fetched.body);
  if (!read.ok) return malformed("config", read.why);
  const { platform } = read.value;
  // Of a config without a type of its own nothing is unpacked by, and nothing is counted.
  const diffIds = read.value.diffIds ?? (isUntypedConfig(config.mediaType) ? layers.length : 0);
  if (diffIds !== layers.length) {
    return { kind: "faulty", fault: { kind: "layers-mismatch", layers: layers.length, diffIds } };
  }
  if (platform === null) return { kind: "image", platforms: [], content };
  // What is only mounted need not run.
  if (walker.probe.slot === "container" && !platformRuns(wanted, platform)) {
    return { kind: "mismatched", how: "image", available: [platform], content };
  }
  return { kind: "image", platforms: [platform], content };
}

/** The media type that gives an artifact away; `null` for an image. Signatures have an image's config, and no file system. */
function artifactIn({ config, layers }: Manifest): string | null {
  if (!isImageConfig(config.mediaType)) return config.mediaType;
  if (layers.some(({ mediaType }) => isFileSystemLayer(mediaType))) return null;
  return layers[0]?.mediaType ?? null;
}

function notAnImage(part: "manifest" | "content", mediaType: string): Content {
  return { kind: "faulty", fault: { kind: "not-an-image", part, what: artifactName(mediaType), mediaType } };
}

function malformed(what: "manifest" | "config", detail: string): Content {
  return { kind: "faulty", fault: { kind: "malformed", what, detail } };
}

function sizesOf({ config, layers }: Manifest): ImageContent {
  return { compressedBytes: layers.reduce((sum, layer) => sum + layer.size, config.size), layers: layers.length };
}

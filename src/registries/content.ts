// The second step of a pull: from a digest to what the node would run: index → its platform's manifest → config.
// Source: containerd `core/images/image.go` (Manifest, children), `core/images/handlers.go` (FilterPlatforms, LimitManifests).
import type { BudgetStop } from "../limits/budget.ts";
import type { ContentFault, Digest, ImageContent, NodeComplaint, Platform } from "../model.ts";
import type { Ending } from "./classify.ts";
import { type PullRules, pullRules } from "./containerd.ts";
import { fetchConfig, fetchManifest } from "./documents.ts";
import { knownManifest } from "./kept.ts";
import { lackingLayer } from "./layers.ts";
import { type Descriptor, type IndexEntry, type Manifest, readConfig, readIndex, readManifest } from "./manifest.ts";
import { artifactName, isDockerZstd, isFileSystemLayer, isImageConfig, manifestType } from "./media-types.ts";
import { platformMatches, platformRuns, printBuild, takenPlatforms } from "./platforms.ts";
import type { Resolved } from "./resolve.ts";
import type { Walker } from "./walker.ts";
import { newestFirst } from "./windows.ts";

/** Indexes in indexes that are looked into: deeper ones are nobody's image, and a node's none the less. */
const deepestIndex = 8;

/** Entries of one index that are fetched though nobody runs them. */
const mostOthers = 32;

export type Content =
  | { readonly kind: "image"; readonly platforms: readonly Platform[]; readonly content: ImageContent }
  | {
      readonly kind: "mismatched";
      readonly how: "index" | "config" | "beside" | "next-best" | "image";
      readonly available: readonly Platform[];
      readonly content: ImageContent | null;
    }
  | { readonly kind: "faulty"; readonly fault: ContentFault }
  /** There, and larger than anybody reads here. */
  | { readonly kind: "unread" }
  /** It would take more counted pulls than may be spent. */
  | { readonly kind: "unspent"; readonly stop: BudgetStop }
  | { readonly kind: "ending"; readonly ending: Ending };

/** Walks from what a name resolved to down to the config that a node of `wanted` would get. */
export async function contentFor(walker: Walker, wanted: Platform, resolved: Resolved): Promise<Content> {
  if (resolved.body !== null) {
    walker.bodies.set(resolved.digest, { body: resolved.body, asked: null });
    walker.store?.put(resolved.digest, "manifest", resolved.body);
  }
  return contentOf(walker, wanted, resolved, { depth: 0, isSilent: false, of: null });
}

/** Manifests that would have to be fetched for nodes of these platforms, as far as what is known tells. */
export async function unreadManifests(
  walker: Walker,
  platforms: readonly Platform[],
  { digest, mediaType, body }: Resolved,
): Promise<readonly string[]> {
  const top = body ?? (await knownManifest(walker, digest));
  if (manifestType(mediaType) !== "index") return top === null ? [digest] : [];
  if (top === null) return [digest, ...platforms.map((platform) => `${digest} for ${printBuild(platform)}`)];
  const index = readIndex(top);
  if (!index.ok) return [];
  const rules = pullRules(walker.probe.containerd);
  const chosen = platforms.flatMap((wanted) => choice(index.value, wanted, rules).entry?.descriptor?.digest ?? []);
  const children = await Promise.all(
    [...new Set(chosen)].map(async (child) => ((await knownManifest(walker, child)) === null ? [child] : [])),
  );
  return children.flat();
}

interface Place {
  /** How many indexes it stands in. */
  readonly depth: number;
  /** Its index doesn't say what it is for: its config decides whether a node takes it (`images.Manifest`, ConfigPlatform). */
  readonly isSilent: boolean;
  /** Its digest, where an index led to it. */
  readonly of: Digest | null;
}

async function contentOf(walker: Walker, wanted: Platform, descriptor: Descriptor, place: Place): Promise<Content> {
  const { depth } = place;
  const { mediaType } = descriptor;
  const type = manifestType(mediaType);
  if (type === "schema1" || type === "unsigned schema1")
    return { kind: "faulty", fault: { kind: "schema1", mediaType } };
  if (type === "other") return notAnImage("manifest", mediaType, place);
  if (type === "index" && depth >= deepestIndex) return { kind: "unread" };
  const fetched = await fetchManifest(walker, descriptor);
  if (fetched.kind !== "body") return fetched;
  return type === "index"
    ? contentOfIndex(walker, wanted, fetched.body, depth + 1)
    : contentOfManifest(walker, wanted, fetched.body, place);
}

/**
 * One entry is what a node takes: the first that names its platform, of several builds of Windows the highest; else the
 * first that names none (LimitManifests; `images.Manifest` then looks for the config of that one alone).
 */
async function contentOfIndex(walker: Walker, wanted: Platform, body: Buffer, depth: number): Promise<Content> {
  const index = readIndex(body);
  if (!index.ok) return malformed("manifest", index.why, index.node);
  const rules = pullRules(walker.probe.containerd);
  const { entry, others, available } = choice(index.value, wanted, rules);
  const named = index.value.some(({ platform }) => platform !== null);
  if (entry === undefined) {
    // What it would have taken as the next best it finds again in the end, and has not fetched (`images.Manifest`).
    const taken = rules.puller === "client" ? [] : takenPlatforms(wanted, "next-best");
    const passed = taken.some((one) => available.some((offered) => platformMatches(one, offered)));
    return { kind: "mismatched", how: passed ? "next-best" : "index", available, content: null };
  }
  if (entry.descriptor === null) return malformed("manifest", 'an entry of "manifests" is not a descriptor');
  const isSilent = entry.platform === null;
  // Of the next best platform the image is judged by that one.
  const taken = entry.platform === null ? wanted : takenAs(wanted, entry.platform, rules);
  const content = await contentOf(walker, taken, entry.descriptor, { depth, isSilent, of: entry.descriptor.digest });
  const isBad = content.kind === "faulty" || content.kind === "ending";
  const broken = isBad ? null : await brokenOne(walker, wanted, others, depth);
  if (broken !== null) return broken;
  if (isSilent && named && !isBad) return { kind: "mismatched", how: "beside", available, content: null };
  // An image of an index is for all its platforms, not only for the one that was looked at.
  return content.kind === "image" && !isSilent ? { ...content, platforms: available } : content;
}

/** What a node of `wanted` takes of an index, and what there is. */
function choice(
  all: readonly IndexEntry[],
  wanted: Platform,
  rules: PullRules,
): {
  readonly entry: IndexEntry | undefined;
  readonly others: readonly IndexEntry[];
  readonly available: readonly Platform[];
} {
  const entries = all.filter(({ attestation }) => !attestation);
  const available = entries.flatMap(({ platform }) => platform ?? []).filter(({ architecture }) => architecture !== "");
  const taken = takenPlatforms(wanted, rules.matching);
  const fitting = taken.flatMap((one) =>
    entries.filter(({ platform }) => platform !== null && platformMatches(one, platform)),
  );
  if (wanted.os === "windows") {
    fitting.sort((a, b) => newestFirst(a.platform?.osVersion ?? "", b.platform?.osVersion ?? ""));
  }
  const silent = entries.filter(({ platform }) => platform === null);
  const [entry, ...others] = [...fitting, ...silent];
  return { entry, others: rules.puller === "transfer service" ? others : [], available };
}

/** Of the entries that are fetched beside the chosen one, the first that can't be; what it is for doesn't matter. */
async function brokenOne(
  walker: Walker,
  wanted: Platform,
  others: readonly IndexEntry[],
  depth: number,
): Promise<Content | null> {
  for (const { descriptor, platform } of others.slice(0, mostOthers)) {
    if (descriptor === null) continue;
    const content = await contentOf(walker, wanted, descriptor, {
      depth,
      isSilent: platform === null,
      of: descriptor.digest,
    });
    const isFatal = content.kind === "faulty" && content.fault.kind !== "not-an-image";
    if (isFatal || content.kind === "ending" || content.kind === "unspent") return content;
  }
  return null;
}

/** Whichever of the platforms that the node takes the entry is for. */
function takenAs(wanted: Platform, offered: Platform, { matching }: PullRules): Platform {
  return takenPlatforms(wanted, matching).find((taken) => platformMatches(taken, offered)) ?? wanted;
}

/** Is an image whose index doesn't say so for a node of `wanted`, by its config? */
function isTaken(wanted: Platform, built: Platform, { readsConfigVariant }: PullRules): boolean {
  const read = readsConfigVariant ? built : { ...built, variant: "" };
  // The next best is taken here by every version (`core/images/image.go`, Manifest, with the client's platform).
  return takenPlatforms(wanted, "next-best").some((taken) => platformMatches(taken, read));
}

async function contentOfManifest(walker: Walker, wanted: Platform, body: Buffer, place: Place): Promise<Content> {
  const manifest = readManifest(body);
  if (!manifest.ok) return malformed("manifest", manifest.why, manifest.node);
  const { config, layers } = manifest.value;
  const rules = pullRules(walker.probe.containerd);
  const content = sizesOf(manifest.value);
  const artifact = artifactIn(manifest.value, rules);
  if (artifact !== null) {
    // An image volume mounts artifacts as they are, where the node pulls them; a container has nothing to run in one.
    const part = isImageConfig(config.mediaType) ? "layers" : "config";
    const hasFileSystem = layers.some((layer) => isFileSystemLayer(layer.mediaType, rules));
    // The client unpacks what could be, and has not fetched it (`client/image.go`, Unpack).
    const isClient = rules.puller === "client";
    const isPulled = part === "layers" ? !isClient : rules.pullsArtifacts && !(isClient && hasFileSystem);
    if (walker.probe.slot === "container") return notAnImage(part, artifact, place, hasFileSystem);
    const lacking = await lackingLayer(walker, [config, ...layers]);
    if (lacking !== null) return lacking;
    return isPulled ? { kind: "image", platforms: [], content } : notAnImage(part, artifact, place, hasFileSystem);
  }

  const judged = (body: Buffer): Content => judgedByConfig(walker, wanted, manifest.value, { place, body });
  const fetched = await fetchConfig(walker, config, (body) => judged(body).kind === "image");
  if (fetched.kind !== "body") return fetched;
  const came = judged(fetched.body);
  if (came.kind === "faulty" || (came.kind === "mismatched" && came.how === "config")) return came;
  return (await lackingLayer(walker, layers)) ?? came;
}

/** What the config makes of it, layers aside. */
function judgedByConfig(
  walker: Walker,
  wanted: Platform,
  manifest: Manifest,
  { place, body }: { readonly place: Place; readonly body: Buffer },
): Content {
  const rules = pullRules(walker.probe.containerd);
  const content = sizesOf(manifest);
  const read = readConfig(body);
  if (!read.ok) return malformed("config", read.why, read.node);
  const { platform } = read.value;
  if (place.isSilent && (platform === null || !isTaken(wanted, platform, rules))) {
    return { kind: "mismatched", how: "config", available: platform === null ? [] : [platform], content: null };
  }
  // What is no layer to containerd is fetched and never unpacked (`core/unpack/unpacker.go`).
  const count = manifest.layers.filter(({ mediaType }) => isFileSystemLayer(mediaType, rules)).length;
  const diffIds = read.value.diffIds ?? 0;
  if (diffIds !== count) return { kind: "faulty", fault: { kind: "layers-mismatch", layers: count, diffIds } };
  if (platform === null) return { kind: "image", platforms: [], content };
  // What is only mounted need not run.
  if (walker.probe.slot === "container" && !place.isSilent && !platformRuns(wanted, platform)) {
    return { kind: "mismatched", how: "image", available: [platform], content };
  }
  return { kind: "image", platforms: [platform], content };
}

/** The media type that gives an artifact away; `null` for an image. Signatures have an image's config, and no file system. */
function artifactIn({ config, layers }: Manifest, rules: PullRules): string | null {
  if (!isImageConfig(config.mediaType)) return config.mediaType;
  // An image all the same, on a node that can't take its layers for what they are.
  if (layers.some(({ mediaType }) => isDockerZstd(mediaType))) return null;
  if (layers.some(({ mediaType }) => isFileSystemLayer(mediaType, rules))) return null;
  return layers[0]?.mediaType ?? null;
}

function notAnImage(
  part: "manifest" | "config" | "layers",
  mediaType: string,
  { of, isSilent }: Place,
  hasFileSystem = false,
): Content {
  const what = artifactName(mediaType);
  return {
    kind: "faulty",
    fault: { kind: "not-an-image", part, what, mediaType, of, unmatched: isSilent, hasFileSystem },
  };
}

function malformed(what: "manifest" | "config", detail: string, node: NodeComplaint = { kind: "other" }): Content {
  return { kind: "faulty", fault: { kind: "malformed", what, detail, node } };
}

function sizesOf({ layers }: Manifest): ImageContent {
  return { compressedBytes: layers.reduce((sum, layer) => sum + layer.size, 0), layers: layers.length };
}

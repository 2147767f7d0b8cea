// What earlier runs have kept of manifests and configs: it spares a manifest's GET, which registries count, and proves nothing.
// Whether the registry still has it is asked by HEAD, which they don't count, and what that says is good news only, as of layers.
import type { Digest } from "../model.ts";
import { header, leftCoding } from "./answer.ts";
import type { Asked } from "./ask.ts";
import { askFor } from "./in-turn.ts";
import { totalIn } from "./layers.ts";
import type { Descriptor } from "./manifest.ts";
import { hashLike } from "./resolve.ts";
import { isSigned, looksLikeWebSite } from "./signs.ts";
import { trimmedConfig, wholeSizeOf } from "./trimmed-config.ts";
import type { Walker, WalkQuestion } from "./walker.ts";
import { wordsBytes } from "./words.ts";

export interface KeptQuestion {
  readonly what: "manifest" | "config";
  /** Below the repository: `manifests/sha256:…`. */
  readonly path: string;
  /** Would what was kept do? */
  readonly isFine: (body: Buffer) => boolean;
}

/** A manifest's bytes, where this pull or an earlier run has read them, without a request; `null`: it would have to be fetched. */
export async function knownManifest(walker: Walker, digest: Digest): Promise<Buffer | null> {
  const known = walker.bodies.get(digest);
  if (known !== undefined && known.isTrimmed !== true) return known.body;
  return (await walker.store?.get(digest, "manifest")) ?? null;
}

/**
 * What is kept of a document that the registry still has; `null` where it has to be fetched. The question stands in the evidence where
 * the GET of all of it would; one that says no leaves no trace there, since that GET after it decides.
 */
export async function kept(
  walker: Walker,
  descriptor: Descriptor,
  { what, path, isFine }: KeptQuestion,
): Promise<Buffer | null> {
  const { digest, mediaType, size } = descriptor;
  const body = (await walker.store?.get(digest, what)) ?? null;
  if (body === null) return null;
  const wholeSize = what === "manifest" ? body.length : wholeSizeOf(body);
  if (wholeSize !== size || !isFine(body)) return null;
  if (what === "manifest" && walker.named.has(digest)) {
    walker.bodies.set(digest, { body, asked: null });
    return body;
  }
  const own = { ...walker, evidence: [...walker.evidence] };
  const accept = `${mediaType}, */*`;
  const asked = await askFor(own, what === "manifest" ? head(path, accept) : firstByte(path, accept));
  if (!isThere(asked, descriptor)) return null;
  walker.evidence.push(...own.evidence.slice(walker.evidence.length));
  walker.bodies.set(digest, { body, asked, isTrimmed: what === "config" });
  return body;
}

/** Keeps what was found to be its descriptor's, for later runs. */
export function keep({ store }: Walker, { digest }: Descriptor, what: KeptQuestion["what"], body: Buffer): void {
  const kept = store === null || what === "manifest" ? body : trimmedConfig(body);
  if (kept !== null) store?.put(digest, what, kept);
}

function head(what: string, accept: string): WalkQuestion {
  return { method: "HEAD", what, accept, maxBytes: 0, isTentative: true };
}

/**
 * A config is a blob, which nobody counts, and the one that shows whether the host that blobs are redirected to lets nodes in:
 * Quay answers a HEAD itself, and sends a GET on.
 */
function firstByte(what: string, accept: string): WalkQuestion {
  return { method: "GET", what, accept, maxBytes: wordsBytes, station: "blob", range: "bytes=0-0" };
}

/** The very thing, or what can't be told from it without reading it. */
function isThere(asked: Asked, { digest, size }: Descriptor): boolean {
  if (asked.kind === "ending") return false;
  const { answer, exchange } = asked;
  const isWhole = answer.status === 200;
  if (!isWhole && answer.status !== 206) return false;
  if (leftCoding(answer) !== null || looksLikeWebSite(answer)) return false;
  if (answer.viaProxy && !isSigned(answer)) return false;
  // Whoever doesn't take ranges has sent all of it.
  if (isWhole && exchange.method === "GET" && !answer.truncated) return hashLike(answer.body, digest) === digest;
  const named = header(answer, "docker-content-digest")?.trim() ?? null;
  const length = totalIn(answer);
  // Whoever says nothing of it may say so of anything.
  return (named ?? digest) === digest && (length ?? size) === size && (named !== null || length !== null);
}

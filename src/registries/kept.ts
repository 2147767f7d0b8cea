// What earlier runs have kept of manifests and configs: it spares a GET, which registries count, and proves nothing. Whether the
// registry still has it is asked by HEAD, which they don't count, and what that says is good news only, as of layers.
import type { Digest } from "../model.ts";
import { declaredLength, header, leftCoding } from "./answer.ts";
import type { Asked } from "./ask.ts";
import { askFor } from "./in-turn.ts";
import type { Descriptor } from "./manifest.ts";
import { isSigned, looksLikeWebSite } from "./signs.ts";
import { trimmedConfig, wholeSizeOf } from "./trimmed-config.ts";
import type { Walker } from "./walker.ts";

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
 * What is kept of a document that the registry still has; `null` where it has to be fetched. The HEAD stands in the evidence where
 * the GET would; one that says no leaves no trace there, since the GET after it decides.
 */
export async function kept(
  walker: Walker,
  descriptor: Descriptor,
  { what, path, isFine }: KeptQuestion,
): Promise<Buffer | null> {
  const { digest, mediaType, size } = descriptor;
  const { registry } = walker.probe.reference;
  if (what === "config" && walker.headless.has(registry)) return null;
  const body = (await walker.store?.get(digest, what)) ?? null;
  if (body === null) return null;
  const wholeSize = what === "manifest" ? body.length : wholeSizeOf(body);
  if (wholeSize !== size || !isFine(body)) return null;
  if (what === "manifest" && walker.named.has(digest)) {
    walker.bodies.set(digest, { body, asked: null });
    return body;
  }
  const own = { ...walker, evidence: [...walker.evidence] };
  const asked = await askFor(own, {
    method: "HEAD",
    what: path,
    accept: `${mediaType}, */*`,
    maxBytes: 0,
    isTentative: true,
    station: what === "config" ? "blob" : "manifest",
  });
  if (!isThere(asked, descriptor)) {
    const isGone = asked.kind === "answer" && asked.answer.status === 404;
    if (what === "config" && !isGone) walker.headless.add(registry);
    return null;
  }
  walker.evidence.push(...own.evidence.slice(walker.evidence.length));
  walker.bodies.set(digest, { body, asked, isTrimmed: what === "config" });
  return body;
}

/** Keeps what was found to be its descriptor's, for later runs. */
export function keep({ store }: Walker, { digest }: Descriptor, what: KeptQuestion["what"], body: Buffer): void {
  const kept = store === null || what === "manifest" ? body : trimmedConfig(body);
  if (kept !== null) store?.put(digest, what, kept);
}

/** The very thing, or what can't be told from it without reading it. */
function isThere(asked: Asked, { digest, size }: Descriptor): boolean {
  if (asked.kind === "ending") return false;
  const { answer } = asked;
  if (answer.status !== 200 || leftCoding(answer) !== null || looksLikeWebSite(answer)) return false;
  if (answer.viaProxy && !isSigned(answer)) return false;
  const named = header(answer, "docker-content-digest")?.trim() ?? null;
  const length = declaredLength(answer);
  // Whoever says nothing of it may say so of anything.
  return (named ?? digest) === digest && (length ?? size) === size && (named !== null || length !== null);
}

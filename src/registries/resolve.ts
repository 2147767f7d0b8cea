// The first step of a pull: a name → the digest it stands for, asked as containerd's resolver asks.
// Source: containerd `core/remotes/docker/resolver.go` (Resolve); differences measured on the real one.
import { createHash } from "node:crypto";
import type { BudgetStop } from "../limits/budget.ts";
import type { ContentFault, Digest } from "../model.ts";
import { type Answer, declaredLength, header, manifestTypeOf, mediaTypeOf, wholeLength } from "./answer.ts";
import type { Asked } from "./ask.ts";
import { pullRules } from "./containerd.ts";
import { type Ending, endingOf } from "./classify.ts";
import { isDigest } from "./manifest.ts";
import { manifestAccept, manifestType } from "./media-types.ts";
import { isSigned, looksLikeWebSite } from "./signs.ts";
import { askFor } from "./in-turn.ts";
import { askerOf, claimPull, type Walker } from "./walker.ts";
import { oneLine } from "./words.ts";

/** containerd takes no larger manifest (sic: `4 * 1048 * 1048`). */
export const largestManifest = 4 * 1048 * 1048;

/** What the name resolved to. `size` is what the answer declared; `body` is there where only GET told the digest. */
export interface Resolved {
  readonly kind: "resolved";
  readonly digest: Digest;
  readonly mediaType: string;
  readonly size: number;
  readonly body: Buffer | null;
  /** What it leads to may be fetched: it was claimed with the name. */
  readonly isReserved?: boolean;
}

/** What a name came to: the digest that it stands for, or why the walk ends with it. */
export type Resolution =
  | Resolved
  /** It is there, and nothing else of it is asked: an artifact, or what no GET may be spent on. `digest` is `null` where nobody told it. */
  | {
      readonly kind: "there";
      readonly digest: Digest | null;
      readonly mediaType?: string;
      /** More would have been asked, and may not. */
      readonly stop?: BudgetStop;
    }
  | { readonly kind: "absent"; readonly answer: Answer }
  /** HTML, as web sites and captive portals send it. */
  | { readonly kind: "web-site"; readonly answer: Answer }
  | { readonly kind: "faulty"; readonly fault: ContentFault; readonly digest: Digest | null }
  | { readonly kind: "ending"; readonly ending: Ending };

/** Asks for the name of the walker's probe, and never for what it stands for. */
export async function resolve(walker: Walker): Promise<Resolution> {
  const { reference } = walker.probe;
  const what = `manifests/${reference.digest ?? reference.tag ?? "latest"}`;
  const asked = await askFor(walker, { method: "HEAD", what, accept: manifestAccept, maxBytes: 0 });
  if (asked.kind === "ending") return asked;
  const { answer } = asked;
  // 405 alone is asked again by GET: a 404 or 403 to HEAD is final for containerd even where GET would work (containerd#6684).
  if (answer.status === 405) {
    const stop = await claimPull(walker);
    return stop === null ? resolveByGet(walker, what) : { kind: "ending", ending: { kind: "budget" } };
  }
  const refusal = notGranted(asked, walker);
  if (refusal !== null) return (await amongBlobs(walker, refusal)) ?? refusal;
  if (isForeign(answer)) return { kind: "web-site", answer };

  const size = declaredLength(answer);
  // Beside a digest that was asked for, the header is not looked at: the content is held against that one.
  const told = (header(answer, "docker-content-digest") ?? "").trim();
  const digest = reference.digest ?? told;
  if (size === null || digest === "") return withoutDigest(walker, what, answer);
  if (!isDigest(digest)) {
    const detail = `the registry's Docker-Content-Digest "${oneLine(digest)}" is no digest`;
    return {
      kind: "faulty",
      fault: { kind: "malformed", what: "manifest", detail, node: { kind: "other" } },
      digest: null,
    };
  }
  if (told === digest || told === "") walker.named.add(digest);
  return typed({ kind: "resolved", digest, mediaType: manifestTypeOf(answer), size, body: null }, walker);
}

/**
 * What is no manifest by its digest is looked for among the blobs, which only a digest can be: a layer or a config is there,
 * and is no image. `null` where it isn't there either.
 */
async function amongBlobs(walker: Walker, refusal: Resolution): Promise<Resolution | null> {
  const { digest } = walker.probe.reference;
  const isSilent = refusal.kind === "ending" && !["refused", "unreachable"].includes(refusal.ending.kind);
  if (digest === null || isSilent) return null;
  const own = { ...walker, evidence: [...walker.evidence] };
  const asked = await askFor(own, { method: "HEAD", what: `blobs/${digest}`, accept: manifestAccept, maxBytes: 0 });
  if (asked.kind === "ending" || notGranted(asked, walker) !== null || isForeign(asked.answer)) return null;
  walker.evidence.push(...own.evidence.slice(walker.evidence.length));
  const size = declaredLength(asked.answer) ?? 0;
  return typed({ kind: "resolved", digest, mediaType: manifestTypeOf(asked.answer), size, body: null }, walker);
}

/**
 * HEAD grants it, and doesn't tell all that a node wants to know: a GET would, which counts where pulls are counted. At depth
 * reference none is spent there, and where none may be spent the name is proved all the same.
 */
async function withoutDigest(walker: Walker, what: string, answer: Answer): Promise<Resolution> {
  const mediaType = manifestTypeOf(answer);
  const there = { kind: "there", digest: walker.probe.reference.digest, mediaType } as const;
  const isManifest = ["index", "manifest"].includes(manifestType(mediaType));
  const isCounted = (walker.meters.of(askerOf(walker))?.headroom ?? null) !== null;
  if (isManifest && isCounted && walker.probe.depth === "reference") return there;
  // With what it leads to: a name that is got for a digest alone would be spent for nothing.
  const isReserved = walker.probe.depth !== "reference" && isManifest;
  const children = isReserved && manifestType(mediaType) === "index" ? walker.probe.platforms.length : 0;
  const stop = await claimPull(walker, children, what);
  if (stop === null) return resolveByGet(walker, what, isReserved);
  if (isManifest && walker.probe.depth === "reference") return there;
  return isManifest ? { ...there, stop } : { kind: "ending", ending: { kind: "budget" } };
}

/** For registries whose HEAD is refused, or tells neither digest nor length: the body is hashed, and the pull is counted. */
async function resolveByGet(walker: Walker, what: string, isReserved = false): Promise<Resolution> {
  const question = { method: "GET", what, accept: manifestAccept, maxBytes: largestManifest } as const;
  const asked = await walker.large(async () => askFor(walker, question));
  if (asked.kind === "ending") return asked;
  const { answer } = asked;
  const refusal = notGranted(asked, walker);
  if (refusal !== null) return refusal;
  if (isForeign(answer)) return { kind: "web-site", answer };
  if (answer.truncated) {
    return { kind: "faulty", fault: { kind: "manifest-too-large", bytes: wholeLength(answer) }, digest: null };
  }
  const asksFor = walker.probe.reference.digest;
  const digest = hashLike(answer.body, asksFor ?? "sha256:");
  const { body } = answer;
  return (
    mismatch(asksFor, digest) ??
    typed({ kind: "resolved", digest, mediaType: manifestTypeOf(answer), size: body.length, body, isReserved }, walker)
  );
}

/** Why an answer is none that the walk goes on with; `null` where it is. */
export function notGranted(
  asked: Extract<Asked, { kind: "answer" }>,
  walker: Walker,
): Extract<Resolution, { kind: "absent" | "ending" }> | null {
  const { answer, exchange, host, station } = asked;
  if (answer.status >= 200 && answer.status < 300) return null;
  if (answer.status === 404) return { kind: "absent", answer };
  return { kind: "ending", ending: endingOf(answer, exchange, station, host, walker.wall()) };
}

/** A page, or what a proxy put in the place of a manifest. */
export function isForeign(answer: Answer): boolean {
  if (looksLikeWebSite(answer)) return true;
  return answer.viaProxy && !["index", "manifest"].includes(manifestType(mediaTypeOf(answer))) && !isSigned(answer);
}

/** Another digest than the one that was asked for; one of another algorithm can't be compared. */
function mismatch(expected: Digest | null, actual: Digest): Extract<Resolution, { kind: "faulty" }> | null {
  if (expected === null || expected === actual || algorithmOf(expected) !== algorithmOf(actual)) return null;
  return { kind: "faulty", fault: { kind: "digest-mismatch", what: "manifest", expected, actual }, digest: expected };
}

/** What the media type alone rules out. */
function typed(resolved: Resolved, { probe }: Walker): Resolution {
  const { mediaType, size, digest } = resolved;
  if (algorithmOf(digest) !== "sha256") {
    return { kind: "faulty", fault: { kind: "digest-algorithm", what: "manifest", digest }, digest };
  }
  if (size > largestManifest) return { kind: "faulty", fault: { kind: "manifest-too-large", bytes: size }, digest };
  switch (manifestType(mediaType)) {
    case "index":
    case "manifest":
      return resolved;
    case "unsigned schema1":
      return { kind: "faulty", fault: { kind: "schema1", mediaType }, digest };
    case "schema1":
      if (pullRules(probe.containerd).schema1 === "pulled") return resolved;
      return { kind: "faulty", fault: { kind: "schema1", mediaType }, digest };
    case "other":
      return { kind: "faulty", fault: noManifest(mediaType, null), digest };
  }
}

/** What a name leads to, and is no manifest; `what` people call it. */
export function noManifest(mediaType: string, what: string | null): ContentFault {
  return { kind: "not-an-image", part: "manifest", what, mediaType, of: null, unmatched: false, hasFileSystem: false };
}

/** The digest of a body, by the algorithm of another digest. */
export function hashLike(body: Buffer, like: string): Digest {
  const algorithm = algorithmOf(like);
  return `${algorithm}:${createHash(algorithm).update(body).digest("hex")}`;
}

function algorithmOf(digest: string): string {
  return digest.split(":", 1)[0] ?? "sha256";
}

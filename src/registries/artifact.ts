// The question about an artifact: is there anything by that name? A controller fetches it, and each has a client of its own.
// What is an error here is one for all of them; none of containerd's own rules is.
import { isObject, parseJson } from "../json.ts";
import type { Digest } from "../model.ts";
import { type Answer, header, leftCoding, mediaTypeOf } from "./answer.ts";
import { isDigest } from "./manifest.ts";
import { manifestAccept, manifestType } from "./media-types.ts";
import { hashLike, isForeign, largestManifest, notGranted, type Resolution } from "./resolve.ts";
import { isSigned } from "./signs.ts";
import { askFor } from "./in-turn.ts";
import { claimPull, type Walker } from "./walker.ts";

/**
 * Asks for the name of the walker's probe by HEAD, and by GET where that says no or too little, as controllers do
 * (fluxcd/source-controller `ocirepository_controller.go`, getRevision; go-containerregistry `pkg/crane/digest.go`).
 * Of what is there nothing is looked at: neither its platform nor its config.
 */
export async function resolveArtifact(walker: Walker): Promise<Resolution> {
  const { digest, tag } = walker.probe.reference;
  const what = `manifests/${digest ?? tag ?? "latest"}`;
  // containerd's list ends in `*/*`, so that it hides no artifact of a type of its own.
  const question = { what, accept: manifestAccept } as const;
  const asked = await askFor(walker, { ...question, method: "HEAD", maxBytes: 0, isTentative: true });
  if (asked.kind === "ending") return asked;
  const { answer } = asked;
  if (isDecidedByGet(answer.status)) return resolveByGet(walker, question);
  const refusal = notGranted(asked, walker);
  if (refusal !== null) return refusal;
  const told = toldDigest(answer);
  const isTold = told !== null || (digest !== null && hasManifestType(answer));
  return isTold && !isForeign(answer) ? { kind: "there", digest: digest ?? told } : resolveByGet(walker, question);
}

/** A no of HEAD's own. What is about the moment, a proxy or a quota, another request would only make worse. */
function isDecidedByGet(status: number): boolean {
  return (status >= 400 && status < 500 && ![407, 408, 429].includes(status)) || status === 501;
}

async function resolveByGet(
  walker: Walker,
  question: { readonly what: string; readonly accept: string },
): Promise<Resolution> {
  if ((await claimPull(walker)) !== null) return { kind: "ending", ending: { kind: "budget" } };
  const asked = await walker.large(async () =>
    askFor(walker, { ...question, method: "GET", maxBytes: largestManifest }),
  );
  if (asked.kind === "ending") return asked;
  const { answer } = asked;
  const refusal = notGranted(asked, walker);
  if (refusal !== null) return refusal;
  const { body } = answer;
  const isManifest = isSigned(answer) || hasManifestType(answer) || looksLikeManifest(body);
  if (isForeign(answer) || !isManifest) return { kind: "web-site", answer };
  const { digest } = walker.probe.reference;
  const told = toldDigest(answer);
  const isWhole = !answer.truncated && leftCoding(answer) === null;
  return { kind: "there", digest: digest ?? told ?? (isWhole ? hashLike(body, "sha256:") : null) };
}

/** By its header; `null` where it says none, or what is none. */
export function toldDigest(answer: Answer): Digest | null {
  const told = (header(answer, "docker-content-digest") ?? "").trim();
  return isDigest(told) ? told : null;
}

/** Every kind of manifest says its schema's version, but for OCI's artifact manifests of old, which say their type. */
function looksLikeManifest(body: Buffer): boolean {
  const document = parseJson(body.toString("utf8"));
  return isObject(document) && ("schemaVersion" in document || "mediaType" in document);
}

function hasManifestType(answer: Answer): boolean {
  return ["index", "manifest"].includes(manifestType(mediaTypeOf(answer)));
}

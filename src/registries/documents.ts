// The JSON that a pull reads on its way: manifests and configs, fetched by their descriptors and held against them.
// Source: containerd `core/remotes/docker/fetcher.go`, `core/content/helpers.go` (size and digest at commit).
import type { BudgetStop } from "../limits/budget.ts";
import type { ContentFault, Digest } from "../model.ts";
import { type Answer, declaredLength, leftCoding, wholeLength } from "./answer.ts";
import type { Asked } from "./ask.ts";
import { pullRules } from "./containerd.ts";
import { type Ending, endingOf, lineOf, stationHop, unreachable } from "./classify.ts";
import type { FetchedManifest } from "./fetched-manifests.ts";
import { keep, kept } from "./kept.ts";
import type { Descriptor } from "./manifest.ts";
import { hashLike } from "./resolve.ts";
import { isSigned, looksLikeWebSite } from "./signs.ts";
import { askFor } from "./in-turn.ts";
import { askedBy, askerOf, keepEvidence, spendPull, type Walker } from "./walker.ts";
import { oneLine, wordsBytes } from "./words.ts";

/** No config comes near it; what declares more is not read. */
const largestConfig = 8 * 1024 * 1024;
/** No index leads to a manifest that comes near it; what declares more is not read. */
const largestChild = 16 * 1024 * 1024;
/** Bytes from which on a body is large: few of those are in memory at once, and none for long. */
const largeBody = 1024 * 1024;

export type Fetched =
  | { readonly kind: "body"; readonly body: Buffer }
  | { readonly kind: "faulty"; readonly fault: ContentFault }
  /** It declares more bytes than are read here: a limit of ours, and none of a node's. */
  | { readonly kind: "unread" }
  /** It would count as a pull, and no more of them may be spent. */
  | { readonly kind: "unspent"; readonly stop: BudgetStop }
  | { readonly kind: "ending"; readonly ending: Ending };

/** A manifest by its descriptor: its bytes as they were promised, or why the pull ends here. */
export async function fetchManifest(walker: Walker, descriptor: Descriptor): Promise<Fetched> {
  const { digest, size } = descriptor;
  // A node has a limit for what a name resolves to, and none for what an index leads to.
  if (size === 0) {
    const node = { kind: "sizeless", digest } as const;
    return {
      kind: "faulty",
      fault: { kind: "malformed", what: "manifest", detail: "its size is declared as 0", node },
    };
  }
  const missing: ContentFault = { kind: "blob-missing", what: "child manifest", digest };
  return fetchDocument(walker, descriptor, { what: "manifest", path: `manifests/${digest}`, missing });
}

/**
 * The same for an image's config, which is a blob. What an earlier run kept of it is good news only: where `isFine` doesn't take
 * it, the config is fetched.
 */
export async function fetchConfig(
  walker: Walker,
  descriptor: Descriptor,
  isFine: (body: Buffer) => boolean,
): Promise<Fetched> {
  const { digest } = descriptor;
  const missing: ContentFault = { kind: "blob-missing", what: "config", digest };
  return fetchDocument(walker, descriptor, { what: "config", path: `blobs/${digest}`, missing, isFine });
}

interface DocumentKind {
  readonly what: "manifest" | "config";
  readonly path: string;
  readonly missing: ContentFault;
  /** Does what was kept of it say that all is well? Absent: it is kept as it is, and says everything. */
  readonly isFine?: (body: Buffer) => boolean;
}

async function fetchDocument(
  walker: Walker,
  descriptor: Descriptor,
  { what, path, missing, isFine = () => true }: DocumentKind,
): Promise<Fetched> {
  const { digest, size } = descriptor;
  if (!digest.startsWith("sha256:")) return { kind: "faulty", fault: { kind: "digest-algorithm", what, digest } };
  const known = walker.bodies.get(digest);
  if (known !== undefined && (known.isTrimmed !== true || (what === "config" && isFine(known.body)))) {
    if (known.asked !== null) keepEvidence(walker, known.asked);
    return { kind: "body", body: known.body };
  }
  const { readsInlineData } = pullRules(walker.probe.containerd);
  if (readsInlineData && descriptor.data !== undefined) return inline(descriptor.data, what, digest);
  if (size > (what === "config" ? largestConfig : largestChild))
    return unread(walker, descriptor, { what, path, missing });
  const held = await kept(walker, descriptor, { what, path, isFine });
  if (held !== null) return { kind: "body", body: held };
  const whole = async (): Promise<Whole> => fetchWhole(walker, descriptor, { what, path, missing });
  const fetched =
    what === "manifest"
      ? await walker.fetched.once(fetchedKey(walker, digest), whole, async (other) => walker.aside(walker.probe, other))
      : await whole();
  if (!("asked" in fetched)) return fetched;
  const asked = askedBy(walker, fetched.asked);
  keepEvidence(walker, asked);
  if (fetched.kind === "faulty") return { kind: "faulty", fault: fetched.fault };
  const { body } = fetched;
  if (body.length !== size) return { kind: "faulty", fault: sizeMismatch(what, size, body.length) };
  keep(walker, descriptor, what, body);
  if (size <= largeBody) walker.bodies.set(digest, { body, asked });
  return { kind: "body", body };
}

type Whole = FetchedManifest | Exclude<Fetched, { readonly kind: "body" | "faulty" }>;

/** Who asks with the same login, of the same host, for the same repository, gets the same. */
function fetchedKey(walker: Walker, digest: Digest): string {
  const { host, mark } = askerOf(walker);
  return JSON.stringify([host, mark, walker.probe.reference.repository, digest]);
}

/** From the registry, whoever has read it before. */
async function fetchWhole(
  walker: Walker,
  descriptor: Descriptor,
  { what, path, missing }: Pick<DocumentKind, "what" | "path" | "missing">,
): Promise<Whole> {
  const { mediaType, size } = descriptor;
  const { undoesCodings } = pullRules(walker.probe.containerd);
  const stop = what === "manifest" ? await spendPull(walker) : null;
  if (stop !== null) return { kind: "unspent", stop };
  const question = {
    method: "GET",
    what: path,
    accept: `${mediaType}, */*`,
    // One byte more than declared tells an endless body from a whole one; a refusal of a small one has room for its words.
    maxBytes: Math.max(size + 1, wordsBytes),
    station: what === "config" ? "blob" : "manifest",
  } as const;
  const ask = async (by: Walker): Promise<Asked> =>
    size > largeBody ? walker.large(async () => askFor(by, question)) : askFor(by, question);
  const asked = await unlessGone(walker, await ask(walker), ask);
  if (asked.kind === "ending") return asked;
  const { answer, exchange, host, station } = asked;
  const isProxys = answer.viaProxy && (looksLikeWebSite(answer) || !isSigned(answer));
  const isForeign = isProxys || looksLikeWebSite(answer);
  // The registry gave the manifest: its word for what is gone counts, also on a page.
  if (answer.status === 404 && !isProxys) return { kind: "faulty", fault: missing, asked };
  if (answer.status < 200 || answer.status > 299) {
    const ending = endingOf(answer, exchange, station, host, walker.wall());
    // A refusal is the blob's even where the registry serves it itself; its host's trouble is the registry's then.
    return {
      kind: "ending",
      ending:
        ending.kind === "refused"
          ? { ...ending, at: what === "config" ? "blob" : ending.at, mayBeAbsent: false }
          : ending,
    };
  }
  const fault = disagreement(answer, what, descriptor, undoesCodings);
  if (fault !== null) {
    // Whoever sends other bytes than the digest's may be a proxy, or a portal with a page for everyone.
    if (!isForeign) return { kind: "faulty", fault, asked };
    return {
      kind: "ending",
      ending: unreachable(stationHop(station), host, "not-a-registry", answer.viaProxy, lineOf(answer)),
    };
  }
  return { kind: "body", body: answer.body, asked };
}

function sizeMismatch(what: DocumentKind["what"], expected: number, actual: number): ContentFault {
  return { kind: "size-mismatch", what, expected, actual };
}

/** Whether it is there at all, and as large as it says, is seen without reading it. */
async function unread(
  walker: Walker,
  { mediaType, size }: Descriptor,
  { what, path, missing }: DocumentKind,
): Promise<Fetched> {
  const asked = await askFor(walker, {
    method: "HEAD",
    what: path,
    accept: `${mediaType}, */*`,
    maxBytes: 0,
    isTentative: true,
  });
  if (asked.kind === "ending") return asked;
  const { answer } = asked;
  const actual = answer.status === 200 && leftCoding(answer) === null ? declaredLength(answer) : null;
  if (actual !== null && actual !== size) {
    return { kind: "faulty", fault: { kind: "size-mismatch", what, expected: size, actual } };
  }
  return answer.status === 404 && !answer.viaProxy ? { kind: "faulty", fault: missing } : { kind: "unread" };
}

/** What was pushed a moment ago may not be everywhere yet: what is gone is asked for once more (distribution#3254). */
async function unlessGone(walker: Walker, asked: Asked, ask: (by: Walker) => Promise<Asked>): Promise<Asked> {
  if (asked.kind !== "answer" || asked.answer.status !== 404) return asked;
  const own = { ...walker, evidence: [...walker.evidence] };
  const again = await ask(own);
  if (again.kind !== "answer" || again.answer.status === 404) return asked;
  walker.evidence.push(...own.evidence.slice(walker.evidence.length));
  return again;
}

/** What the descriptor carries is taken for the content, right or wrong. */
function inline(body: Buffer, what: DocumentKind["what"], digest: Digest): Fetched {
  const actual = hashLike(body, digest);
  if (actual === digest) return { kind: "body", body };
  return { kind: "faulty", fault: { kind: "digest-mismatch", what, expected: digest, actual } };
}

function disagreement(
  answer: Answer,
  what: DocumentKind["what"],
  { digest, size }: Descriptor,
  undoesCodings: boolean,
): ContentFault | null {
  const { body, truncated } = answer;
  if (truncated) return { kind: "size-mismatch", what, expected: size, actual: wholeLength(answer) };
  // containerd reads nothing of such a body (`fetcher.go`, open), also where it would be right.
  const coding = leftCoding(answer);
  if (coding !== null && undoesCodings) return { kind: "content-coding", what, coding: oneLine(coding) };
  if (body.length !== size) return sizeMismatch(what, size, body.length);
  const actual = hashLike(body, digest);
  return actual === digest ? null : { kind: "digest-mismatch", what, expected: digest, actual };
}

// The JSON that a pull reads on its way: manifests and configs, fetched by their descriptors and held against them.
// Source: containerd `core/remotes/docker/fetcher.go`, `core/content/helpers.go` (size and digest at commit).
import type { ContentFault, Digest } from "../model.ts";
import { type Answer, declaredLength } from "./answer.ts";
import { type Ending, endingOf } from "./classify.ts";
import type { Descriptor } from "./manifest.ts";
import { hashLike, largestManifest } from "./resolve.ts";
import { askFor, type Walker } from "./walker.ts";

/** No config comes near it; what declares more is not read. */
const largestConfig = 32 * 1024 * 1024;
/** Room for a refusal's words where the document itself is small. */
const wordsBytes = 64 * 1024;

export type Fetched =
  | { readonly kind: "body"; readonly body: Buffer }
  | { readonly kind: "faulty"; readonly fault: ContentFault }
  | { readonly kind: "ending"; readonly ending: Ending };

export async function fetchManifest(walker: Walker, descriptor: Descriptor): Promise<Fetched> {
  const { digest, size } = descriptor;
  if (size > largestManifest) return { kind: "faulty", fault: { kind: "manifest-too-large", bytes: size } };
  const missing: ContentFault = { kind: "blob-missing", what: "child manifest", digest };
  return fetchDocument(walker, descriptor, { what: "manifest", path: `manifests/${digest}`, missing });
}

export async function fetchConfig(walker: Walker, descriptor: Descriptor): Promise<Fetched> {
  const { digest, size } = descriptor;
  if (size > largestConfig) {
    return { kind: "faulty", fault: { kind: "malformed", what: "config", detail: `it declares ${size} bytes` } };
  }
  const missing: ContentFault = { kind: "blob-missing", what: "config", digest };
  return fetchDocument(walker, descriptor, { what: "config", path: `blobs/${digest}`, missing });
}

interface DocumentKind {
  readonly what: "manifest" | "config";
  readonly path: string;
  readonly missing: ContentFault;
}

async function fetchDocument(
  walker: Walker,
  descriptor: Descriptor,
  { what, path, missing }: DocumentKind,
): Promise<Fetched> {
  const { digest, mediaType, size } = descriptor;
  const known = walker.bodies.get(digest);
  if (known !== undefined) return { kind: "body", body: known };
  const asked = await askFor(walker, {
    method: "GET",
    what: path,
    accept: `${mediaType}, */*`,
    // One byte more than declared tells an endless body from a whole one.
    maxBytes: Math.max(size + 1, wordsBytes),
    station: what === "config" ? "blob" : "manifest",
  });
  if (asked.kind === "ending") return asked;
  const { answer, exchange, host, station } = asked;
  if (answer.status === 404) return { kind: "faulty", fault: missing };
  if (answer.status !== 200) {
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
  const fault = disagreement(answer, what, digest, size);
  if (fault !== null) return { kind: "faulty", fault };
  walker.bodies.set(digest, answer.body);
  return { kind: "body", body: answer.body };
}

function disagreement(answer: Answer, what: DocumentKind["what"], digest: Digest, size: number): ContentFault | null {
  const { body, truncated } = answer;
  const length = truncated ? (declaredLength(answer) ?? body.length) : body.length;
  if (length !== size || truncated) return { kind: "size-mismatch", what, expected: size, actual: length };
  const actual = hashLike(body, digest);
  return actual === digest ? null : { kind: "digest-mismatch", what, expected: digest, actual };
}

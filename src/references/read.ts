// The port of the reference parser that the kubelet and containerd share: string → reference, or the words it refuses with.
// Source: distribution/reference `normalize.go` (ParseNormalizedNamed, TagNameOnly), `reference.go` (Parse).
import type { Reference } from "../model.ts";
import { hasDigestShape, readDigest } from "./digest.ts";
import { cut, isDomain, isImageId, isPath, isTag, longestPath, piecesOf } from "./grammar.ts";
import { lowerCase, splitDomain } from "./normalise.ts";
import { excerpt, longestInReason } from "./quote.ts";

/** A reference with its defaults filled in, or what a node would print. */
export type Reading =
  { readonly kind: "reference"; readonly reference: Reference } | { readonly kind: "fault"; readonly reason: string };

/**
 * Reads an image as a node does, whitespace included: an image that the API server would stop is refused here by its grammar.
 * The order of the checks is the original's, because the first that fails chooses the words.
 */
export function readReference(image: string): Reading {
  if (isImageId(image)) {
    return fault(`invalid repository name (${image}), cannot specify 64-byte hexadecimal strings`);
  }
  const { domain, remainder } = splitDomain(image);
  // Up to the first colon, so a digest's algorithm is part of it: `nginx@SHA256:…` must be lowercase, too.
  const [remote] = cut(remainder, ":");
  if (lowerCase(remote) !== remote) {
    return fault(`invalid reference format: repository name (${excerpt(remote, longestInReason)}) must be lowercase`);
  }
  const matched = match(domain, remainder);
  if (matched === null) {
    const lowered = match(lowerCase(domain), lowerCase(remainder));
    return fault(lowered === null ? "invalid reference format" : "repository name must be lowercase");
  }
  if (matched.countedPath.length > longestPath) {
    return fault(`repository name must not be more than ${longestPath} characters`);
  }
  const { registry, repository, tag } = matched;
  if (matched.digest === null) {
    return { kind: "reference", reference: { registry, repository, tag: tag ?? "latest", digest: null } };
  }
  const reading = readDigest(matched.digest);
  if (reading.kind === "fault") return reading;
  return { kind: "reference", reference: { registry, repository, tag, digest: reading.digest } };
}

interface Match {
  readonly registry: string;
  readonly repository: string;
  /** What the limit of 255 characters is for. */
  readonly countedPath: string;
  readonly tag: string | null;
  readonly digest: string | null;
}

/** What the one big expression of the original finds in `domain/remainder`; `null` where it doesn't match. */
function match(domain: string, remainder: string): Match | null {
  const { path, tag, digest } = piecesOf(remainder);
  if (!isPath(path)) return null;
  if (tag !== null && !isTag(tag)) return null;
  if (digest !== null && !hasDigestShape(digest)) return null;
  if (isDomain(domain)) return { registry: domain, repository: path, countedPath: path, tag, digest };
  // `foo_bar.com/x`: no domain by the grammar, yet a fine path, so the parser lets it through; containerd then takes
  // whatever is before the first slash as the host (`pkg/reference/reference.go`, Hostname).
  if (isPath(domain)) return { registry: domain, repository: path, countedPath: `${domain}/${path}`, tag, digest };
  return null;
}

function fault(reason: string): Reading {
  return { kind: "fault", reason };
}

// Digests: the shape that distribution/reference demands first, then what go-digest validates.
// Two steps, because each has words of its own: an odd shape is an "invalid reference format", a bad digest is not.
import type { Digest } from "../model.ts";
import { cut } from "./grammar.ts";

/** Hex digits of each algorithm that is linked into the kubelet and containerd (`crypto/sha256`, `crypto/sha512`). */
const hexDigits: ReadonlyMap<string, number> = new Map([
  ["sha256", 64],
  ["sha384", 96],
  ["sha512", 128],
]);

/** How many hex digits a digest of this algorithm has; `null` for an algorithm that nodes don't know. */
export function hexDigitsOf(algorithm: string): number | null {
  return hexDigits.get(algorithm) ?? null;
}

/**
 * `algorithm:hex` with at least 32 hex digits of either case, the algorithm being words joined by `+`, `.`, `_` or `-`.
 * Source: distribution/reference `regexp.go` (digestPat).
 */
export function hasDigestShape(text: string): boolean {
  const [algorithm, hex] = cut(text, ":");
  if (hex === null || hex.length < 32 || /[^0-9a-fA-F]/.test(hex)) return false;
  return /^[A-Za-z]/.test(algorithm) && !/[^A-Za-z0-9+._-]|[+._-](?![A-Za-z])/.test(algorithm);
}

/** A digest that nodes accept, or why they don't, in go-digest's words. */
export type DigestReading =
  { readonly kind: "digest"; readonly digest: Digest } | { readonly kind: "fault"; readonly reason: string };

/**
 * Validates text that has a digest's shape. Algorithm, then length, then case: the order decides which words are printed.
 * Source: opencontainers/go-digest `digest.go` (Validate), `algorithm.go` (Validate).
 */
export function readDigest(text: string): DigestReading {
  const [algorithm, hex] = cut(text, ":");
  const digits = hexDigitsOf(algorithm);
  if (hex === null) return fault("invalid checksum digest format");
  if (digits === null) {
    // An unknown algorithm is only "unsupported" where its name is well formed, which has no capitals.
    return fault(/[A-Z]/.test(algorithm) ? "invalid checksum digest format" : "unsupported digest algorithm");
  }
  if (hex.length !== digits) return fault("invalid checksum digest length");
  if (/[^0-9a-f]/.test(hex)) return fault("invalid checksum digest format");
  return { kind: "digest", digest: `${algorithm}:${hex}` };
}

function fault(reason: string): DigestReading {
  return { kind: "fault", reason };
}

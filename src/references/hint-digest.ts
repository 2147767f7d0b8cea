// What to change in a digest: the part after the at-sign.
import { hexDigitsOf } from "./digest.ts";
import { cut, isImageId, isTag } from "./grammar.ts";
import { quote, quoteCharacter } from "./quote.ts";

/** For the digest of an image whose name and tag are sound, so that the fault is here. */
export function digestHint(digest: string | null, image: string): string {
  if (digest === null) return `spell ${quote(image)} as registry/name:tag or registry/name@sha256:…`;
  if (digest === "") return `write a digest after ${quote(image)}, or remove "@"`;
  if (digest.includes("@")) return `keep one "@": after it comes the digest alone, not ${quote(digest)}`;
  const [algorithm, hex] = cut(digest, ":");
  if (hex === null) return withoutAlgorithmHint(digest);
  const lowered = algorithm.toLowerCase();
  const digits = hexDigitsOf(lowered);
  if (digits === null) return `use a sha256 digest: no client knows the algorithm ${quote(algorithm)}`;
  if (algorithm !== lowered) return `write ${quote(algorithm)} in lower case`;
  const foreign = /[^0-9a-fA-F]/u.exec(hex)?.[0];
  if (foreign !== undefined) return `copy the digest anew: ${quoteCharacter(foreign)} is not a hex digit`;
  if (hex.length !== digits) {
    return `copy the digest whole: ${algorithm} has ${digits} hex digits, and ${quote(hex)} has ${hex.length}`;
  }
  return `write the digest's hex digits in lower case`;
}

function withoutAlgorithmHint(digest: string): string {
  if (isImageId(digest)) return `write "sha256:" before ${quote(digest)}`;
  if (isTag(digest)) return `write ":" in place of "@" if ${quote(digest)} is a tag: a digest is like "sha256:…"`;
  return `correct the digest ${quote(digest)}: it is like "sha256:…"`;
}

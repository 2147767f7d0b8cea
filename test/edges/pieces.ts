// Pieces of content to be kept, each told by its number.
import { createHash } from "node:crypto";
import type { Digest } from "../../src/model.ts";

export interface Piece {
  readonly digest: Digest;
  readonly body: Buffer;
}

/** Some 4 KB, as manifests are, or as many as are wanted. */
export function piece(number: number, bytes = 4000): Piece {
  return named(Buffer.from(`${number} `.padEnd(bytes, String(number))));
}

export function named(body: Buffer): Piece {
  return { digest: `sha256:${createHash("sha256").update(body).digest("hex")}`, body };
}

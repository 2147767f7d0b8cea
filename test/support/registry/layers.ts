// Layers as bytes: a tar of one file, gzip'd, the same on every machine.
// Source of the header: POSIX.1-2001 ustar; of the packing: RFC 1952.
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { type Digest } from "../../../src/model.ts";

const block = 512;

export function digestOfBytes(bytes: Buffer, hash: "sha256" | "sha512" = "sha256"): Digest {
  return `${hash}:${createHash(hash).update(bytes).digest("hex")}`;
}

/** A tar that holds one regular file, readable by all, owned by root, from 1970. */
export function tarOf(path: string, text: string): Buffer {
  const content = Buffer.from(text);
  const header = Buffer.alloc(block);
  header.write(path, 0, 100);
  header.write("0000644\x000000000\x000000000\0", 100);
  header.write(`${content.length.toString(8).padStart(11, "0")}\0`, 124);
  header.write("00000000000\0", 136);
  header.write("        0", 148);
  header.write("ustar\x0000", 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  const filling = Buffer.alloc((block - (content.length % block)) % block);
  return Buffer.concat([header, content, filling, Buffer.alloc(2 * block)]);
}

/** Stored, not compressed: what a compressor makes differs between versions of zlib, and digests must not. */
export function gzipOf(bytes: Buffer): Buffer {
  const packed = gzipSync(bytes, { level: 0 });
  packed[9] = 255; // the operating system: unknown
  return packed;
}

// One piece out of a cache's folder, whatever that is like: looked at before it is opened, and dropped where it isn't what it should be.
import { unlinkSync } from "node:fs";
import { join } from "node:path";
import { getSystemErrorName } from "node:util";
import getFrom from "cacache/lib/get.js";
import { codeOf } from "./error-code.ts";
import { contentPlace, indexPlace, lookAt, type Place } from "./store-layout.ts";

/** Bytes of the largest piece that is kept: as much as its part may hold. Indexes of a hundred platforms come to some 50 KiB. */
export const largestPiece = 256 * 1024;
/** Bytes of one file of the index: a key's line has some 300, and is added anew now and then. */
export const largestIndexFile = 16 * 1024;

export type Reading =
  | { readonly kind: "body"; readonly body: Buffer }
  | { readonly kind: "nothing" }
  /** It was taken away, where that could be done. */
  | { readonly kind: "damaged" };

/** What is kept under `key`, if `isRight` takes it for that. Throws what Node throws where it can't be read. */
export async function readPiece(root: string, key: string, isRight: (body: Buffer) => boolean): Promise<Reading> {
  const place = indexPlace(key);
  const standing = lookAt(root, place);
  if (standing.kind === "nothing") return standing;
  if (standing.kind === "odd" || standing.size > largestIndexFile) return damaged(root, [place]);
  const entry = await getFrom.info(root, key).catch(unreadable);
  // Nothing is left of it where a run was killed while it wrote.
  if (entry === null) return { kind: "nothing" };
  const integrity = entry === "unreadable" ? "" : entry.integrity;
  const there = contentPlace(integrity);
  if (there === null) return damaged(root, [place]);
  const content = lookAt(root, there);
  if (content.kind === "nothing") {
    // It had to make room.
    drop(root, [place]);
    return content;
  }
  if (content.kind === "odd" || content.size > largestPiece) return damaged(root, [place, there]);
  const body = await getFrom.byDigest(root, integrity, { memoize: false }).catch(unreadable);
  return body !== "unreadable" && isRight(body) ? { kind: "body", body } : damaged(root, [place, there]);
}

function damaged(root: string, places: readonly Place[]): Reading {
  drop(root, places);
  return { kind: "damaged" };
}

/** What stays, since it can't be taken away, is found damaged again. */
function drop(root: string, places: readonly Place[]): void {
  for (const place of places) {
    try {
      const standing = lookAt(root, place);
      if (standing.kind !== "nothing") unlinkSync(standing.kind === "odd" ? standing.path : join(root, ...place));
    } catch {
      continue;
    }
  }
}

/** What cacache finds wrong with its own files is told apart from what keeps it from reading them. */
function unreadable(error: unknown): "unreadable" {
  if (errnoOf(error) !== null) throw error;
  return "unreadable";
}

/** Node's own name of what failed: cacache writes another `code` over it where a file can't be moved (`lib/content/write.js`). */
export function causeOf(error: unknown): string {
  const errno = errnoOf(error);
  return errno === null ? codeOf(error) || String(error) : getSystemErrorName(errno);
}

function errnoOf(error: unknown): number | null {
  if (typeof error !== "object" || error === null || !("errno" in error)) return null;
  return typeof error.errno === "number" ? error.errno : null;
}

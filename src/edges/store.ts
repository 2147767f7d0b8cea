// Content by digest, kept between runs in a folder (`cache-dir`), by cacache: written beside and moved, so that nobody reads half
// of it, and held against its hash when it is read. Whatever the folder is like, a run without it comes to the same.
import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import putInto from "cacache/lib/put.js";
import pLimit from "p-limit";
import type { Digest } from "../model.ts";
import type { ContentKind, ContentStore } from "./edges.ts";
import { makeFolder } from "./make-folder.ts";
import {
  clear,
  clearForFolder,
  contentPlaceOf,
  folders,
  hasLinkBelow,
  indexPlace,
  type Place,
} from "./store-layout.ts";
import { causeOf, largestIndexFile, largestPiece, readPiece } from "./store-reading.ts";
import { makeRoom, removeAbandoned, type Share } from "./store-room.ts";

export interface StoreOptions {
  /** As it is written, relative to `workingFolder`. */
  readonly folder: string;
  readonly workingFolder: string;
  readonly log: (line: string) => void;
  /** Wall clock, milliseconds. */
  readonly wall: () => number;
  /**
   * May whoever proposes the change have made the folder, as a fork whose checkout brings it? Then nothing of it is taken that
   * can't be held against a digest, which is all but manifests, and no link on the way to it is followed.
   */
  readonly isForks: boolean;
  /** Of each 256th part of the index and of the content; absent: 20,000 entries and 64 MiB in all. */
  readonly share?: Share;
}

const usualShare: Share = { files: Math.floor(20_000 / 256), bytes: largestPiece };
/** Bytes that wait to be written, at most; what comes on top is not kept. */
const mostWaiting = 32 * 1024 * 1024;
/** What was damaged is told so many times: a folder may be full of it. */
const mostToldDamages = 3;

/** Opens nothing yet: the folder is made with the first piece that is kept. */
export function openStore(options: StoreOptions): ContentStore {
  const { folder, workingFolder, log, wall, isForks, share = usualShare } = options;
  const root = resolve(workingFolder, folder);
  const told: string[] = [];
  const waiting = new Map<string, Buffer>();
  const kept = new Set<string>();
  /** Parts that something was written to. */
  const touched = new Map<string, Place>();
  const turn = pLimit(8);
  const writes = new Set<Promise<void>>();
  let waitingBytes = 0;
  let damages = 0;
  let isPrepared = false;
  let state: "open" | "unwritable" | "closed" = "open";
  let canRead = true;

  function tell(sentence: string): void {
    told.push(sentence);
    log(sentence);
  }

  /** What can't be read is not worth writing, either; what can't be written may still be read. */
  function failed(what: "read" | "written", error: unknown): void {
    if (what === "read" ? !canRead : state !== "open") return;
    if (what === "read") canRead = false;
    state = "unwritable";
    const follows = what === "read" ? "every manifest is fetched anew" : "this run keeps nothing more there";
    tell(`the cache "${folder}" can't be ${what} (${causeOf(error)}): ${follows}, and verdicts are the same`);
  }

  async function get(digest: Digest, kind: ContentKind): Promise<Buffer | null> {
    if (isForks && kind === "config") return null;
    const key = keyOf(digest, kind);
    const known = waiting.get(key);
    if (known !== undefined || !canRead || !isNamed(digest)) return known ?? null;
    try {
      const read = await readPiece(root, key, (body) => kind === "config" || sha256Of(body) === digest);
      if (read.kind === "damaged") tellDamage(digest);
      if (read.kind !== "body") return null;
      kept.add(key);
      return read.body;
    } catch (error) {
      // Another run made room.
      if (causeOf(error) !== "ENOENT") failed("read", error);
      return null;
    }
  }

  function tellDamage(digest: Digest): void {
    damages += 1;
    if (damages > mostToldDamages) return;
    log(`the cache "${folder}" holds something else than ${digest}: it is dropped, and fetched anew`);
  }

  function put(digest: Digest, kind: ContentKind, body: Buffer): void {
    if (isForks && kind === "config") return;
    const key = keyOf(digest, kind);
    if (state !== "open" || kept.has(key) || waiting.has(key) || !isNamed(digest)) return;
    if (body.length > largestPiece || waitingBytes + body.length > mostWaiting) return;
    waiting.set(key, body);
    waitingBytes += body.length;
    const write = turn(async () => {
      try {
        await written(key, body);
      } catch (error) {
        failed("written", error);
      }
      waiting.delete(key);
      waitingBytes -= body.length;
      writes.delete(write);
    });
    writes.add(write);
  }

  async function written(key: string, body: Buffer): Promise<void> {
    if (state === "unwritable") return;
    prepareFolder();
    const places = [
      [indexPlace(key), largestIndexFile],
      [contentPlaceOf(body), largestPiece],
    ] as const;
    const keep = async (): Promise<unknown> => {
      for (const [place, maxBytes] of places) clear(root, place, maxBytes);
      return putInto(root, key, body, { algorithms: ["sha512"], memoize: false });
    };
    // Once more where another run has just taken an empty folder away.
    await keep().catch(async (error: unknown) => (causeOf(error) === "ENOENT" ? keep() : Promise.reject(error)));
    kept.add(key);
    for (const [place] of places) touched.set(place.slice(0, -2).join("/"), place.slice(0, -2));
  }

  /** cacache would make them with `recursive`, which doesn't end in /proc, and follow a link that stands in their place. */
  function prepareFolder(): void {
    if (isPrepared) return;
    makeFolder(root);
    for (const place of folders) {
      clearForFolder(root, place);
      makeFolder(join(root, ...place));
    }
    isPrepared = true;
  }

  async function close(): Promise<void> {
    await Promise.all(writes);
    if (state === "closed") return;
    if (damages > mostToldDamages)
      log(`the cache "${folder}": ${damages - mostToldDamages} more were dropped like that`);
    try {
      if (touched.size > 0) removeAbandoned(root, wall());
      for (const part of touched.values()) makeRoom(root, part, share);
    } catch (error) {
      failed("written", error);
    }
    state = "closed";
  }

  if (isForks && hasLink()) {
    canRead = false;
    state = "unwritable";
    tell(`the cache "${folder}" is not used: a link stands on the way to it, and for a fork none is followed`);
  }
  return { get, put, close, troubles: () => told };

  function hasLink(): boolean {
    try {
      return hasLinkBelow(workingFolder, root);
    } catch {
      // It is told when the folder is used.
      return false;
    }
  }
}

/** The number is the form of what is kept: a later one that differs is not to find this one's. */
function keyOf(digest: Digest, kind: ContentKind): string {
  return `pullgate 1 ${kind} ${digest}`;
}

/** Only by this algorithm are digests compared with what they name. */
function isNamed(digest: Digest): boolean {
  return /^sha256:[a-f0-9]{64}$/.test(digest);
}

function sha256Of(bytes: Buffer): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

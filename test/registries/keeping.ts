// Walks over a store, and what an earlier walk has left in it.
import type { Outcome } from "../../src/model.ts";
import type { Line, ScriptedReply } from "../support/scripted.ts";
import { memoryStore, type MemoryStore } from "../support/store.ts";
import { type ServedLine, serving } from "./images.ts";
import { amd64, amd64Image, both, image } from "./two-platforms.ts";
import { networkOf, type ProbeWish } from "./walks.ts";

export const served = serving(both, amd64Image, amd64);

interface Walked {
  readonly outcome: Outcome;
  readonly asked: readonly string[];
  /** What each asked for a part of. */
  readonly ranges: readonly (string | undefined)[];
  readonly countedPulls: number;
}

export async function walkWith(
  store: MemoryStore | null,
  script: readonly Line[],
  wish: ProbeWish = {},
): Promise<Walked> {
  const network = networkOf(script, new AbortController().signal, store);
  const outcome = await network.walk(image, { depth: "manifest", ...wish });
  const ranges = network.requests.map(({ headers }) => headers["range"]);
  return { outcome, asked: network.asked, ranges, countedPulls: network.transport.cost().countedPulls };
}

/** As a run leaves it that found all of `script`. */
export async function filled(script: readonly Line[], wish: ProbeWish = {}): Promise<MemoryStore> {
  const store = memoryStore();
  await walkWith(store, script, wish);
  return store;
}

/** Manifests are had by HEAD as well, and parts of blobs. */
export function everyWay(lines: readonly ServedLine[]): readonly Line[] {
  return lines.flatMap(([pattern, whole]): readonly Line[] => {
    if (!pattern.includes("/blobs/")) return [[pattern.replace("GET", "*"), whole]];
    return [[pattern, ({ headers }) => (headers["range"] === undefined ? whole : partOf(whole))]];
  });
}

function partOf({ body }: ScriptedReply): ScriptedReply {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
  return { status: 206, headers: { "content-range": `bytes 0-0/${bytes.length}` }, body: bytes.subarray(0, 1) };
}

export function withoutEvidence(outcome: Outcome): Outcome {
  return { ...outcome, evidence: [] };
}

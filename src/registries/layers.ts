// The last step that can be taken without a download: is every layer there, as large as it says, and does its host give it out?
// Source: containerd `core/remotes/docker/fetcher.go` (Fetch). A node GETs layers and never HEADs them: what HEAD says is
// good news only, and anything else is asked again as the node would ask it.
import type { ContentFault, Exchange } from "../model.ts";
import { type Answer, declaredLength, header, leftCoding, unknownCoding } from "./answer.ts";
import type { Asked } from "./ask.ts";
import { credentialLabel } from "../credentials/resolve.ts";
import { type Ending, endingOf, lineOf, stationHop, unreachable } from "./classify.ts";
import { pullRules } from "./containerd.ts";
import type { Descriptor } from "./manifest.ts";
import { hashLike } from "./resolve.ts";
import { isSigned, looksLikeWebSite } from "./signs.ts";
import { askElsewhere, askFor, type Walker, type WalkQuestion } from "./walker.ts";
import { oneLine, wordsBytes } from "./words.ts";

/** Why a layer can't be had. */
export type Lacking =
  { readonly kind: "faulty"; readonly fault: ContentFault } | { readonly kind: "ending"; readonly ending: Ending };

/** What is known of one layer: `lacking` is `null` where a node gets it. */
export interface LayerState {
  readonly lacking: Lacking | null;
  readonly evidence: readonly Exchange[];
}

/** Addresses of one foreign layer that are tried. */
const mostAddresses = 8;

/** The first layer, in the manifest's order, that a node would not get; `null`: all are there, or the depth doesn't ask. */
export async function lackingLayer(walker: Walker, layers: readonly Descriptor[]): Promise<Lacking | null> {
  if (walker.probe.depth !== "blobs") return null;
  const states = await Promise.all(layers.map(async (layer) => stateOf(walker, layer)));
  for (const { lacking, evidence } of states) {
    walker.evidence.push(...evidence.filter((exchange) => !walker.evidence.includes(exchange)));
    if (lacking !== null) return lacking;
  }
  return null;
}

/** Asked once a run for each repository, credential and digest: images are built on each other. */
async function stateOf(walker: Walker, layer: Descriptor): Promise<LayerState> {
  const { registry, repository } = walker.probe.reference;
  const { digest, size, urls = [] } = layer;
  const key = JSON.stringify([registry, repository, credentialLabel(walker.candidate), digest, size, urls]);
  const known = walker.layers.get(key);
  if (known !== undefined) return known;
  const own = { ...walker, evidence: [...walker.evidence] };
  const asking = lackOf(own, layer).then((lacking) => ({
    lacking,
    evidence: own.evidence.slice(walker.evidence.length),
  }));
  walker.layers.set(key, asking);
  return asking;
}

async function lackOf(walker: Walker, layer: Descriptor): Promise<Lacking | null> {
  const { digest, data } = layer;
  if (data !== undefined && pullRules(walker.probe.containerd).readsInlineData) {
    const actual = hashLike(data, "sha256:");
    const fault = { kind: "digest-mismatch", what: "layer", expected: digest, actual } as const;
    return actual === digest ? null : { kind: "faulty", fault };
  }
  if (!digest.startsWith("sha256:"))
    return { kind: "faulty", fault: { kind: "digest-algorithm", what: "layer", digest } };
  // Where a manifest names other places, those come first; the registry is asked where all say that it isn't there.
  for (const url of (layer.urls ?? []).slice(0, mostAddresses)) {
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) continue;
    const asked = await askElsewhere(walker, firstByte(layer), new URL(url));
    if (asked.kind === "answer" && asked.answer.status === 404) continue;
    return readLayer(walker, layer, asked);
  }
  const head = await askFor(walker, { ...firstByte(layer), method: "HEAD", maxBytes: 0, isTentative: true });
  if (head.kind === "ending" && isFinal(head.ending)) return { kind: "ending", ending: head.ending };
  if (head.kind === "answer" && isWhole(head.answer, layer.size)) return null;
  const ranged = await askFor(walker, { ...firstByte(layer), range: "bytes=0-0" });
  // Whoever doesn't take ranges is asked for all of it, and left when it begins.
  const isOdd = ranged.kind === "answer" && (ranged.answer.status === 416 || ranged.answer.status === 400);
  return readLayer(walker, layer, isOdd ? await askFor(walker, firstByte(layer)) : ranged);
}

function firstByte({ digest, mediaType }: Descriptor): WalkQuestion {
  return { method: "GET", what: `blobs/${digest}`, accept: `${mediaType}, */*`, maxBytes: wordsBytes, station: "blob" };
}

/** Nothing that asking in another way could change. */
function isFinal(ending: Ending): boolean {
  switch (ending.kind) {
    case "deadline":
    case "throttled":
    case "withheld":
      return true;
    case "refused":
      return false;
    case "unreachable":
      return !["server-error", "reset", "not-a-registry", "redirect-loop", "timeout"].includes(ending.cause);
  }
}

/** HEAD found it, as large as it should be. */
function isWhole(answer: Answer, size: number): boolean {
  return answer.status === 200 && declaredLength(answer) === size && leftCoding(answer) === null;
}

function readLayer(walker: Walker, { digest, size }: Descriptor, asked: Asked): Lacking | null {
  if (asked.kind === "ending") return { kind: "ending", ending: asked.ending };
  const { answer, exchange, host, station } = asked;
  const isPage = looksLikeWebSite(answer);
  const isProxys = answer.viaProxy && (isPage || !isSigned(answer));
  if (answer.status === 404 && !isProxys)
    return { kind: "faulty", fault: { kind: "blob-missing", what: "layer", digest } };
  if (answer.status < 200 || answer.status > 299) {
    const ending = endingOf(answer, exchange, station, host, walker.wall());
    const told = ending.kind === "refused" ? ({ ...ending, at: "blob", mayBeAbsent: false } as const) : ending;
    return { kind: "ending", ending: told };
  }
  const coding = pullRules(walker.probe.containerd).undoesCodings ? unknownCoding(answer) : null;
  if (coding !== null)
    return { kind: "faulty", fault: { kind: "content-coding", what: "layer", coding: oneLine(coding) } };
  const actual = wholeSize(answer);
  if (actual === null || actual === size) return null;
  if (isPage || isProxys) {
    const ending = unreachable(stationHop(station), host, "not-a-registry", answer.viaProxy, lineOf(answer));
    return { kind: "ending", ending };
  }
  return { kind: "faulty", fault: { kind: "size-mismatch", what: "layer", expected: size, actual } };
}

/** Bytes of the whole layer; `null` where the answer doesn't tell, or counts them in another coding. */
function wholeSize(answer: Answer): number | null {
  if (leftCoding(answer) !== null) return null;
  if (answer.status !== 206) return declaredLength(answer);
  const total = /^bytes \d+-\d+\/(\d+)$/.exec(header(answer, "content-range") ?? "")?.[1];
  return total === undefined ? null : Number(total);
}

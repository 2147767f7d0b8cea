// The last step that can be taken without a download: is every layer there, as large as it says, and does its host give it out?
// Source: containerd `core/remotes/docker/fetcher.go` (Fetch). A node GETs layers and never HEADs them: what HEAD says is
// good news only, and anything else is asked again as the node would ask it.
import type { ContentFault, Exchange } from "../model.ts";
import { type Answer, declaredLength, header, leftCoding, unknownCoding } from "./answer.ts";
import type { Asked } from "./ask.ts";
import { candidateMark } from "../credentials/candidate.ts";
import { type Ending, endingOf, lineOf, stationHop, unreachable } from "./classify.ts";
import { pullRules } from "./containerd.ts";
import type { Descriptor } from "./manifest.ts";
import { hashLike } from "./resolve.ts";
import { urlHost } from "./host.ts";
import { isSigned, looksLikeWebSite } from "./signs.ts";
import { askFor } from "./in-turn.ts";
import { askElsewhere, type Walker, type WalkQuestion } from "./walker.ts";
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
const mostAddresses = 64;
/** Layers of one image that are asked for: no file system is made of so many. */
export const mostLayers = 1000;

/** The first layer, in the manifest's order, that a node would not get; `null`: all are there, or the depth doesn't ask. */
export async function lackingLayer(walker: Walker, layers: readonly Descriptor[]): Promise<Lacking | null> {
  if (walker.probe.depth !== "blobs" || layers.length > mostLayers) return null;
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
  const key = JSON.stringify([registry, repository, candidateMark(walker.candidate), digest, size, urls]);
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
    if (isLinkLocal(new URL(url))) return linkLocal(url);
    const asked = await askElsewhere(walker, firstByte(layer), new URL(url));
    if (asked.kind === "answer" && asked.answer.status === 404) continue;
    return readLayer(walker, layer, asked);
  }
  const head = await askFor(walker, { ...firstByte(layer), method: "HEAD", maxBytes: 0, isTentative: true });
  if (head.kind === "ending" && isFinal(head.ending, walker)) return { kind: "ending", ending: head.ending };
  if (head.kind === "answer" && isWhole(head.answer, layer.size)) return null;
  const ranged = await askFor(walker, { ...firstByte(layer), range: "bytes=0-0" });
  // Whoever doesn't take ranges is asked for all of it, and left when it begins.
  const isOdd = ranged.kind === "answer" && (ranged.answer.status === 416 || ranged.answer.status === 400);
  return readLayer(walker, layer, isOdd ? await askFor(walker, firstByte(layer)) : ranged);
}

function firstByte({ digest, mediaType }: Descriptor): WalkQuestion {
  return { method: "GET", what: `blobs/${digest}`, accept: `${mediaType}, */*`, maxBytes: wordsBytes, station: "blob" };
}

/** Nothing that asking in another way could change: where HEAD was sent on to, GET need not be sent. */
function isFinal(ending: Ending, { probe }: Walker): boolean {
  switch (ending.kind) {
    case "deadline":
    case "budget":
    case "throttled":
      return true;
    case "withheld":
    case "refused":
      return false;
    case "unreachable":
      return (
        ending.host === urlHost(probe.reference.registry) &&
        !["server-error", "reset", "not-a-registry", "redirect-loop", "no-address", "timeout"].includes(ending.cause)
      );
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
  const { undoesCodings } = pullRules(walker.probe.containerd);
  const coding = undoesCodings ? unknownCoding(answer) : null;
  if (coding !== null)
    return { kind: "faulty", fault: { kind: "content-coding", what: "layer", coding: oneLine(coding) } };
  const actual = wholeSize(answer);
  // As large on its way as it should be in the end: what the store says of its coding is wrong, and a node undoes it; gzip
  // always, in Go's own client, which knows no other coding.
  const label = leftCoding(answer);
  if (label !== null && (undoesCodings || /^gzip$/i.test(label)) && totalIn(answer) === size) {
    return { kind: "faulty", fault: { kind: "content-coding", what: "layer", coding: oneLine(label) } };
  }
  if (actual === null || actual === size) return null;
  if (isPage || isProxys) {
    const ending = unreachable(stationHop(station), host, "not-a-registry", answer.viaProxy, lineOf(answer));
    return { kind: "ending", ending };
  }
  return { kind: "faulty", fault: { kind: "size-mismatch", what: "layer", expected: size, actual } };
}

/** Bytes of the whole layer; `null` where the answer doesn't tell, or counts them in another coding. */
function wholeSize(answer: Answer): number | null {
  return leftCoding(answer) === null ? totalIn(answer) : null;
}

/** Bytes of all of it as they are sent, be the answer a part. */
export function totalIn(answer: Answer): number | null {
  if (answer.status !== 206) return declaredLength(answer);
  const total = /^bytes \d+-\d+\/(\d+)$/.exec(header(answer, "content-range") ?? "")?.[1];
  return total === undefined ? null : Number(total);
}

/** A cloud's own services live there: no layer does, and whoever names one is after something else. */
function isLinkLocal({ hostname }: URL): boolean {
  return hostname.startsWith("169.254.") || /^\[fe[89ab]/.test(hostname);
}

function linkLocal(url: string): Lacking {
  const { host } = new URL(url);
  return {
    kind: "ending",
    ending: unreachable("blob", host, "address-forbidden", false, `${host}: a link-local address, which is not asked`),
  };
}

// A light look at a name: is there anything by it now? By HEAD alone, so that looking again and again costs no pull.
import type { Outcome, Probe } from "../model.ts";
import type { Asked } from "./ask.ts";
import { manifestAccept } from "./media-types.ts";
import { askFor } from "./in-turn.ts";
import { toldDigest } from "./artifact.ts";
import { notGranted } from "./resolve.ts";
import { retryAfterMs } from "./retry-after.ts";
import type { Walked } from "./walk.ts";
import { createWalker, type Walker, type WalkTools } from "./walker.ts";

/**
 * Asks for the probe's name with each of its credentials in turn. `found` means no more than that a walk is worth its while: what
 * it says of the image is nothing. No tags are listed, and no refusal is asked for its words.
 */
export async function look(probe: Probe, tools: WalkTools): Promise<Walked> {
  let seen: Outcome = { kind: "not-asked", why: "deadline", evidence: [] };
  for (const candidate of probe.candidates) {
    // Nobody wanted to see a login: without one the answer is the same.
    if (candidate.kind === "anonymous" && seen.evidence.at(-1)?.credential === "anonymous") continue;
    const walker = createWalker(probe, candidate, tools);
    const { digest, tag } = probe.reference;
    const what = `manifests/${digest ?? tag ?? "latest"}`;
    const asked = await askFor(walker, {
      method: "HEAD",
      what,
      accept: manifestAccept,
      maxBytes: 0,
      isTentative: true,
    });
    seen = seenIn(asked, walker);
    if (seen.kind !== "absent" && seen.kind !== "refused") break;
  }
  return { outcome: seen, tried: [] };
}

function seenIn(asked: Asked, walker: Walker): Outcome {
  const { evidence } = walker;
  const told = asked.kind === "answer" ? (walker.probe.reference.digest ?? toldDigest(asked.answer)) : null;
  const nothing = { digest: told, platforms: null, content: null, manifests: 1 } as const;
  const there: Outcome = { kind: "found", depth: "reference", ...nothing, evidence };
  const gone: Outcome = { kind: "absent", what: "tag", anonymous: false, nearestTags: [], evidence };
  const resolution = asked.kind === "ending" ? asked : notGranted(asked, walker);
  if (resolution === null) return there;
  if (resolution.kind === "absent") return gone;
  if (asked.kind === "answer") {
    // Such a registry tells by GET alone, which is the walk's to ask.
    if (asked.answer.status === 405) return there;
    // Without its words an abuse limit (GHCR's 403) is known by the time that it names.
    const asksFor = retryAfterMs(asked.answer, walker.wall());
    if (asksFor !== null) return { kind: "throttled", limit: "requests", retryAfterMs: asksFor, words: "", evidence };
  }
  const { ending } = resolution;
  switch (ending.kind) {
    case "throttled":
    case "unreachable":
      return { ...ending, evidence };
    case "refused":
    case "withheld":
      return gone;
    case "deadline":
    case "budget":
      return { kind: "not-asked", why: ending.kind, evidence };
  }
}

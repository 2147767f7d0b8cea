// What a walk comes to where the name was granted: how much of it is proved, and why no more.
import type { BudgetStop } from "../limits/budget.ts";
import type { Depth, Digest, Granted, ImageContent, Outcome, Reduced } from "../model.ts";
import { mostLayers } from "./layers.ts";
import { manifestType } from "./media-types.ts";
import type { Resolved } from "./resolve.ts";
import { askerOf, type Walker } from "./walker.ts";

/** What HEAD alone tells of a name. */
interface Named {
  readonly digest: Digest | null;
  readonly mediaType?: string;
}

/** It is there, and nothing else of it was looked at; `reduced`: though it was asked for. */
export function foundByName({ digest, mediaType = "" }: Named, { evidence }: Walker, reduced?: Reduced): Outcome {
  const manifests = manifestsOf({ mediaType });
  const found = { kind: "found", depth: "reference", digest, platforms: null, content: null, manifests } as const;
  return { ...found, ...(reduced === undefined ? {} : { reduced }), evidence };
}

/** Of as many layers as are asked for at most, only the manifest is said to be proved. */
export function provedDepth(
  { probe: { depth } }: Walker,
  { layers }: ImageContent,
): { readonly depth: Depth; readonly reduced?: Reduced } {
  return depth === "blobs" && layers >= mostLayers ? { depth: "manifest", reduced: { why: "layers" } } : { depth };
}

/** What a pull of it costs: an index and what it leads to, or one manifest (measured on containerd 1.6 to 2.1: docs/truth.md). */
export function manifestsOf({ mediaType }: Pick<Resolved, "mediaType">): number {
  return manifestType(mediaType) === "index" ? 2 : 1;
}

/** Where there was something left and no more of it may be spent, its name is proved; where nothing was, nobody pulls now. */
export function stopped(resolved: Named, walker: Walker, stop: BudgetStop): Outcome {
  if (stop.headroom?.remaining === 0) return spentQuota(resolved, walker);
  return foundByName(resolved, walker, reducedBy(stop, walker));
}

function reducedBy({ allowed, headroom }: BudgetStop, walker: Walker): Reduced {
  const { host, credential } = askerOf(walker);
  return { why: "budget", host, credential, allowed, remaining: headroom?.remaining ?? null };
}

/** The registry says, with its grant, that nothing is left of the quota. */
export function spentQuota(resolved: Named, { evidence }: Walker): Outcome {
  return { kind: "throttled", limit: "pulls", retryAfterMs: null, words: "", granted: grantOf(resolved), evidence };
}

export function grantOf({ digest, mediaType = "" }: Named): Granted {
  return { digest, manifests: manifestsOf({ mediaType }) };
}

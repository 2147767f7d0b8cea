// The pull walk: what containerd would do with one probe, up to the depth that was asked for, and what came of it.
import { credentialLabel } from "../credentials/resolve.ts";
import type { Candidate, Exchange, Outcome, Probe } from "../model.ts";
import { absenceOf, notARegistry, strangerAt } from "./absence.ts";
import { type Answer, mediaTypeOf } from "./answer.ts";
import { type Ending, unreachable } from "./classify.ts";
import { contentFor } from "./content.ts";
import { urlHost } from "./host.ts";
import { type Resolved, resolve } from "./resolve.ts";
import { createWalker, type Walker, type WalkTools } from "./walker.ts";
import { statusLine } from "./words.ts";

/** What one candidate came to; `undecided`: another one may see more. */
interface Attempt {
  readonly outcome: Outcome;
  readonly undecided: boolean;
}

/** Tries each candidate in turn, as the kubelet does: the first that is let in decides, else everything that refused is told. */
export async function walk(probe: Probe, tools: WalkTools): Promise<Outcome> {
  const tried: string[] = [];
  const evidence: Exchange[] = [];
  let decided: Outcome | null = null;
  for (const candidate of probe.candidates) {
    tried.push(credentialLabel(candidate));
    if (candidate.kind === "anonymous" && decided !== null && isSaidToAnyone(decided, evidence)) continue;
    const { outcome, undecided } = await walkAs(probe, candidate, tools);
    evidence.push(...outcome.evidence);
    if (!undecided) return { ...outcome, evidence };
    // A miss says more than a refusal; a login that was never shown leaves open what it would have opened.
    if (decided === null || decided.kind === "refused") decided = outcome;
  }
  if (decided === null) return { kind: "not-asked", why: "deadline", evidence };
  return decided.kind === "refused" ? { ...decided, credentials: tried, evidence } : { ...decided, evidence };
}

/** Without a credential nobody is told more: a login was told that it isn't there, or no login was asked for in the first place. */
function isSaidToAnyone(decided: Outcome, evidence: readonly Exchange[]): boolean {
  if (decided.kind === "absent") return true;
  return decided.kind === "refused" && evidence.at(-1)?.credential === "anonymous";
}

async function walkAs(probe: Probe, candidate: Candidate, tools: WalkTools): Promise<Attempt> {
  const walker = createWalker(probe, candidate, tools);
  const { evidence } = walker;
  const resolution = await resolve(walker);
  switch (resolution.kind) {
    case "ending":
      return ended(resolution.ending, walker);
    case "faulty":
      return certain({ ...resolution, evidence });
    case "web-site":
      return webSite(walker, resolution.answer);
    case "absent": {
      const absence = await absenceOf(walker, resolution.answer);
      return absence.kind === "absent"
        ? { outcome: { ...absence, evidence }, undecided: true }
        : ended(absence, walker);
    }
    case "resolved":
      return probe.depth === "reference" ? certain(foundByName(resolution, walker)) : lookInto(walker, resolution);
  }
}

/** Every platform that the nodes need; the first that fails decides. */
async function lookInto(walker: Walker, resolved: Resolved): Promise<Attempt> {
  const { probe, evidence } = walker;
  const { digest } = resolved;
  let found: Outcome | null = null;
  for (const wanted of probe.platforms) {
    const content = await contentFor(walker, wanted, resolved);
    switch (content.kind) {
      case "ending":
        return ended(content.ending, walker);
      case "faulty":
        return certain({ ...content, digest, evidence });
      case "mismatched":
        return certain({ ...content, wanted, digest, evidence });
      case "image":
        found ??= { ...content, kind: "found", depth: "manifest", digest, evidence };
    }
  }
  return certain(found ?? foundByName(resolved, walker));
}

function foundByName({ digest }: Resolved, { evidence }: Walker): Outcome {
  return { kind: "found", depth: "reference", digest, platforms: null, content: null, evidence };
}

/** HTML where a manifest was asked for: no registry, a proxy's own page, or a registry that was pushed one. */
async function webSite(walker: Walker, answer: Answer): Promise<Attempt> {
  const stranger = await strangerAt(walker, answer);
  if (stranger !== null) return ended(stranger, walker);
  const mediaType = mediaTypeOf(answer);
  if (answer.viaProxy) {
    const detail = `${statusLine(answer.status)} (${mediaType})`;
    return ended(notARegistry(urlHost(walker.probe.reference.registry), true, detail), walker);
  }
  const { evidence } = walker;
  const fault = { kind: "not-an-image", part: "manifest", what: "a web page", mediaType } as const;
  return certain({ kind: "faulty", fault, digest: null, evidence });
}

function ended(ending: Ending, walker: Walker): Attempt {
  const { evidence, candidate } = walker;
  switch (ending.kind) {
    case "deadline":
      return certain({ kind: "not-asked", why: "deadline", evidence });
    case "refused":
      return { outcome: { ...ending, credentials: [credentialLabel(candidate)], evidence }, undecided: true };
    case "withheld": {
      const unsent = unreachable("token", ending.host, "login-withheld", false, "");
      return { outcome: { ...unsent, evidence }, undecided: true };
    }
    case "throttled":
    case "unreachable":
      return certain({ ...ending, evidence });
  }
}

function certain(outcome: Outcome): Attempt {
  return { outcome, undecided: false };
}

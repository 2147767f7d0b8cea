// The pull walk: what containerd would do with one probe, up to the depth that was asked for, and what came of it.
import { credentialLabel } from "../credentials/candidate.ts";
import { isObject, parseJson } from "../json.ts";
import type { Candidate, Exchange, Outcome, Platform, Probe, Tried } from "../model.ts";
import { absenceOf, notARegistry, strangerAt } from "./absence.ts";
import { type Answer, mediaTypeOf } from "./answer.ts";
import { resolveArtifact } from "./artifact.ts";
import { cleaned } from "./clean.ts";
import { type Ending, lineOf, stationHop, unreachable } from "./classify.ts";
import { contentFor, unreadManifests } from "./content.ts";
import { manifestType } from "./media-types.ts";
import { foundByName, grantOf, manifestsOf, provedDepth, spentQuota, stopped } from "./granted.ts";
import { printBuild } from "./platforms.ts";
import { largestManifest, noManifest, type Resolved, resolve } from "./resolve.ts";
import { askFor } from "./in-turn.ts";
import { triedBy } from "./tries.ts";
import { askedHost, askerOf, claimPull, createWalker, reservePulls, type Walker, type WalkTools } from "./walker.ts";

/** What one candidate came to; `undecided`: another one may see more. */
interface Attempt {
  readonly outcome: Outcome;
  readonly undecided: boolean;
}

/** What a probe came to, and each of its credentials. */
export interface Walked {
  readonly outcome: Outcome;
  /** In the order in which they were tried. */
  readonly tried: readonly Tried[];
}

/** Tries each candidate in turn, as the kubelet does: the first that is let in decides, else everything that refused is told. */
export async function walk(probe: Probe, tools: WalkTools): Promise<Walked> {
  const tried: Tried[] = [];
  const outcome = await walkAsEach(probe, tools, tried);
  return { outcome: cleaned(outcome, tools.transport.redactor), tried };
}

async function walkAsEach(probe: Probe, tools: WalkTools, tried: Tried[]): Promise<Outcome> {
  const evidence: Exchange[] = [];
  let decided: Outcome | null = null;
  for (const [index, candidate] of probe.candidates.entries()) {
    if (candidate.kind === "anonymous" && decided !== null && isSaidToAnyone(decided, evidence)) continue;
    const { outcome, undecided } = await walkAs(probe, candidate, tools);
    evidence.push(...outcome.evidence);
    tried.push(triedBy(candidate, outcome, false));
    const next = probe.candidates[index + 1];
    const goesOn = undecided || (next !== undefined && isLogin(next) && mayDiffer(outcome));
    // What was looked at less deeply for the budget's sake takes back nothing that was proved.
    if (decided?.kind === "faulty" && outcome.kind === "found" && outcome.reduced?.why === "budget") break;
    // A miss says more than a refusal, and what can't be known leaves open what that login would have opened.
    if (decided === null || decided.kind === "refused" || weight(outcome) > weight(decided)) decided = outcome;
    if (!goesOn) return { ...outcome, evidence };
  }
  if (decided === null) return { kind: "not-asked", why: "deadline", evidence };
  if (decided.kind === "refused" && probe.candidates.every(isLogin) && !isSaidToAnyone(decided, evidence)) {
    evidence.push(...(await lookAnonymously(probe, tools, tried)));
  }
  // What decides stands at the end.
  const { evidence: own } = decided;
  if (weight(decided) > 1) return { ...decided, evidence: [...evidence.filter((one) => !own.includes(one)), ...own] };
  if (decided.kind !== "refused") return { ...decided, evidence };
  // A login that nobody wanted to see was not refused.
  const shown = new Set(evidence.map(({ credential }) => credential));
  const credentials = probe.candidates.map(credentialLabel).filter((label) => shown.has(label));
  return { ...decided, credentials: credentials.length === 0 ? ["anonymous"] : credentials, evidence };
}

function isLogin({ kind }: Candidate): boolean {
  return kind !== "anonymous";
}

/**
 * The kubelet goes on to the next login whatever the one before came to (kubernetes `kuberuntime_image.go`, PullImage). Where
 * there was no way, or the content is for other nodes, the next one would come to the same.
 */
function mayDiffer({ kind, evidence }: Outcome): boolean {
  switch (kind) {
    case "unreachable":
    case "throttled":
    case "faulty":
      return evidence.at(-1)?.status !== null;
    case "found":
    case "mismatched":
    case "not-asked":
    case "absent":
    case "refused":
      return false;
  }
}

/** Of several outcomes that are none to pull with, which one decides. */
function weight({ kind }: Outcome): number {
  return ["refused", "absent", "faulty", "unreachable", "throttled"].indexOf(kind);
}

/** Is it open to everybody, though nobody will ask so? The kubelet doesn't: what comes of it says what is wrong, and never the verdict. */
async function lookAnonymously(probe: Probe, tools: WalkTools, tried: Tried[]): Promise<readonly Exchange[]> {
  const candidate: Candidate = { kind: "anonymous" };
  const { outcome } = await walkAs({ ...probe, depth: "reference" }, candidate, tools);
  tried.push(triedBy(candidate, outcome, true));
  return outcome.evidence;
}

/** No login was asked for in the first place: without one nobody is told more. */
function isSaidToAnyone(decided: Outcome, evidence: readonly Exchange[]): boolean {
  return (decided.kind === "absent" || decided.kind === "refused") && evidence.at(-1)?.credential === "anonymous";
}

async function walkAs(probe: Probe, candidate: Candidate, tools: WalkTools): Promise<Attempt> {
  const walker = createWalker(probe, candidate, tools);
  const { evidence } = walker;
  const resolution = await (probe.slot === "artifact" ? resolveArtifact(walker) : resolve(walker));
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
    case "there":
      return certain(
        resolution.stop === undefined ? foundByName(resolution, walker) : stopped(resolution, walker, resolution.stop),
      );
    case "resolved": {
      // What is converted on its way is only known to be there: no depth beyond that is proved of it.
      // An account's quota is the nodes' own; an address's is this machine's, and costs a verdict only where a pull is needed.
      const asker = askerOf(walker);
      if (asker.mark !== "anonymous" && walker.budget.isSpent(asker)) return certain(spentQuota(resolution, walker));
      const isConverted = manifestType(resolution.mediaType) === "schema1";
      if (probe.depth !== "reference" && isConverted) return convertible(walker, resolution);
      return probe.depth === "reference" ? certain(foundByName(resolution, walker)) : lookInto(walker, resolution);
    }
  }
}

/** A manifest of schema 1, on a node that makes an image of it: whether it is one is seen, and what it is made of is not. */
async function convertible(walker: Walker, resolved: Resolved): Promise<Attempt> {
  const { evidence } = walker;
  const { digest, mediaType } = resolved;
  const what = `manifests/${walker.probe.reference.digest ?? walker.probe.reference.tag ?? "latest"}`;
  const stop = await claimPull(walker);
  if (stop !== null) return certain(stopped(resolved, walker, stop));
  const asked = await askFor(walker, { method: "GET", what, accept: `${mediaType}, */*`, maxBytes: largestManifest });
  if (asked.kind === "ending") return ended(asked.ending, walker);
  const document = parseJson(asked.answer.body.toString("utf8"));
  if (isObject(document) && document["schemaVersion"] === 1) return certain(foundByName(resolved, walker));
  return certain({ kind: "faulty", fault: noManifest(mediaType, null), digest, evidence });
}

/** Every platform that the nodes need, in an order of its own; the worst that comes of one decides. */
async function lookInto(walker: Walker, resolved: Resolved): Promise<Attempt> {
  const platforms = walker.probe.platforms.toSorted((a, b) => (printBuild(a) < printBuild(b) ? -1 : 1));
  const unread = resolved.isReserved === true ? [] : await unreadManifests(walker, platforms, resolved);
  const stop = await reservePulls(walker, unread, resolved.digest);
  if (stop !== null) return certain(stopped(resolved, walker, stop));
  const attempts: Attempt[] = [];
  for (const wanted of platforms) {
    // Each platform's evidence is its own way: what decides stands at its end.
    const own = { ...walker, evidence: [...walker.evidence] };
    const { outcome, undecided } = await lookFor(own, wanted, resolved);
    attempts.push({ outcome: platforms.length > 1 ? metOn(wanted, outcome) : outcome, undecided });
  }
  const [worst] = attempts.toSorted((a, b) => badness(b.outcome) - badness(a.outcome));
  if (worst === undefined) return certain(foundByName(resolved, walker));
  if (worst.outcome.kind !== "found") return worst;
  const evidence = [...new Set(attempts.flatMap(({ outcome }) => outcome.evidence))];
  return certain({ ...worst.outcome, evidence });
}

async function lookFor(walker: Walker, wanted: Platform, resolved: Resolved): Promise<Attempt> {
  const { evidence } = walker;
  const { digest } = resolved;
  const content = await contentFor(walker, wanted, resolved);
  switch (content.kind) {
    case "ending":
      return ended(content.ending, walker, resolved);
    case "faulty":
      return certain({ ...content, digest, evidence });
    case "mismatched":
      return certain({ ...content, wanted, digest, evidence });
    case "unread":
      return certain(foundByName(resolved, walker, { why: "size" }));
    case "unspent":
      return certain(stopped(resolved, walker, content.stop));
    case "image": {
      const proved = provedDepth(walker, content.content);
      return certain({ ...content, ...proved, kind: "found", digest, manifests: manifestsOf(resolved), evidence });
    }
  }
}

/** A mismatch names its platform itself, and the others are of every platform. */
function metOn(platform: Platform, outcome: Outcome): Outcome {
  switch (outcome.kind) {
    case "faulty":
    case "refused":
    case "throttled":
    case "unreachable":
      return { ...outcome, on: platform };
    case "found":
    case "absent":
    case "mismatched":
    case "not-asked":
      return outcome;
  }
}

/** What is proved counts more than what is not known, and that more than what is fine; of that, what was looked at less deeply. */
function badness(outcome: Outcome): number {
  if (outcome.kind === "found") return outcome.reduced === undefined ? 0 : 1;
  return (
    2 + ["not-asked", "throttled", "unreachable", "refused", "absent", "mismatched", "faulty"].indexOf(outcome.kind)
  );
}

/** HTML where a manifest was asked for: no registry, a proxy's own page, or a registry that was pushed one. */
async function webSite(walker: Walker, answer: Answer): Promise<Attempt> {
  const { slot } = walker.probe;
  const itself = notARegistry(askedHost(walker), answer.viaProxy, lineOf(answer));
  if (answer.viaProxy) return ended(itself, walker);
  const stranger = await strangerAt(walker, answer);
  if (stranger !== null) return ended(stranger, walker);
  // No client takes a page for an artifact, whoever sent it.
  if (slot === "artifact") return ended(itself, walker);
  const mediaType = mediaTypeOf(answer);
  const { evidence } = walker;
  return certain({ kind: "faulty", fault: noManifest(mediaType, "a web page"), digest: null, evidence });
}

function ended(ending: Ending, walker: Walker, resolved: Resolved | null = null): Attempt {
  const { evidence, candidate } = walker;
  switch (ending.kind) {
    case "deadline":
    case "budget":
      return certain({ kind: "not-asked", why: ending.kind, evidence });
    case "refused":
      return { outcome: { ...ending, credentials: [credentialLabel(candidate)], evidence }, undecided: true };
    case "withheld": {
      const unsent = unreachable(stationHop(ending.at), ending.host, ending.cause, false, "");
      return { outcome: { ...unsent, evidence }, undecided: true };
    }
    case "throttled": {
      const granted = resolved === null ? {} : { granted: grantOf(resolved) };
      return certain({ ...ending, ...granted, evidence });
    }
    case "unreachable":
      return certain({ ...ending, evidence });
  }
}

function certain(outcome: Outcome): Attempt {
  return { outcome, undecided: false };
}

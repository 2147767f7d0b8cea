// Images that are missing because nobody has published them yet: asked for again and again, as long as the settings say.
// Loaded where something is to be waited for.
import { imageGlob } from "../ignores/image-glob.ts";
import type { Edges } from "../edges/edges.ts";
import type { Finding, JudgedUse, Probe, Waited } from "../model.ts";
import { many } from "../counted.ts";
import { printReference } from "../references/print.ts";
import { isPublished, mayBeUnpublished } from "../rules/unpublished.ts";
import type { Settings } from "../settings/settings.ts";
import { compareText } from "../text-order.ts";
import { urlHost } from "../registries/host.ts";
import { costOf, withLater } from "./later-run.ts";
import type { Plan } from "../registries/plan.ts";
import { type Announcer, announcer } from "./publication-log.ts";
import type { Run } from "../registries/run.ts";

/** Milliseconds before the first look; each pause is twice as long as the one before, up to the longest. */
const firstPauseMs = 2000;
const longestPauseMs = 30_000;
/** What the last look may take after the wait is over. */
const graceMs = 5000;

export interface Waiting {
  readonly plan: Plan;
  readonly settings: Settings;
  readonly edges: Edges;
  /** What of the run's time is gone, in milliseconds: waiting takes nothing of it. */
  readonly spentMs: number;
  /** What a run comes to. */
  readonly judged: (run: Run) => { readonly uses: readonly JudgedUse[]; readonly findings: readonly Finding[] };
}

export interface Published {
  readonly run: Run;
  /** Sorted by reference. */
  readonly waited: readonly Waited[];
}

/**
 * Says at once what `first` has found of everything else, and waits for the rest. Never throws for what a registry does, and
 * ends with the wait, but for one last look.
 */
export async function awaitPublication(first: Run, waiting: Waiting): Promise<Published> {
  const { plan, settings, edges, judged } = waiting;
  const { uses, findings } = judged(first);
  const awaited = awaitedUses(uses, settings);
  const keys = keysOf(plan, awaited);
  const probes = plan.probes.filter(({ key }) => keys.has(key));
  if (probes.length === 0) {
    const missing = uses.filter(mayBeUnpublished).length;
    if (missing > 0)
      edges.log(
        `nobody waits: wait-for matches none of what is missing (${many(missing, "use")}); ** goes across slashes`,
      );
    return { run: first, waited: [] };
  }
  const begun = edges.clock.now();
  const vigil: Vigil = {
    ...waiting,
    begun,
    end: begun + settings.waitMs,
    probes,
    run: first,
    seen: new Map(),
    missing: new Set(probes),
  };
  const done = new AbortController();
  const announce = announcer(vigil, done.signal);
  announce.begin(findings, awaited);
  try {
    const hosts = Map.groupBy(probes, ({ reference }) => urlHost(reference.registry));
    await Promise.all([...hosts].map(async ([host, own]) => watch(host, own, vigil, announce)));
  } finally {
    done.abort();
  }
  announce.end();
  return { run: vigil.run, waited: waitedFor(vigil) };
}

/** A wait while it lasts: the only state of this file. */
export interface Vigil extends Waiting {
  /** When it began, and when it is over, by the clock. */
  readonly begun: number;
  readonly end: number;
  readonly probes: readonly Probe[];
  /** All that is known so far. */
  run: Run;
  /** When each was seen, or given up, in milliseconds from the beginning. */
  readonly seen: Map<Probe, number>;
  readonly missing: Set<Probe>;
}

/** Uses that fail for what may be published yet, and match `wait-for` as they are written or as a node reads them. */
function awaitedUses(uses: readonly JudgedUse[], { waitFor }: Settings): readonly JudgedUse[] {
  const globs = waitFor.map(imageGlob);
  return uses.filter((judged) => {
    const { use, parsed } = judged;
    if (parsed.kind !== "reference" || !mayBeUnpublished(judged)) return false;
    return [use.image, printReference(parsed.reference)].some((name) => globs.some((takes) => takes(name)));
  });
}

function keysOf({ uses }: Plan, awaited: readonly JudgedUse[]): ReadonlySet<string> {
  const asked = new Map(uses.map(({ use, question }) => [use, question]));
  return new Set(
    awaited.flatMap(({ use }) => {
      const question = asked.get(use);
      return question?.kind === "probe" ? [question.key] : [];
    }),
  );
}

/** One host's images, until all are there or nobody waits any more: other hosts may be faster, or left alone for longer. */
async function watch(host: string, own: readonly Probe[], vigil: Vigil, announce: Announcer): Promise<void> {
  const { edges, end, begun } = vigil;
  const { clock } = edges;
  const never = new AbortController().signal;
  let { spentMs } = vigil;
  let leftAloneUntil = 0;
  let left = own;
  for (let pause = firstPauseMs; left.length > 0; pause = Math.min(longestPauseMs, pause * 2)) {
    if (leftAloneUntil > end) {
      announce.givenUp(host, leftAloneUntil);
      break;
    }
    const next = Math.min(end, Math.max(clock.now() + pause, leftAloneUntil));
    await clock.sleep(Math.max(0, next - clock.now()), never);
    const looked = await lookAt(left, vigil);
    leftAloneUntil = looked.leaveAloneMs > 0 ? clock.now() + looked.leaveAloneMs : 0;
    const at = clock.now();
    if (looked.there.length > 0) {
      const walked = await walkTo(looked, vigil, spentMs);
      spentMs += clock.now() - at;
      for (const probe of walked) vigil.seen.set(probe, at - begun);
      announce.published(walked);
      left = left.filter((probe) => vigil.missing.has(probe));
    }
    if (next >= end) break;
  }
  for (const probe of left) vigil.seen.set(probe, Math.min(clock.now(), end) - begun);
}

interface Looked {
  /** What is worth a walk. */
  readonly there: readonly Probe[];
  /** Of those, what the registry granted: who tells by GET alone has granted nothing yet. */
  readonly granted: ReadonlySet<Probe>;
  /** How long the host asks not to be asked, in milliseconds. */
  readonly leaveAloneMs: number;
}

/** A run of its own for each look: what was refused before may be granted now, and no token of then says so. */
async function lookAt(left: readonly Probe[], vigil: Vigil): Promise<Looked> {
  const { edges, settings, end } = vigil;
  const { runProbes } = await import("../registries/run.ts");
  const timeoutMs = Math.max(0, end + graceMs - edges.clock.now());
  const run = await runProbes(planOf(left, vigil), { ...settings, timeoutMs }, silent(edges), 0, [], {
    how: "look",
    before: vigil.run,
  });
  vigil.run = { ...vigil.run, cost: costOf(vigil.run.cost, run.cost) };
  const outcomes = left.map(({ key }) => run.outcomes.get(key)?.outcome);
  const there = left.filter((_, index) => outcomes[index]?.kind === "found");
  return {
    there,
    granted: new Set(there.filter(({ key }) => run.outcomes.get(key)?.outcome.evidence.at(-1)?.status === 200)),
    leaveAloneMs: Math.max(
      0,
      ...outcomes.map((outcome) => (outcome?.kind === "throttled" ? (outcome.retryAfterMs ?? 0) : 0)),
    ),
  };
}

/** What is there is walked to the depth that was asked for, in what is left of the run's own time. Those that are there after all. */
async function walkTo({ there, granted }: Looked, vigil: Vigil, spentMs: number): Promise<readonly Probe[]> {
  const { settings, edges } = vigil;
  const { runProbes } = await import("../registries/run.ts");
  const run = await runProbes(planOf(there, vigil), settings, silent(edges), spentMs, [], { before: vigil.run });
  const found = there.filter((probe) => {
    const walked = run.outcomes.get(probe.key);
    return walked !== undefined && (granted.has(probe) || isPublished(walked.outcome));
  });
  vigil.run = withLater(vigil.run, run, new Set(found.map(({ key }) => key)));
  for (const probe of found) vigil.missing.delete(probe);
  return found;
}

function planOf(probes: readonly Probe[], { plan }: Vigil): Plan {
  const keys = new Set(probes.map(({ key }) => key));
  return { probes, uses: plan.uses.filter(({ question }) => question.kind === "probe" && keys.has(question.key)) };
}

/** How a run of its own gets on is nobody's business: the wait has a line of its own. */
function silent(edges: Edges): Edges {
  return { ...edges, progress: () => {} };
}

/** One image may be several questions: it is there when all of them are answered. */
function waitedFor({ probes, seen, missing }: Vigil): readonly Waited[] {
  const images = Map.groupBy(probes, ({ reference }) => printReference(reference));
  return [...images]
    .map(([reference, same]) => ({
      reference,
      ms: Math.round(Math.max(...same.map((probe) => seen.get(probe) ?? 0))),
      published: same.every((probe) => !missing.has(probe)),
    }))
    .toSorted((a, b) => compareText(a.reference, b.reference));
}

// The middle of the flow: from a plan to what was learned of every use, with what is behind it loaded where it is needed.
import type { HubLogin } from "./credentials/hub-logins.ts";
import type { Prepared } from "./credentials/prepare.ts";
import type { Edges } from "./edges/edges.ts";
import { nothingRuns, type Running } from "./limits/running.ts";
import type { ImageUse, Subject } from "./model.ts";
import type { Published, Waiting } from "./publication/publication.ts";
import { relabelled } from "./registries/labels.ts";
import type { Plan } from "./registries/plan.ts";
import type { Run } from "./registries/run.ts";
import { unaskedRun } from "./registries/unasked.ts";
import type { Walked } from "./registries/walk.ts";
import type { Settings } from "./settings/settings.ts";

interface Asking {
  readonly settings: Settings;
  readonly edges: Edges;
  /** When the run did, by the clock that never goes back. */
  readonly started: number;
  /** Uses of the base. */
  readonly before: readonly ImageUse[];
}

interface Asked {
  readonly run: Run;
  /** What nodes have already. */
  readonly running: Running;
}

/** Loaded with the first question: a run that asks nobody does without half of what is shipped. */
export async function ask({ plan, trials }: Prepared, asking: Asking): Promise<Asked> {
  const { settings, edges, started, before } = asking;
  if (plan.probes.length + trials.length === 0) return { run: await unaskedRun(plan), running: nothingRuns };
  const spentMs = (): number => edges.clock.now() - started;
  const { runProbes } = await import("./registries/run.ts");
  const run = await runProbes(plan, settings, edges, spentMs(), trials);
  if (before.length === 0) return { run, running: nothingRuns };
  const subjects = subjectsOf(plan, run);
  const { withBaseDigests } = await import("./limits/base-digests.ts");
  return withBaseDigests(run, { plan, before, subjects, settings, edges, spentMs: spentMs() });
}

/** Loaded where there may be something to wait for. */
export async function awaitMissing(first: Run, waiting: Waiting): Promise<Published> {
  if (waiting.settings.waitMs === 0 || waiting.plan.probes.length === 0) return { run: first, waited: [] };
  const { awaitPublication } = await import("./publication/publication.ts");
  return awaitPublication(first, waiting);
}

/** Every use beside what its probe learned. */
export function subjectsOf({ uses, probes }: Plan, run: Run): readonly Subject[] {
  const asked = new Map(probes.map(({ key, candidates }) => [key, candidates]));
  return uses.map(({ question, ...subject }) => {
    if (question.kind === "not-asked") return { ...subject, outcome: { ...question, evidence: [] }, tried: [] };
    const walked = run.outcomes.get(question.key) ?? unreached;
    return { ...subject, ...relabelled(walked, asked.get(question.key) ?? [], subject.credentials.candidates) };
  });
}

const unreached: Walked = { outcome: { kind: "not-asked", why: "deadline", evidence: [] }, tried: [] };

/** Without those that were refused where they were shown. */
export function usableLogins(logins: readonly HubLogin[], { shown }: Run): readonly HubLogin[] {
  const isRefused = (mark: string): boolean => (shown.get(mark) ?? []).some(({ came }) => came.kind === "refused");
  return logins.filter(({ marks }) => !marks.every(isRefused));
}

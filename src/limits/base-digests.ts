// Which digests the base's tags stand for: an image that nodes have by another name is none that they pull. Asked by HEAD, which isn't
// counted, and only where the change brings another reference of the same repository to a registry that tells a limit.
import type { Edges } from "../edges/edges.ts";
import type { ImageUse, Probe, Subject } from "../model.ts";
import { costOf } from "../publication/later-run.ts";
import { printReference } from "../references/print.ts";
import type { Plan } from "../registries/plan.ts";
import type { Run } from "../registries/run.ts";
import type { Settings } from "../settings/settings.ts";
import { runningIn, type Running } from "./running.ts";

/** Tags of a base that are asked for; a change that brings more is no roll-out of a moment. */
const mostTags = 500;

export interface BaseQuestion {
  readonly plan: Plan;
  /** Uses of the base. */
  readonly before: readonly ImageUse[];
  readonly subjects: readonly Subject[];
  readonly settings: Settings;
  readonly edges: Edges;
  /** What of the run's time is gone, in milliseconds. */
  readonly spentMs: number;
}

/** What nodes have, and the run with what it cost to learn it. */
export async function withBaseDigests(
  first: Run,
  { plan, before, subjects, settings, edges, spentMs }: BaseQuestion,
): Promise<{ readonly run: Run; readonly running: Running }> {
  const running = runningIn(before, settings);
  const needing = first.limits(subjects, running).filter(({ told }) => told.kind === "limit");
  const probes = baseProbes(plan, new Set(needing.flatMap(({ uses }) => uses)), running);
  if (probes.length === 0) return { run: first, running };
  const { runProbes } = await import("../registries/run.ts");
  const asked = await runProbes({ uses: [], probes }, settings, edges, spentMs, [], { before: first });
  const digests = probes.flatMap(({ key, reference }) => {
    const outcome = asked.outcomes.get(key)?.outcome;
    return outcome?.kind === "found" && outcome.digest !== null ? [`${reference.registry} ${outcome.digest}`] : [];
  });
  return {
    run: { ...first, cost: costOf(first.cost, asked.cost) },
    running: { ...running, digests: new Set([...running.digests, ...digests]) },
  };
}

/** The base's tags of what `uses` bring, asked as those are. */
function baseProbes(plan: Plan, uses: ReadonlySet<ImageUse>, { tagged }: Running): readonly Probe[] {
  const keys = new Set(
    plan.uses.flatMap(({ use, question }) => (uses.has(use) && question.kind === "probe" ? [question.key] : [])),
  );
  const byRepository = Map.groupBy(tagged, ({ registry, repository }) => `${registry} ${repository}`);
  const probes = plan.probes
    .filter(({ key }) => keys.has(key))
    .flatMap((probe) => {
      const { registry, repository } = probe.reference;
      return (byRepository.get(`${registry} ${repository}`) ?? []).map((reference): Probe => {
        return { ...probe, key: `base ${printReference(reference)}`, reference, depth: "reference" };
      });
    });
  return [...new Map(probes.map((probe) => [probe.key, probe])).values()].slice(0, mostTags);
}

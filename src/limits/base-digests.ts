// Which digests the base's tags stand for: an image that nodes have by another name is none that they pull. Asked by HEAD, which isn't
// counted, and only where the change brings another reference of the same repository to a registry that tells a limit.
import type { Edges } from "../edges/edges.ts";
import { candidateMark } from "../credentials/candidate.ts";
import type { ImageUse, Probe, Reference, Subject } from "../model.ts";
import { costOf } from "../publication/later-run.ts";
import { printReference } from "../references/print.ts";
import type { Plan } from "../registries/plan.ts";
import type { Run } from "../registries/run.ts";
import type { Settings } from "../settings/settings.ts";
import { costWords } from "./planned.ts";
import { runningIn, type Running } from "./running.ts";

/** Tags of a base that are asked for; a change that brings more is no roll-out of a moment. */
const mostTags = 500;
const longestMs = 15_000;

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
  // A base's host that is silent is no reason to wait: without it the forecast is for all that there may be.
  const timeoutMs = Math.min(settings.timeoutMs, spentMs + longestMs);
  const later = { how: "look", before: first } as const;
  const asked = await runProbes({ uses: [], probes }, { ...settings, timeoutMs }, edges, spentMs, [], later);
  const digests = probes.flatMap(({ key, reference }) => {
    const outcome = asked.outcomes.get(key)?.outcome;
    return outcome?.kind === "found" && outcome.digest !== null ? [`${reference.registry} ${outcome.digest}`] : [];
  });
  const cost = costOf(first.cost, asked.cost);
  edges.log(`with the base's tags, ${costWords(cost)}`);
  return {
    run: { ...first, cost },
    running: { ...running, digests: new Set([...running.digests, ...digests]) },
  };
}

/** The base's tags of what `uses` bring, asked as those are. */
function baseProbes(plan: Plan, uses: ReadonlySet<ImageUse>, { tagged }: Running): readonly Probe[] {
  const keys = new Set(
    plan.uses.flatMap(({ use, question }) => (uses.has(use) && question.kind === "probe" ? [question.key] : [])),
  );
  const asked = plan.probes.filter(({ key }) => keys.has(key));
  // Each repository with each of its logins once, however many of its tags the change brings.
  const askers = new Map(asked.map((probe) => [askersOf(probe), probe]));
  const byRepository = Map.groupBy(tagged, repositoryOf);
  const probes: Probe[] = [];
  for (const [asker, probe] of askers) {
    for (const reference of byRepository.get(repositoryOf(probe.reference)) ?? []) {
      if (probes.length === mostTags) return probes;
      const key = `base ${printReference(reference)} ${asker}`;
      probes.push({ ...probe, key, reference, depth: "reference" });
    }
  }
  return probes;
}

function repositoryOf({ registry, repository }: Reference): string {
  return `${registry} ${repository}`;
}

function askersOf({ reference, candidates }: Probe): string {
  return JSON.stringify([repositoryOf(reference), ...candidates.map(candidateMark)]);
}

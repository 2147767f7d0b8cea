// The flow, read first: facts are gathered at the edges, judged in the middle, drawn at the end.
import { type Base, noBase } from "./changes/base.ts";
import { readChanges } from "./changes/changes.ts";
import { ignoreViewOf } from "./changes/ignoring.ts";
import { readRunnerLogin } from "./credentials/runner-login.ts";
import type { Edges } from "./edges/edges.ts";
import { dayOf } from "./ignores/calendar.ts";
import { ignoresIn, isLeftOut } from "./ignores/ignores.ts";
import { positionOf } from "./manifests/position.ts";
import { isNoFinding } from "./manifests/problems.ts";
import type { Extraction, Listing, Outcome, Problem, Report, Subject } from "./model.ts";
import { hostsIn } from "./registries/host.ts";
import { type Plan, planProbes, readUse } from "./registries/plan.ts";
import type { Run } from "./registries/run.ts";
import { judge } from "./rules/judge.ts";
import { outcomeOf } from "./rules/outcome.ts";
import type { Settings } from "./settings/settings.ts";

/**
 * Judges every image of the manifests that `settings` name, or those that have changed since `base`. Throws `Mistake` where
 * there is nothing to judge.
 */
export async function gate(settings: Settings, edges: Edges, base: Base = noBase): Promise<Report> {
  const started = edges.clock.now();
  const changes = await readChanges(settings, edges, base);
  const { extraction, scope } = changes;
  sayProblems(extraction, edges, isNoFinding);
  const login = await readRunnerLogin(edges);
  const ignores = ignoresIn(changes.whole, settings, ignoreViewOf(changes, base, dayOf(edges.clock.wall())));
  const plan = planProbes(extraction, login, settings, isLeftOut(ignores));
  const run = await ask(plan, settings, edges, started);
  const { uses, findings } = judge(subjectsOf(plan, run), extraction.problems, settings, ignores);
  const { files, documents } = extraction;
  const { registries, cost } = run;
  const durationMs = Math.round(edges.clock.now() - started);
  return {
    version: edges.version,
    scope,
    outcome: outcomeOf(findings, settings),
    uses,
    findings,
    registries,
    files,
    documents,
    cost,
    durationMs,
  };
}

/** The uses that `gate` would judge, without a single request. */
export async function list(settings: Settings, edges: Edges, base: Base = noBase): Promise<Listing> {
  const started = edges.clock.now();
  const { extraction, scope } = await readChanges(settings, edges, base);
  sayProblems(extraction, edges, () => true);
  const { uses, files, documents } = extraction;
  const listed = uses.map((use) => ({ use, ...readUse(use, settings) }));
  const durationMs = Math.round(edges.clock.now() - started);
  return {
    version: edges.version,
    scope,
    uses: listed,
    files,
    documents,
    durationMs,
  };
}

/** What was not read, for a person: where no finding says it, the log does. */
function sayProblems({ problems }: Extraction, edges: Edges, isSaid: (problem: Problem) => boolean): void {
  for (const { span, message } of problems.filter(isSaid)) {
    edges.log(`${span.file.path}:${positionOf(span).line}: ${message}`);
  }
}

/** Loaded with the first question: a run that asks nobody does without half of what is shipped. */
async function ask(plan: Plan, settings: Settings, edges: Edges, started: number): Promise<Run> {
  if (plan.probes.length === 0) {
    const registries = hostsIn(plan.uses).map((host) => ({ host, asked: false, route: [] }));
    return { outcomes: new Map(), registries, cost: { requests: 0, countedPulls: 0 } };
  }
  const { runProbes } = await import("./registries/run.ts");
  return runProbes(plan, settings, edges, edges.clock.now() - started);
}

/** Every use beside what its probe learned. */
function subjectsOf(plan: Plan, run: Run): readonly Subject[] {
  return plan.uses.map(({ question, ...subject }) => ({ ...subject, outcome: outcomeFor(question, run) }));
}

function outcomeFor(question: Plan["uses"][number]["question"], run: Run): Outcome {
  if (question.kind === "not-asked") return { ...question, evidence: [] };
  return run.outcomes.get(question.key) ?? { kind: "not-asked", why: "deadline", evidence: [] };
}

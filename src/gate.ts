// The flow, read first: facts are gathered at the edges, judged in the middle, drawn at the end.
import { ask, awaitMissing, subjectsOf, usableLogins } from "./asking.ts";
import { type Base, noBase } from "./changes/base.ts";
import { readChanges } from "./changes/changes.ts";
import { ignoreViewOf } from "./changes/ignoring.ts";
import type { Prepared, Preparing } from "./credentials/prepare.ts";
import type { Edges } from "./edges/edges.ts";
import { dayOf } from "./ignores/calendar.ts";
import { ignoresIn, isLeftOut } from "./ignores/ignores.ts";
import { positionOf } from "./manifests/position.ts";
import { isNoFinding } from "./manifests/problems.ts";
import { Mistake } from "./mistake.ts";
import type { Extraction, Listing, Problem, Report } from "./model.ts";
import { readUse } from "./registries/read-use.ts";
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
  const ignores = ignoresIn(changes.whole, settings, ignoreViewOf(changes, base, dayOf(edges.clock.wall())));
  const prepared = await prepare({ changes, base, settings, edges, isLeftOut: isLeftOut(ignores), started });
  const { plan } = prepared;
  const before = changes.comparison?.before.uses ?? [];
  const { run: first, running } = await ask(prepared, { settings, edges, started, before });
  const judged = (run: Run) => {
    const subjects = subjectsOf(plan, run);
    const access = prepared.accessSubjects(subjects, run.shown);
    const limits = run.limits(subjects, running);
    const seen = { times: run.times, limits, hubLogins: usableLogins(prepared.hubLogins, run) };
    return { limits, ...judge(subjects, extraction.problems, settings, ignores, access, seen) };
  };
  const spentMs = edges.clock.now() - started;
  const { run, waited } = await awaitMissing(first, { plan, settings, edges, spentMs, judged });
  // What goes wrong while the last of it is written belongs to the report, too.
  await edges.store?.close();
  const { uses, findings, limits } = judged(run);
  const { files, documents } = extraction;
  const { registries, egress, cost, planned } = run;
  const durationMs = Math.round(edges.clock.now() - started);
  return {
    version: edges.version,
    scope,
    outcome: outcomeOf(findings, settings),
    uses,
    findings,
    registries,
    egress,
    files,
    documents,
    cost,
    planned,
    limits,
    waited,
    troubles: [...prepared.troubles, ...run.meters.troubles(), ...(edges.store?.troubles() ?? [])],
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

/** Loaded with the first use, Secret, binding or list of an account: most of what is known of credentials is of no use without. */
async function prepare(preparing: Preparing): Promise<Prepared> {
  const { settings, changes } = preparing;
  const { uses, access, serviceAccounts } = changes.extraction;
  const listing = serviceAccounts.filter(({ pullSecrets }) => pullSecrets.length > 0);
  const isNothing = uses.length + access.secrets.length + access.bindings.length + listing.length === 0;
  if (isNothing && settings.nodeCredentials.kind !== "file") return nothingPrepared;
  const late = await import("./credentials/prepare.ts");
  const prepared = await late.prepare(preparing);
  if (typeof prepared === "string") throw new Mistake(prepared);
  return prepared;
}

const nothingPrepared: Prepared = {
  plan: { uses: [], probes: [] },
  trials: [],
  troubles: [],
  hubLogins: [],
  accessSubjects: () => ({ secrets: [], bindings: [], accounts: [] }),
};

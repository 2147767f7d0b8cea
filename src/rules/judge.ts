// From what was learned to what is said: verdicts, rules in their order, and what the settings make of them.
import type { Finding, JudgedUse, Problem, Severity, Span, Subject } from "../model.ts";
import { printBuild } from "../registries/platforms.ts";
import type { Settings } from "../settings/settings.ts";
import { findingsOf, type Ruling } from "./findings.ts";
import { rules } from "./index.ts";
import { byPlace, placeOf } from "./place.ts";
import type { Draft, Rule } from "./rule.ts";
import { ceilingOf, severityOf } from "./severity.ts";
import { isUnproven, verdictOf } from "./verdict.ts";

type RuleSettings = Pick<Settings, "rules" | "strict">;

/** Applies every rule in order. Uses and findings come sorted by file, line, column, via, kind, namespace, name and path. */
export function judge(
  subjects: readonly Subject[],
  problems: readonly Problem[],
  settings: RuleSettings,
): { readonly uses: readonly JudgedUse[]; readonly findings: readonly Finding[] } {
  const judged = subjects
    .map((subject) => {
      const rulings = rulingsOnUse(subject, settings);
      const use: JudgedUse = { ...subject, verdict: verdictOf(subject), rules: rulings.map(({ rule }) => rule) };
      return { use, rulings, place: placeOf(subject.use) };
    })
    .toSorted((a, b) => byPlace(a.place, b.place));
  const uses = judged.map(({ use }) => use);
  const rulings = [
    ...judged.flatMap((one) => one.rulings),
    ...problems.flatMap((problem) => rulingsOnProblem(problem, settings)),
    ...rulingsOnRun(uses, settings),
  ];
  return { uses, findings: findingsOf(rulings) };
}

function rulingsOnUse(subject: Subject, settings: RuleSettings): readonly Ruling[] {
  const { use } = subject;
  const ceiling = ceilingOf(subject);
  return rulings(settings, ceiling, (rule) => {
    const said = rule.over === "use" ? rule.check(subject) : null;
    if (said === null) return null;
    const draft = overridden(met(fetched(said, subject), subject), use.overriddenBy);
    return { draft, span: use.span, subject, place: placeOf(use) };
  });
}

/** No kubelet pulls an artifact: what the rules know of its words is for images. */
function fetched(draft: Draft, { use }: Subject): Draft {
  return use.slot === "artifact" ? { ...draft, kubelet: null } : draft;
}

/** Where several platforms were looked at, the reader is told which one it is about. */
function met(draft: Draft, { outcome }: Subject): Draft {
  const on = "on" in outcome ? outcome.on : undefined;
  return on === undefined ? draft : { ...draft, message: `${draft.message} (on ${printBuild(on)})` };
}

/** A kustomization replaces the name: what is wrong with it may never reach a cluster, and the reader is told who says so. */
function overridden(draft: Draft, entry: Span | null): Draft {
  if (entry === null) return draft;
  return {
    ...draft,
    message: `${draft.message} (a kustomization replaces this name, so it may never be pulled as written)`,
    related: [...(draft.related ?? []), { span: entry, message: "the images entry that replaces it" }],
  };
}

function rulingsOnProblem(problem: Problem, settings: RuleSettings): readonly Ruling[] {
  return rulings(settings, "error", (rule) => {
    const draft = rule.over === "problem" ? rule.check(problem) : null;
    return draft === null ? null : { draft, span: problem.span, subject: null, place: placeOf(problem) };
  });
}

/** A run's finding stands at the first use that could not be proved: there a reader begins. */
function rulingsOnRun(uses: readonly JudgedUse[], settings: RuleSettings): readonly Ruling[] {
  const first = uses.find(isUnproven) ?? uses[0];
  if (first === undefined) return [];
  return rulings(settings, "error", (rule) => {
    const draft = rule.over === "run" ? rule.check(uses) : null;
    return draft === null ? null : { draft, span: first.use.span, subject: null, place: placeOf(first.use) };
  });
}

/** Every rule is heard; the settings silence some of what they say. */
function rulings(
  settings: RuleSettings,
  ceiling: Severity,
  hear: (rule: Rule) => Omit<Ruling, "rule" | "severity"> | null,
): readonly Ruling[] {
  return rules.flatMap((rule, order) => {
    const said = hear(rule);
    if (said === null) return [];
    const severity = severityOf(rule.id, said.draft.severity, settings, ceiling);
    return severity === null ? [] : [{ ...said, rule: rule.id, severity, place: { ...said.place, order } }];
  });
}

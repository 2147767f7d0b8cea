// From what was learned to what is said: verdicts, rules in their order, and what settings and comments make of them.
import { fatesOf, type Judgement } from "../ignores/fates.ts";
import { type Ignores, noIgnores } from "../ignores/ignores.ts";
import type { Finding, Ignore, JudgedIgnore, JudgedUse, Problem, Severity, Span, Subject } from "../model.ts";
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
  ignores: Ignores = noIgnores,
): { readonly uses: readonly JudgedUse[]; readonly findings: readonly Finding[] } {
  const judged = subjects
    .map((subject) => ({ ...judgeUse(subject, settings, ignores), place: placeOf(subject.use) }))
    .toSorted((a, b) => byPlace(a.place, b.place));
  const uses = judged.map(({ use }) => use);
  const read = problems.map((problem) => hearProblem(problem, settings, ignores));
  const fates = fatesOf(ignores, {
    uses: new Map(judged.map(({ use, judgement }) => [use.use, judgement])),
    problems: new Set(problems),
    silencing: new Set([...judged, ...read].flatMap(({ silenced }) => silenced)),
  });
  const rulings = [
    ...[...judged, ...read].flatMap((one) => one.rulings),
    ...rulingsOnRun(uses, settings),
    ...fates.flatMap((fate) => rulingsOnIgnore(fate, settings)),
  ];
  return { uses, findings: findingsOf(rulings) };
}

function judgeUse(subject: Subject, settings: RuleSettings, { onUse }: Ignores): Heard & JudgedSubject {
  const { use, outcome } = subject;
  const ignores = onUse.get(use) ?? [];
  const heard = hear(settings, ceilingOf(subject), ignores, (rule) => {
    const said = rule.over === "use" ? rule.check(subject) : null;
    if (said === null) return null;
    const draft = overridden(met(fetched(said, subject), subject), use.overriddenBy);
    return { draft, span: use.span, subject, place: placeOf(use) };
  });
  const { rulings, silenced } = heard;
  const verdict = verdictOf(subject);
  const leftOut = outcome.kind === "not-asked" && outcome.why === "ignored";
  // What is left at a warning or above still speaks of the verdict; a notice doesn't bring it back.
  const isSilenced = silenced.length > 0 && rulings.every(({ severity }) => severity === "notice");
  const rules = rulings.map(({ rule }) => rule);
  return {
    ...heard,
    judgement: { verdict, rules: heard.spoken },
    use: {
      ...subject,
      verdict: isSilenced ? "skipped" : verdict,
      rules,
      ignored: leftOut ? ignores.filter((ignore) => ignore.rules.length === 0) : silenced,
    },
  };
}

interface JudgedSubject {
  readonly use: JudgedUse;
  readonly judgement: Judgement;
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

function hearProblem(problem: Problem, settings: RuleSettings, { onProblem }: Ignores): Heard {
  return hear(settings, "error", onProblem.get(problem) ?? [], (rule) => {
    const draft = rule.over === "problem" ? rule.check(problem) : null;
    return draft === null ? null : { draft, span: problem.span, subject: null, place: placeOf(problem) };
  });
}

/** A run's finding stands at the first use that could not be proved: there a reader begins. */
function rulingsOnRun(uses: readonly JudgedUse[], settings: RuleSettings): readonly Ruling[] {
  const first = uses.find(isUnproven) ?? uses[0];
  if (first === undefined) return [];
  return hear(settings, "error", [], (rule) => {
    const draft = rule.over === "run" ? rule.check(uses) : null;
    return draft === null ? null : { draft, span: first.use.span, subject: null, place: placeOf(first.use) };
  }).rulings;
}

/** Nobody ignores what is said of ignores. */
function rulingsOnIgnore(ignore: JudgedIgnore, settings: RuleSettings): readonly Ruling[] {
  const { span } = ignore;
  const token = span.file.text.slice(span.start, Math.min(span.end, span.start + longestToken));
  return hear(settings, "error", [], (rule) => {
    const draft = rule.over === "ignore" ? rule.check(ignore) : null;
    return draft === null ? null : { draft, span, subject: null, token, place: placeOf({ span }) };
  }).rulings;
}

/** Two comments that are the same so far are told apart by their order. */
const longestToken = 2000;

interface Heard {
  readonly rulings: readonly Ruling[];
  /** Rules that had something to say, silenced by ignores or not. */
  readonly spoken: readonly string[];
  /** What was said to ignore some of it. */
  readonly silenced: readonly Ignore[];
}

/** Every rule is heard; ignores and settings silence some of what they say. */
function hear(
  settings: RuleSettings,
  ceiling: Severity,
  ignores: readonly Ignore[],
  listen: (rule: Rule) => Omit<Ruling, "rule" | "severity"> | null,
): Heard {
  const rulings: Ruling[] = [];
  const spoken: string[] = [];
  const silenced = new Set<Ignore>();
  for (const [order, rule] of rules.entries()) {
    const said = listen(rule);
    if (said === null) continue;
    const silencing = ignores.filter((ignore) => ignore.rules.includes(rule.id));
    for (const ignore of silencing) silenced.add(ignore);
    const severity = severityOf(rule.id, said.draft.severity, settings, ceiling);
    if (severity === null) continue;
    spoken.push(rule.id);
    if (silencing.length === 0) rulings.push({ ...said, rule: rule.id, severity, place: { ...said.place, order } });
  }
  return { rulings, spoken, silenced: [...silenced] };
}

// From what was learned to what is said: verdicts, rules in their order, and what settings and comments make of them.
import { fatesOf, type Judgement } from "../ignores/fates.ts";
import { type Ignores, noIgnores } from "../ignores/ignores.ts";
import { partKey } from "../ignores/places.ts";
import type { AccessSubjects, Finding, Ignore, JudgedIgnore, JudgedUse, Problem, Span, Subject } from "../model.ts";
import { printBuild } from "../registries/platforms.ts";
import { hearAccount, hearBinding, hearSecret, nothingSaid, saidByUse, type SaidOfSecrets } from "./access-rulings.ts";
import { findingsOf, type Ruling } from "./findings.ts";
import { rules } from "./index.ts";
import { byPlace, placeOf } from "./place.ts";
import { type Heard, hear, type RuleSettings } from "./hearing.ts";
import type { Draft, Rule, RunSeen } from "./rule.ts";
import { ceilingOf } from "./severity.ts";
import { isUnproven, verdictOf } from "./verdict.ts";

/** Applies every rule in order. Uses and findings come sorted by file, line, column, via, kind, namespace, name and path. */
export function judge(
  subjects: readonly Subject[],
  problems: readonly Problem[],
  settings: RuleSettings,
  ignores: Ignores = noIgnores,
  access: AccessSubjects = { secrets: [], bindings: [], accounts: [] },
  seen: RunSeen = { times: [], limits: [], hubLogins: [] },
): { readonly uses: readonly JudgedUse[]; readonly findings: readonly Finding[] } {
  const secrets = access.secrets.map((subject) => hearSecret(subject, settings, ignores));
  const bindings = access.bindings.map((subject) => hearBinding(subject, settings, ignores));
  const accounts = access.accounts.map((subject) => hearAccount(subject, settings, ignores));
  const bySecrets = saidByUse(secrets);
  const judged = subjects
    .map((subject) => judgeUse(subject, settings, ignores, bySecrets.get(subject) ?? nothingSaid))
    .map((one) => ({ ...one, place: placeOf(one.use.use) }))
    .toSorted((a, b) => byPlace(a.place, b.place));
  const uses = judged.map(({ use }) => use);
  const read = problems.map((problem) => hearProblem(problem, settings, ignores));
  const heard: readonly Heard[] = [...judged, ...read, ...secrets, ...bindings, ...accounts];
  const fates = fatesOf(ignores, {
    uses: new Map(judged.map(({ use, judgement }) => [use.use, judgement])),
    problems: new Set(problems),
    objects: new Set([
      ...access.secrets.map(({ secret }) => secret.object),
      ...access.bindings.map(({ binding }) => binding),
      ...access.accounts.map(({ account }) => account),
    ]),
    silencing: new Set(heard.flatMap(({ silenced }) => silenced)),
  });
  const rulings = [
    ...heard.flatMap((one) => one.rulings),
    ...rulingsOnRun(uses, seen, settings),
    ...fates.flatMap((fate) => rulingsOnIgnore(fate, settings)),
  ];
  return { uses, findings: findingsOf(rulings) };
}

function judgeUse(
  subject: Subject,
  settings: RuleSettings,
  { onUse, onPart }: Ignores,
  ofSecrets: SaidOfSecrets,
): Heard & JudgedSubject {
  const { use, outcome } = subject;
  const ignores = onUse.get(use) ?? [];
  const heard = hear(
    settings,
    ceilingOf(subject),
    // A pull secret's name, or its type, may stand far from the image.
    ({ draft, span }) => (draft.at === undefined ? ignores : [...ignores, ...(onPart.get(partKey(span)) ?? [])]),
    (rule) => {
      switch (rule.over) {
        case "use":
          return draftsOf(rule.check(subject)).map((said) => {
            const onPlatform = isAside(rule) ? said : met(fetched(said, subject), subject);
            const draft = overridden(onPlatform, use.overriddenBy);
            return { draft, span: use.span, subject, place: placeOf(use) };
          });
        case "name":
          return rule.check(subject).map((draft) => {
            const { span, name } = draft.at;
            return { draft, span, token: name, subject, place: placeOf(use, span) };
          });
        case "problem":
        case "run":
        case "ignore":
        case "secret":
        case "binding":
          return [];
      }
    },
  );
  const { rulings, hushed } = heard;
  const silenced = [...new Set([...heard.silenced, ...ofSecrets.ignores])];
  const verdict = verdictOf(subject);
  const leftOut = outcome.kind === "not-asked" && outcome.why === "ignored";
  // What is left at a warning or above still speaks of the verdict; a notice doesn't bring it back. What is said of a name never did.
  const isSilenced =
    (hushed.some(({ rule }) => rule.over === "use" && !isAside(rule)) || ofSecrets.ignores.length > 0) &&
    ofSecrets.rules.length === 0 &&
    rulings.every(({ severity, rule }) => severity === "notice" || asides.has(rule));
  const said = new Set([...rulings.map(({ rule }) => rule), ...ofSecrets.rules]);
  return {
    ...heard,
    judgement: { verdict, rules: [...heard.spoken, ...ofSecrets.rules] },
    use: {
      ...subject,
      verdict: isSilenced ? "skipped" : verdict,
      rules: rules.map(({ id }) => id).filter((id) => said.has(id)),
      ignored: leftOut ? ignores.filter((ignore) => ignore.rules.length === 0) : silenced,
    },
  };
}

function isAside(rule: Rule): boolean {
  return rule.over === "use" && rule.isAside === true;
}

const asides: ReadonlySet<string> = new Set(rules.filter(isAside).map(({ id }) => id));

function draftsOf(said: Draft | null): readonly Draft[] {
  return said === null ? [] : [said];
}

const noIgnore = (): readonly Ignore[] => [];

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
  return hear(
    settings,
    "error",
    () => onProblem.get(problem) ?? [],
    (rule) => {
      const draft = rule.over === "problem" ? rule.check(problem) : null;
      return draftsOf(draft).map((own) => ({ draft: own, span: problem.span, subject: null, place: placeOf(problem) }));
    },
  );
}

/** A run's finding that is about no use stands at the first one that could not be proved: there a reader begins. */
function rulingsOnRun(uses: readonly JudgedUse[], seen: RunSeen, settings: RuleSettings): readonly Ruling[] {
  const first = uses.find(isUnproven) ?? uses[0];
  if (first === undefined) return [];
  return hear(settings, "error", noIgnore, (rule) => {
    const drafts = rule.over === "run" ? rule.check(uses, seen) : [];
    return drafts.map(({ on = first.use, ...draft }) => ({
      draft,
      span: on.span,
      subject: null,
      place: placeOf(on),
    }));
  }).rulings;
}

/** Nobody ignores what is said of ignores. */
function rulingsOnIgnore(ignore: JudgedIgnore, settings: RuleSettings): readonly Ruling[] {
  const { span } = ignore;
  const token = span.file.text.slice(span.start, Math.min(span.end, span.start + longestToken));
  return hear(settings, "error", noIgnore, (rule) => {
    const draft = rule.over === "ignore" ? rule.check(ignore) : null;
    return draftsOf(draft).map((own) => ({ draft: own, span, subject: null, token, place: placeOf({ span }) }));
  }).rulings;
}

/** Two comments that are the same so far are told apart by their order. */
const longestToken = 2000;

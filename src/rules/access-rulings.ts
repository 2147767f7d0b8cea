// What is said of Secrets, bindings and accounts, each judged once for all uses that it is about.
import type { Ignores } from "../ignores/ignores.ts";
import { partKey } from "../ignores/places.ts";
import type { AccountSubject, BindingSubject, Ignore, SecretSubject, Subject } from "../model.ts";
import { type Heard, hear, type RuleSettings } from "./hearing.ts";
import { placeOf } from "./place.ts";

/** What is said of a secret is ignored at its own lines, or at every use that it speaks of. */
export function hearSecret(subject: SecretSubject, settings: RuleSettings, { onUse, onObject }: Ignores): Heard {
  const { secret, shown } = subject;
  const own = onObject.get(secret.object) ?? [];
  const ignoresFor = (about: readonly Subject[], rule: string): readonly Ignore[] => {
    const ofUses = about.map(({ use }) => (onUse.get(use) ?? []).filter(({ rules }) => rules.includes(rule)));
    return [...own, ...(ofUses.every((ignores) => ignores.length > 0) ? ofUses.flat() : [])];
  };
  return hear(
    settings,
    "error",
    ({ about = [] }, rule) => ignoresFor(about, rule),
    (rule) => {
      const said = rule.over === "secret" ? rule.check(subject) : null;
      if (said === null) return [];
      const { about = [], ...draft } = said;
      const span = draft.at?.span ?? secret.span;
      const token = draft.at?.name ?? secret.name;
      const evidence = about.length > 0 ? {} : { evidence: shown.flatMap((one) => one.evidence) };
      return [{ draft, span, subject: null, about, token, ...evidence, place: placeOf({ span }) }];
    },
  );
}

/** What is said of a binding is ignored at its own lines. */
export function hearBinding(subject: BindingSubject, settings: RuleSettings, { onObject }: Ignores): Heard {
  const { binding } = subject;
  return hear(
    settings,
    "error",
    () => onObject.get(binding) ?? [],
    (rule) => {
      const draft = rule.over === "binding" ? rule.check(subject) : null;
      if (draft === null) return [];
      const span = draft.at?.span ?? binding.span;
      return [{ draft, span, subject: null, token: draft.at?.name ?? binding.name, place: placeOf({ span }) }];
    },
  );
}

/** What is said of a name in an account's list is ignored at that name. */
export function hearAccount(subject: AccountSubject, settings: RuleSettings, { onPart }: Ignores): Heard {
  return hear(
    settings,
    "error",
    ({ span }) => onPart.get(partKey(span)) ?? [],
    (rule) => {
      const drafts = rule.over === "name" ? (rule.checkAccount?.(subject) ?? []) : [];
      return drafts.map((draft) => {
        const { span, name } = draft.at;
        return { draft, span, subject: null, token: name, place: placeOf({ span }) };
      });
    },
  );
}

/** What was said of a use where its secrets were judged. */
export interface SaidOfSecrets {
  /** Rules that speak of it. */
  readonly rules: readonly string[];
  /** What keeps others of them silent. */
  readonly ignores: readonly Ignore[];
}

export const nothingSaid: SaidOfSecrets = { rules: [], ignores: [] };

/** For each use that a rule over secrets speaks of, or would. */
export function saidByUse(secrets: readonly Heard[]): ReadonlyMap<Subject, SaidOfSecrets> {
  const found = new Map<Subject, { readonly rules: string[]; readonly ignores: Ignore[] }>();
  const of = (subject: Subject): { readonly rules: string[]; readonly ignores: Ignore[] } => {
    const known = found.get(subject) ?? { rules: [], ignores: [] };
    found.set(subject, known);
    return known;
  };
  for (const { rulings, hushed } of secrets) {
    for (const { rule, about = [] } of rulings) for (const subject of about) of(subject).rules.push(rule);
    for (const { about, by } of hushed) for (const subject of about) of(subject).ignores.push(...by);
  }
  return found;
}

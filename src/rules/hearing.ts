// What rules say, and what settings, comments and ceilings leave of it.
import type { Ignore, Severity, Subject } from "../model.ts";
import type { Settings } from "../settings/settings.ts";
import type { Ruling } from "./findings.ts";
import { rules } from "./index.ts";
import type { Rule } from "./rule.ts";
import { severityOf } from "./severity.ts";

export type RuleSettings = Pick<Settings, "rules" | "strict">;

export interface Heard {
  readonly rulings: readonly Ruling[];
  /** Rules that had something to say, silenced by ignores or not. */
  readonly spoken: readonly string[];
  /** What was said to ignore some of it. */
  readonly silenced: readonly Ignore[];
  readonly hushed: readonly Hushed[];
}

/** What a rule said and nobody hears: `about` as in a ruling. */
interface Hushed {
  readonly rule: Rule;
  readonly about: readonly Subject[];
  readonly by: readonly Ignore[];
}

type Said = Omit<Ruling, "rule" | "severity">;

/** Every rule is heard; ignores and settings silence some of what they say. */
export function hear(
  settings: RuleSettings,
  ceiling: Severity,
  ignoresFor: (said: Said, rule: string) => readonly Ignore[],
  listen: (rule: Rule) => readonly Said[],
): Heard {
  const rulings: Ruling[] = [];
  const spoken = new Set<string>();
  const silenced = new Set<Ignore>();
  const hushed: Hushed[] = [];
  for (const [order, rule] of rules.entries()) {
    for (const said of listen(rule)) {
      const silencing = ignoresFor(said, rule.id).filter((ignore) => ignore.rules.includes(rule.id));
      for (const ignore of silencing) silenced.add(ignore);
      if (silencing.length > 0) hushed.push({ rule, about: said.about ?? [], by: silencing });
      const severity = severityOf(rule.id, said.draft.severity, settings, ceiling, rule.isStrict);
      if (severity === null) continue;
      spoken.add(rule.id);
      if (silencing.length === 0) rulings.push({ ...said, rule: rule.id, severity, place: { ...said.place, order } });
    }
  }
  return { rulings, spoken: [...spoken], silenced: [...silenced], hushed };
}

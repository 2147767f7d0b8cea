// How bad a finding is in the end: what the rule said, what the settings say, and what may never be more than a notice.
import type { Severity, Subject } from "../model.ts";
import type { Settings } from "../settings/settings.ts";

/** From the mildest to the worst. */
const order: Readonly<Record<Severity, number>> = { notice: 0, warning: 1, error: 2 };

/**
 * `rules:` sets or silences (`null`), then `strict` makes errors of warnings, then a ceiling holds: what may never be
 * more than a notice stays one, whatever anybody set. `isStrict`: `strict` makes an error of its notice, too, where settings
 * don't say what it is.
 */
export function severityOf(
  rule: string,
  drafted: Severity,
  settings: Pick<Settings, "rules" | "strict">,
  ceiling: Severity,
  isStrict = false,
): Severity | null {
  const chosen = settings.rules[rule] ?? drafted;
  if (chosen === "off") return null;
  const rises = chosen === "warning" || (isStrict && settings.rules[rule] === undefined);
  const strict = settings.strict && rises ? "error" : chosen;
  return order[strict] > order[ceiling] ? ceiling : strict;
}

/** The contract's "always a notice": private registries, and images whose name a kustomization replaces. */
export function ceilingOf({ use, outcome }: Subject): Severity {
  const isPrivate = outcome.kind === "not-asked" && outcome.why === "private-registry";
  return isPrivate || use.overriddenBy !== null || use.source === "string" ? "notice" : "error";
}

/** The worse of the two comes first when sorted. */
export function byWorst(a: Severity, b: Severity): number {
  return order[b] - order[a];
}

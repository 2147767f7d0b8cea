// Whose comments count in a run, and which of them it speaks of.
import type { IgnoreView } from "../ignores/ignores.ts";
import type { Base } from "./base.ts";
import type { Changes } from "./changes.ts";

/** `today` in UTC: `2027-01-31`. Where a change isn't trusted, a comment counts where the base has it at the same use. */
export function ignoreViewOf({ scope, comparison }: Changes, { trustsChange }: Base, today: string): IgnoreView {
  return {
    today,
    everything: scope.kind === "everything",
    isNew: (comment) => comparison === null || comparison.newComments.has(comment),
    trusts: (comment, use) =>
      trustsChange ||
      (comparison !== null &&
        (use === null ? !comparison.newComments.has(comment) : comparison.hadComment(use, comment))),
  };
}

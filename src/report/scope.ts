// What a run looked at, in words: all of it, or what a change touches.
import type { Scope } from "../model.ts";
import { many } from "../counted.ts";

/**
 * One line, `null` where everything was judged and nobody asked for less. `judged` uses are those of the report. Untrusted words
 * may be in it: a revision's name, git's complaint.
 */
export function scopeLine(scope: Scope, judged: number): string | null {
  switch (scope.kind) {
    case "everything":
      return scope.because === null ? null : `everything is judged, because ${scope.because}`;
    case "changes": {
      const { since, unchanged } = scope;
      const rest = unchanged === 0 ? "" : ` (${unchanged} unchanged)`;
      if (judged === 0)
        return `nothing that this change touches starts a pull: no use is new or changed since ${since}${rest}`;
      const all = judged + unchanged;
      return `${judged} of ${many(all, "use")} ${judged === 1 ? "is" : "are"} new or changed since ${since}${rest}`;
    }
  }
}

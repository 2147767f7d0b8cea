// A quota of which nothing is left: who pulls with it now is told to slow down, whatever it is that they pull.
import type { JudgedUse, RateLimitSeen } from "../model.ts";
import { firstUseOf, grantWords, holderWords, limiterName, spentWords } from "./limit-words.ts";
import type { RunDraft } from "./rule.ts";

/** An account's is the nodes' own; an address's is this machine's, and theirs is another. */
export function limitsSpent(judged: readonly JudgedUse[], limits: readonly RateLimitSeen[]): readonly RunDraft[] {
  return limits.flatMap((seen): readonly RunDraft[] => {
    const { told, counts, credentials } = seen;
    const first = firstUseOf(seen, judged);
    if (first === null || told.kind !== "limit" || told.remaining > 0) return [];
    const name = limiterName(seen);
    const on = first.use;
    if (counts === "address")
      return [
        {
          severity: "notice",
          message: `none of ${name}'s ${grantWords(told, " pulls")} is left to this machine's address, from which the check asks; the nodes have another one`,
          kubelet: null,
          fix: `log in to ${seen.registry}, or run the check again later`,
          on,
        },
      ];
    return [
      {
        severity: "warning",
        message: `none of the ${grantWords(told, " pulls")} that ${name} grants to ${holderWords(credentials)} is left: nodes are told to slow down until the window ends`,
        kubelet: spentWords(first, seen),
        fix: "wait for the window to end, take a plan with more pulls, or pull through a mirror or a cache of your own (mirrors)",
        on,
      },
    ];
  });
}

// One trial of a case, judged: does the verdict equal what the real pull did, and is it for the right reason?
import type { LabCase } from "./case.ts";
import type { Trial } from "./trial.ts";
import { aggregateLine, isSame, kubeletLine, unparsedLine } from "./words.ts";

export type Agreement =
  | { readonly kind: "agreed" }
  /** The two need not agree, and the case says why; the verdict is the one that it wants. */
  | { readonly kind: "uncounted"; readonly why: string }
  /** The pull succeeds, and the gate does not say `pullable`. */
  | { readonly kind: "false alarm" }
  /** The pull fails, and the gate says `pullable`. */
  | { readonly kind: "miss" }
  /** They agree, and the verdict, its rule or the kubelet's words are not the right ones. */
  | { readonly kind: "wrong reason"; readonly what: string };

/** Source of what counts: the lab's README. */
export function agreementOf(one: LabCase, trial: Trial): Agreement {
  const { series, attempts, verdict, rules, kubelet } = trial;
  const isPulled = attempts.at(-1)?.at(-1)?.kind === "pulled";
  const why = one.uncounted(series);
  const isGreen = verdict === "pullable";
  if (why === null && isPulled !== isGreen) return { kind: isGreen ? "miss" : "false alarm" };

  const accepted = one.accepted(series);
  const isRight = accepted.some(
    (right) => right.verdict === verdict && (right.rule === null || rules.includes(right.rule)),
  );
  if (!isRight) {
    const wanted = accepted.map((right) => [right.verdict, right.rule].filter((part) => part !== null).join(" "));
    return { kind: "wrong reason", what: `${[verdict, ...rules].join(" ")}, and not ${wanted.join(" or ")}` };
  }
  if (!isPulled && !isGreen && one.wordless === null) {
    const failed = attempts.map((pulls) => pulls.filter((pull) => pull.kind === "failed"));
    // Of several credentials the kubelet tells all that came of them in one line: what came of one is in it.
    const real = failed.flat().map((pull) => kubeletLine(one.image, pull));
    if (kubelet === null) return { kind: "wrong reason", what: `no words, and containerd has: ${real[0] ?? ""}` };
    // What an attempt finds half-done, the next tells in other words: each is one that somebody reads.
    const all = [
      ...real,
      ...failed.map((pulls) => aggregateLine(one.image, pulls)),
      ...failed.flat().flatMap((pull) => unparsedLine(one.image, pull) ?? []),
    ];
    if (!all.some((line) => isSame(kubelet, line))) {
      return { kind: "wrong reason", what: `the words are\n      ${kubelet}\n    and not\n      ${real[0] ?? ""}` };
    }
  }
  return why === null ? { kind: "agreed" } : { kind: "uncounted", why };
}

// After the judging: what came of each comment and of each entry.
import type { CommentedObject, Ignore, ImageUse, JudgedIgnore, Problem, Verdict } from "../model.ts";
import { isProof } from "../rules/verdict.ts";
import type { Ignores, Sighted } from "./ignores.ts";

/** What a use came to before anything was silenced. */
export interface Judgement {
  readonly verdict: Verdict;
  /** Rules that had something to say, silenced or not. */
  readonly rules: readonly string[];
}

export interface Judged {
  readonly uses: ReadonlyMap<ImageUse, Judgement>;
  readonly problems: ReadonlySet<Problem>;
  readonly objects: ReadonlySet<CommentedObject>;
  /** Those that silenced something. */
  readonly silencing: ReadonlySet<Ignore>;
}

/** Those that a reader should hear of or that are fine; of a part that wasn't judged nothing is said. */
export function fatesOf({ all }: Ignores, judged: Judged): readonly JudgedIgnore[] {
  return all
    .filter(({ bears, uses, problems, objects }) => {
      if (bears || uses.some((use) => judged.uses.has(use))) return true;
      return problems.some((one) => judged.problems.has(one)) || objects.some((one) => judged.objects.has(one));
    })
    .map((sighted) => ({ from: sighted.from, span: sighted.span, fate: fateOf(sighted, judged) }));
}

function fateOf({ from, standing, uses, problems, objects, bears }: Sighted, judged: Judged): JudgedIgnore["fate"] {
  if (standing.kind !== "counts") return standing;
  const { ignore } = standing;
  if (ignore.rules.length === 0 || judged.silencing.has(ignore)) return { kind: "fine" };
  // A change alone doesn't tell what an entry is there for.
  if (from === "settings" && !bears) return { kind: "fine" };
  if (ignore.rules.some((rule) => passing.has(rule))) return { kind: "fine" };
  if (problems.length > 0) return { kind: "misplaced" };
  if (objects.length > 0 && !objects.every((one) => judged.objects.has(one))) return { kind: "fine" };
  const judgements = uses.map((use) => judged.uses.get(use));
  if (!judgements.every((one) => one !== undefined && isProof(one.verdict))) return { kind: "fine" };
  return { kind: "unused", ignore, instead: [...new Set(judgements.flatMap((one) => one?.rules ?? []))] };
}

/** What comes and goes with the network: that it isn't there today says nothing of tomorrow. */
const passing: ReadonlySet<string> = new Set([
  "registry-unreachable",
  "registry-error",
  "proxy-failed",
  "blob-host-unreachable",
  "rate-limited",
  "not-checked",
  "pull-secret-rejected",
  "pull-secret-expiring",
]);

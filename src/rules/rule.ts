// What a rule is: a pure, synchronous look at one thing that is known, and what to say about it.
import type { JudgedIgnore, JudgedUse, Problem, Related, Severity, Subject } from "../model.ts";

/** What a rule has to say; the judge adds place, evidence and fingerprint. */
export interface Draft {
  readonly severity: Severity;
  /** What is wrong, in one sentence: lower-case start, quoting the token, no full stop. */
  readonly message: string;
  /** What `kubectl describe pod` would show; `null` where no node would ever say anything. */
  readonly kubelet: string | null;
  /** What to do, in one sentence: lower-case start, no full stop. */
  readonly fix: string;
  /** Text that could stand in place of the whole scalar. */
  readonly suggestion?: { readonly replacement: string };
  readonly related?: readonly Related[];
}

interface Named {
  readonly id: string;
  /** Follows the id in the page's heading: "the tag does not exist". */
  readonly title: string;
}

/** Looks at one use and what was learned about it. */
export interface UseRule extends Named {
  readonly over: "use";
  check(subject: Subject): Draft | null;
}

/** Looks at one file or document that could not be read. */
export interface ProblemRule extends Named {
  readonly over: "problem";
  check(problem: Problem): Draft | null;
}

/** Looks at the run as a whole; its finding stands at the first use. */
export interface RunRule extends Named {
  readonly over: "run";
  check(uses: readonly JudgedUse[]): Draft | null;
}

/** Looks at one comment or entry of the settings that was to silence something. */
export interface IgnoreRule extends Named {
  readonly over: "ignore";
  check(ignore: JudgedIgnore): Draft | null;
}

export type Rule = UseRule | ProblemRule | RunRule | IgnoreRule;

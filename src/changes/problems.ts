// What could not be read, before and after: only what a change broke is its own.
import type { Problem } from "../model.ts";
import { pair } from "./pairing.ts";

export interface ProblemChanges {
  /** Problems of the change. */
  readonly added: readonly Problem[];
  /** Problems that the base had and the change doesn't: what stands in their place now has nothing to be compared with. */
  readonly gone: readonly Problem[];
}

/** Compares by file, kind, words and the line they are about; in another file by its whole text. */
export function compareProblems(before: readonly Problem[], after: readonly Problem[]): ProblemChanges {
  const same = pair(before, after, {
    identity: ({ kind, message }) => `${kind}\0${message}`,
    file: ({ span }) => `${span.file.path}\0${lineOf(span)}`,
    // A problem of a file as a whole has no text, and its words name the file.
    facts: ({ span }) => span.file.text || span.file.path,
  }).before;
  const paired = new Set(same.values());
  return {
    added: after.filter((problem) => !same.has(problem)),
    gone: before.filter((problem) => !paired.has(problem) && !isNoFinding(problem)),
  };
}

/** What is left out on purpose: it is told of every run, and compared with nothing. */
export function isNoFinding({ kind }: Problem): boolean {
  return kind === "chart-template" || kind === "vendored";
}

function lineOf({ file: { text }, start }: Problem["span"]): string {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const to = text.indexOf("\n", start);
  return text.slice(from, to === -1 ? text.length : to).trimEnd();
}

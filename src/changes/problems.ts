// What could not be read, before and after: only what a change broke is its own, and what it changes unread.
import { documentSlices } from "../manifests/documents.ts";
import type { DocumentSlice } from "../manifests/slice.ts";
import type { Problem, SourceFile } from "../model.ts";
import { isNoFinding } from "../manifests/problems.ts";
import { pair } from "./pairing.ts";

export interface ProblemChanges {
  /** Problems of the change. */
  readonly added: readonly Problem[];
  /** Problems that the base had and the change doesn't: what stands in their place now has nothing to be compared with. */
  readonly gone: readonly Problem[];
}

/**
 * Compares by file, kind, words and the line they are about; in another file by its whole text. One that is the same, in a
 * document that isn't, is the change's own: what was changed there nobody can read, and an image may be among it.
 */
export function compareProblems(before: readonly Problem[], after: readonly Problem[]): ProblemChanges {
  const same = pair(before, after, {
    identity: ({ kind, message }) => `${kind}\0${message}`,
    file: ({ span }) => `${span.file.path}\0${lineOf(span)}`,
    // A problem of a file as a whole has no text, and its words name the file.
    facts: ({ span }) => span.file.text || span.file.path,
  }).before;
  const paired = new Set(same.values());
  const documentOf = documents();
  const isSame = (problem: Problem): boolean => {
    const then = same.get(problem);
    return then !== undefined && documentOf(then) === documentOf(problem);
  };
  return {
    added: after.filter((problem) => !isSame(problem)),
    gone: before.filter((problem) => !paired.has(problem) && !isNoFinding(problem)),
  };
}

/** As much of a line as is looked at on both sides: one line may hold twenty thousand objects, each with its problem. */
const nearby = 200;

function lineOf({ file: { text }, start }: Problem["span"]): string {
  const [left, right] = [text.slice(Math.max(0, start - nearby), start), text.slice(start, start + nearby)];
  return `${left.slice(left.lastIndexOf("\n") + 1)}${right.split("\n", 1)[0] ?? ""}`.trimEnd();
}

/** The document that a problem is in; that a file is a template is said once, of all of it. */
function documents(): (problem: Problem) => string {
  const ofFile = new Map<SourceFile, readonly DocumentSlice[]>();
  const shown = new Map<SourceFile | DocumentSlice, string>();
  return ({ kind, span: { file, start } }) => {
    const slices = ofFile.get(file) ?? documentSlices(file.text);
    ofFile.set(file, slices);
    const holder = kind === "template" ? file : (slices[countUpTo(slices, start) - 1] ?? file);
    const known = shown.get(holder) ?? contentOf(holder.text);
    shown.set(holder, known);
    return known;
  };
}

/** How many slices begin at `offset` or before it: they are in order, and a stranger's file has many of both. */
function countUpTo(slices: readonly DocumentSlice[], offset: number): number {
  let [low, high] = [0, slices.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((slices[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Without comments, empty lines and the marker in front, which change nothing. */
function contentOf(text: string): string {
  const lines = text.split(/\r\n?|\n/).map((line) => line.trimEnd());
  return lines.filter((line) => !/^(?:\s*(?:#|$)|---$)/.test(line)).join("\n");
}

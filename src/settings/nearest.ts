// Names that were mistyped: the valid one that is nearest, and how to say so.
// Whoever calls always names one, because a list of thirty is read by nobody.
import { distance } from "fastest-levenshtein";

/** Longer words are compared by their beginning: no name of ours is half as long, and a key may be a megabyte. */
const compared = 64;

/** The candidate with the smallest edit distance to `word`, dashes and case aside; `null` only where there is no candidate. */
function nearestOf(
  word: string,
  candidates: readonly string[],
): { readonly name: string; readonly edits: number } | null {
  const wanted = bare(word);
  let best: { readonly name: string; readonly edits: number } | null = null;
  for (const name of candidates) {
    const edits = distance(wanted, bare(name));
    if (best === null || edits < best.edits) best = { name, edits };
  }
  return best;
}

function bare(word: string): string {
  return word.slice(0, compared).toLowerCase().replaceAll(/[-_ ]/g, "");
}

/** The candidate that `word` is a slip of the finger for; `null` where none is near. */
export function nearest(word: string, candidates: readonly string[]): string | null {
  const found = nearestOf(word, candidates);
  return found !== null && isSlip(word, found.edits) ? found.name : null;
}

/** Two, because letters that changed places count as two edits. */
function isSlip(word: string, edits: number): boolean {
  const { length } = bare(word);
  return edits < length && edits <= Math.max(2, Math.floor(length / 3));
}

/** `did you mean "depth"?` for a slip of the finger, `the nearest is "depth"` for anything further away. */
export function suggest(word: string, candidates: readonly string[]): string {
  const found = nearestOf(word, candidates);
  if (found === null) return "there is none";
  return isSlip(word, found.edits) ? `did you mean "${found.name}"?` : `the nearest is "${found.name}"`;
}

/** What somebody wrote, in quotes and of bearable length. */
export function quoted(word: string): string {
  return `"${word.length > 100 ? `${word.slice(0, 100)}…` : word}"`;
}

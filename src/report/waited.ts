// What was waited for, in words.
import type { Waited } from "../model.ts";

/** A line for each image, published or not. Untrusted. */
export function waitedLines(waited: readonly Waited[]): readonly string[] {
  return waited.map(({ reference, ms, published }) =>
    published
      ? `${reference} was published after ${timeWords(ms)} of waiting`
      : `${reference} was waited for ${timeWords(ms)}, and is not there`,
  );
}

/** `42 s`, `1 min 30 s`, `20 min`: whole seconds, as nobody waits more exactly. */
export function timeWords(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  if (minutes === 0) return `${rest} s`;
  return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
}

// Parts of a stranger's image in our sentences: quoted, and never longer than a person reads.
// Control characters are left to the renderers, which escape every untrusted text.
import { codePointOf } from "./whitespace.ts";

/** A reason repeats the name as the kubelet would; a name that could ever be pulled fits in whole. */
export const longestInReason = 300;
const longestInHint = 60;

/** At most `limit` UTF-16 code units, the cut marked with `…` and never through a surrogate pair. */
export function excerpt(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${text.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}

/** `"nginx:"`. */
export function quote(text: string): string {
  return `"${excerpt(text, longestInHint)}"`;
}

/** `"!"`, `"е" (U+0435)` for what passes for something else, `U+200B` for what can't be seen. */
export function quoteCharacter(character: string): string {
  if (/^[!-~]$/.test(character)) return `"${character}"`;
  const visible = /^[\p{L}\p{N}\p{P}\p{S}]$/u.test(character);
  return visible ? `"${character}" (${codePointOf(character)})` : codePointOf(character);
}

// Whitespace as Go sees it, because the API server measures an image against `strings.TrimSpace`.
// JavaScript's own `trim` differs: it takes U+FEFF off and leaves U+0085.

/** What Go's `unicode.IsSpace` calls a space. Source: Go `unicode/graphic.go` (IsSpace). */
const space = /[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/**
 * The text without whitespace at either end.
 *
 * Two walks inward instead of a pattern such as `/\s+$/`, which takes quadratic time over a long run of spaces inside.
 */
export function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && space.test(text.charAt(start))) start += 1;
  while (end > start && space.test(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/** Offset of the first whitespace, -1 where there is none. */
export function firstSpace(text: string): number {
  return text.search(space);
}

/** What a person calls one whitespace character: `space`, `line break`, `tab`, else its code point. */
export function nameOfSpace(character: string): string {
  switch (character) {
    case " ":
      return "space";
    case "\t":
      return "tab";
    case "\n":
    case "\r":
      return "line break";
    default:
      return `whitespace (${codePointOf(character)})`;
  }
}

/** `U+00A0`. */
export function codePointOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

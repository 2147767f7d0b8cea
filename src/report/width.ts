// How many columns of a terminal a text takes, so that underlines stand where they should.
// No locale, no terminal is asked: the usual reading of Unicode's East Asian Width.

const none = /^[\p{Mn}\p{Me}]$/u;
const wide =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303E\uFF01-\uFF60\uFFE0-\uFFE6]$/u;

/** Columns of `text`, which must not hold control characters. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) {
    if (character <= "~") columns += 1;
    else if (wide.test(character)) columns += 2;
    else if (!none.test(character)) columns += 1;
  }
  return columns;
}

/** `text` with spaces behind it up to `columns`. */
export function padTo(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - columnsOf(text)));
}

// A parser's words about a document that holds a Secret: what they quote of it may be the secret itself.

const secretKind = /\bkind["']?[ \t]*:[ \t]*["']?(?:Secret|SecretList)\b/;

/** Is there a Secret in a text, as far as a glance tells? */
export function mayHoldSecret(text: string): boolean {
  return secretKind.test(text);
}

/** The words without what they quote: what stands between the first and the last quote, and behind a colon. */
export function withoutQuotes(words: string): string {
  return words.replace(/".*"/s, "***").replace(/:.*$/s, "");
}

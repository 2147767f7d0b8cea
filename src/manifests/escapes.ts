// Escapes of double-quoted scalars, behind which a word may hide from whoever looks for words in a text.

/** A character by its number, and a line break that joins two lines (YAML 1.2 §5.7, §7.3.1). */
export const escapes = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|\r?\n[ \t]*)/g;

/** The text and, where escapes may hide a word (`"\x69mage"`), once more without them. Only good for looking for words. */
export function withEscapesRead(text: string): string {
  if (text.search(escapes) === -1) return text;
  const read = text.replaceAll(escapes, (written, ...numbers: readonly unknown[]) => {
    const digits = numbers.slice(0, 3).find((group) => typeof group === "string");
    if (typeof digits !== "string") return "";
    const code = Number.parseInt(digits, 16);
    return code > 0x10ffff ? written : String.fromCodePoint(code);
  });
  return `${text}\n${read}`;
}

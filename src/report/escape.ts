// Text from manifests and registries, made harmless for a terminal, a log line and a step's output.
// A renderer's own characters are never passed through here; everything that comes from outside is.

/**
 * What draws nothing, moves the cursor or turns the reading direction: control characters (ESC begins an ANSI sequence),
 * format characters (bidi overrides, zero-width ones, tags), everything a comparison ignores, line and paragraph
 * separators, lone surrogates. Sources: Unicode's general categories and Default_Ignorable_Code_Point; CVE-2021-42574 for the
 * overrides. Ignored characters matter twice: the runner looks for commands with .NET's culture-sensitive search, which skips them.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\p{Cs}]/gu;

const shortForms: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** Every character that can't be seen is written out: `\n`, `\u{1b}`, `\u{202e}`. Always one line. */
export function visible(text: string): string {
  return text.replaceAll(unseen, (character) => {
    return shortForms[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}

/**
 * A line of which no runner of workflows makes a command: `::` at its beginning (leading white space is skipped) and
 * `##[` anywhere are what it looks for. Source: actions/runner, `ActionCommand.cs` (TryParseV2, TryParse).
 */
export function unforgeable(line: string): string {
  return line.replaceAll("##[", "#\\u{23}[").replace(/^(\s*)::/, "$1\\u{3a}:");
}

/** Untrusted text as one harmless line: for terminals, for logs, for what a step prints. */
export function plain(text: string): string {
  return unforgeable(visible(text));
}

/** At most `length` code units, never half a surrogate pair; what was cut off leaves `…`. */
export function clip(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

// GitHub-flavoured Markdown from untrusted text: what is written here draws characters and never structure.
// Sources: github/gfm spec (§2.4 escapes, §4.10 tables, §6.3 code spans, §6.9 autolinks); what GitHub links on its own:
// docs.github.com "Autolinked references and URLs", "Basic writing and formatting syntax" (mentions, emoji, math).
import { clip, plain } from "./escape.ts";
import { withShortDigest } from "./images.ts";

/**
 * Untrusted prose, on one line, for cells and list items.
 * A `span` of its own around a character keeps GitHub's later passes (mentions, references, links, emoji, math) from joining it
 * with its neighbours: those read the rendered text, where a backslash is gone.
 */
export function prose(text: string, length = 600): string {
  return plain(clip(text.trim(), length)).replaceAll(
    /[&<>\\|`*_[\]~@#$]|:(?=\/\/|[\w+-]+:)|(?<=\bwww)\.|(?<=\bGH)-|^[-+]|(?<=^\d+)[.)]/gi,
    (found) => escapes[found] ?? `<span>${found}</span>`,
  );
}

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  "\\": "&#92;",
  "|": "&#124;",
  "`": "\\`",
  "*": "\\*",
  _: "\\_",
  "[": "\\[",
  "]": "\\]",
  "~": "\\~",
};

/**
 * An untrusted token as a code span, within which GitHub links and replaces nothing. Tables are cut at `|` before
 * anything else is read, and parsers disagree on `\|` behind a backslash, so a pipe is written like an unseen character.
 */
export function code(text: string, length = 200): string {
  const token = plain(clip(text, length)).replaceAll("|", "\\u{7c}");
  if (token === "") return '`""`';
  const longest = Math.max(0, ...(token.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = longest > 0 || token.startsWith(" ") ? " " : "";
  return `${fence}${pad}${token}${pad}${fence}`;
}

/** An image as a code span. */
export function imageCode(image: string): string {
  return code(withShortDigest(image));
}

/**
 * A table, with as many rows as fit into `bytes` of UTF-8, and a line for those that don't. `cells` draws an item's as Markdown,
 * and is called for no more items than that: of a report that is far too large, few are ever escaped.
 */
export function table<Item>(
  head: readonly string[],
  items: readonly Item[],
  cells: (item: Item) => readonly string[],
  bytes: number,
): string {
  const lines = [row(head), row(head.map(() => "---"))];
  let left = bytes;
  for (const [index, item] of items.entries()) {
    const line = row(cells(item));
    left -= Buffer.byteLength(line) + 1;
    if (left < 0)
      return `${lines.join("\n")}\n\n… and ${items.length - index} more, left out because a job summary holds 1 MiB: the step's log and the JSON report have all`;
    lines.push(line);
  }
  return lines.join("\n");
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/** A part that can be folded away. */
export function fold(title: string, body: string, open: boolean): string {
  return `<details${open ? " open" : ""}>\n<summary><b>${title}</b></summary>\n\n${body}\n\n</details>`;
}

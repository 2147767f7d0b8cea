// Where a TOML text has its tables and keys, and in which order: the parser's objects tell neither.
// For texts that the parser took: what is wrong with one is its to say.
import { parse } from "smol-toml";

/** One `[table]`, `[[list]]` or `key = value`; `path` is from the root. */
interface Expression {
  readonly kind: "table" | "list" | "key";
  readonly path: readonly string[];
  readonly line: number;
}

export interface Outline {
  readonly expressions: readonly Expression[];
  /** What TOML 1.1 has and 1.0 refuses, where there is any: containerd's parser reads 1.0 (go-toml 2.2). */
  readonly newer: { readonly line: number; readonly what: string } | null;
}

/** Walks the text once, from left to right. */
export function outlineOf(text: string): Outline {
  const expressions: Expression[] = [];
  let newer: Outline["newer"] = null;
  let table: readonly string[] = [];
  let at = 0;
  let line = 1;

  const isAt = (token: string): boolean => text.startsWith(token, at);
  function skip(pattern: RegExp): string {
    pattern.lastIndex = at;
    const [found = ""] = pattern.exec(text) ?? [];
    at += found.length;
    line += countOf(found);
    return found;
  }
  function readKey(): readonly string[] {
    const parts: string[] = [];
    do {
      skip(/[ \t]*/y);
      parts.push(nameOf(skip(/"(?:[^"\\]|\\.)*"|'[^']*'|[\w-]+/y)));
      skip(/[ \t]*/y);
    } while (skip(/\./y) !== "");
    return parts;
  }
  function skipString(): void {
    const began = line;
    const written = skip(/"""(?:[^\\]|\\[^])*?"{3,5}|'''[^]*?'{3,5}|"(?:[^"\\]|\\.)*"|'[^']*'/y);
    if (written === "") at += 1;
    if (!written.startsWith('"')) return;
    const [escape] = /\\[ex]/.exec(written.replaceAll("\\\\", "")) ?? [];
    if (escape !== undefined) newer ??= { line: began, what: `the escape "${escape}"` };
  }
  function skipValue(): void {
    const open: string[] = [];
    for (let last = ""; at < text.length;) {
      const character = text.charAt(at);
      const isInline = open.at(-1) === "{";
      if (character === "\n" && open.length === 0) return;
      if (character === '"' || character === "'") skipString();
      else if (character === "#") skip(/[^\n]*/y);
      else {
        if (isInline && character === "\n") newer ??= { line, what: "a line break within { }" };
        if (isInline && character === "}" && last === ",") newer ??= { line, what: "a comma before }" };
        if (character === "[" || character === "{") open.push(character);
        if (character === "]" || character === "}") open.pop();
        skip(/[^]/y);
      }
      if (!/\s/.test(character)) last = character;
    }
  }

  while (at < text.length) {
    skip(/(?:\s|#[^\n]*)*/y);
    if (at >= text.length) break;
    const kind = isAt("[[") ? "list" : isAt("[") ? "table" : "key";
    const began = line;
    const before = at;
    skip(/\[{0,2}/y);
    const key = readKey();
    if (kind === "key") {
      expressions.push({ kind, path: [...table, ...key], line: began });
      skipValue();
    } else {
      table = key;
      expressions.push({ kind, path: key, line: began });
      skip(/[^\n]*/y);
    }
    // Never twice at the same place, whatever the text is.
    if (at === before) at += 1;
  }
  return { expressions, newer };
}

/** The line of what `path` leads to, or of the nearest thing around it. */
export function lineOf({ expressions }: Outline, path: readonly string[]): number {
  let best = { line: 1, shared: 0 };
  for (const { path: own, line } of expressions) {
    const differs = path.findIndex((name, index) => name !== own[index]);
    const shared = differs === -1 ? path.length : differs;
    if (shared > best.shared) best = { line, shared };
  }
  return best.line;
}

/** A key without its quotes. */
function nameOf(written: string): string {
  if (written.startsWith("'")) return written.slice(1, -1);
  if (!written.startsWith('"')) return written;
  if (!written.includes("\\")) return written.slice(1, -1);
  const { name } = parse(`name = ${written}`);
  return typeof name === "string" ? name : "";
}

function countOf(text: string): number {
  return text.split("\n").length - 1;
}

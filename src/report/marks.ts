// The sign before a verdict or a severity, where Markdown is drawn: what fails looks alike, whatever it is called.
import type { Finding, JudgedUse, Severity, Verdict } from "../model.ts";

const marks: Readonly<Record<Verdict | Severity, string>> = {
  error: "❌",
  warning: "⚠️",
  notice: "ℹ️",
  missing: "❌",
  denied: "❌",
  invalid: "❌",
  "wrong-platform": "❌",
  broken: "❌",
  unreachable: "⚠️",
  throttled: "⚠️",
  unverified: "❓",
  skipped: "➖",
  pullable: "✅",
};

/** The mark and its word stay on one line of a narrow cell. `failed`: an error was found there, whatever the verdict. */
export function marked(word: Verdict | Severity, { count = null, failed = false }: Marking = {}): string {
  return [failed ? marks.error : marks[word], ...(count === null ? [] : [count]), word].join("&nbsp;");
}

interface Marking {
  readonly count?: number | null;
  readonly failed?: boolean;
}

/** Tells whether an error was found at a use. */
export function failures(findings: readonly Finding[]): (use: JudgedUse) => boolean {
  const places = new Set(findings.filter(({ severity }) => severity === "error").map((one) => key(one.rule, one.span)));
  return ({ use, rules }) => rules.some((rule) => places.has(key(rule, use.span)));
}

function key(rule: string, { file, start }: Finding["span"]): string {
  return JSON.stringify([rule, file.path, start]);
}

// The one order in which everything is told: the contract's, by code unit, so that no locale changes a byte.
import { compareText } from "../text-order.ts";
import type { Finding, ImageUse, Severity, Span, Verdict } from "../model.ts";

/** Verdicts as a reader wants them: what fails, what is unknown, what is fine. */
export const verdicts = [
  "missing",
  "denied",
  "invalid",
  "wrong-platform",
  "broken",
  "unreachable",
  "throttled",
  "unverified",
  "skipped",
  "pullable",
] as const satisfies readonly Verdict[];

/** Worst first. */
export const severities = ["error", "warning", "notice"] as const satisfies readonly Severity[];

/** File, line, column, via, kind, namespace, name, path. */
export function inOrder<Item extends { readonly use: ImageUse }>(items: readonly Item[]): readonly Item[] {
  return items.toSorted(
    ({ use: a }, { use: b }) =>
      comparePlace(a.span, b.span) ||
      compareText(a.via ?? "", b.via ?? "") ||
      compareText(a.kind, b.kind) ||
      compareText(a.namespace ?? "", b.namespace ?? "") ||
      compareText(a.name, b.name) ||
      compareText(a.path, b.path),
  );
}

/** File, line, column; what stands at one place is in the order of its uses already (`rules/judge.ts`). */
export function findingsInOrder(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((a, b) => comparePlace(a.span, b.span));
}

/** Errors, then warnings, then notices; each in the contract's order. */
export function worstFirst(findings: readonly Finding[]): readonly Finding[] {
  const sorted = findingsInOrder(findings);
  return severities.flatMap((severity) => sorted.filter((finding) => finding.severity === severity));
}

/** Within one file an offset orders as line and column do. */
function comparePlace(a: Span, b: Span): number {
  return compareText(a.file.path, b.file.path) || a.start - b.start || a.end - b.end;
}

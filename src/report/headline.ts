// The first line of a job summary: the outcome, in the fewest words that are still true.
import type { Report } from "../model.ts";
import { depthsOf } from "./assumptions.ts";
import { many } from "../counted.ts";
import { severityWords, totalsOf, verdictCounts } from "./totals.ts";

/** Promises no more than was proved: what was not verified is neither fine nor failed. */
export function headline(report: Report): string {
  const found = severityWords(totalsOf(report));
  const others = verdictCounts(report.uses).filter(({ verdict }) => verdict !== "pullable");
  const unknown = others.filter(({ verdict }) => verdict !== "skipped").reduce((sum, { count }) => sum + count, 0);
  const mark = report.outcome === "fail" ? "❌" : found === "" && unknown === 0 ? "✅" : "⚠️";
  return `## ${mark} Pullgate: ${report.outcome} · ${found === "" ? quietWords(report, unknown) : found}`;
}

function quietWords({ uses, scope }: Report, unknown: number): string {
  if (uses.length === 0) return nothingWords[scope.kind];
  if (unknown > 0) return `${many(unknown, "use")} not verified`;
  const skipped = uses.filter((use) => use.verdict === "skipped").length;
  return skipped > 0
    ? `${many(skipped, "use")} skipped`
    : `every${scope.kind === "changes" ? " new or changed" : ""} image is pullable, proved at depth ${depthsOf(uses).join(" and ")}`;
}

const nothingWords: Readonly<Record<Report["scope"]["kind"], string>> = {
  everything: "no image in these manifests",
  changes: "nothing that this change touches starts a pull",
};

// The numbers of a report, and how they are said in a line.
import { many } from "../counted.ts";
import type { JudgedUse, Report, Scope, Severity, Subject, Verdict } from "../model.ts";
import { hostsIn } from "../registries/host.ts";
import { imagesOf } from "./images.ts";
import { verdicts } from "./order.ts";

/** The contract's `totals`, in its order. */
export interface Totals {
  readonly files: number;
  readonly documents: number;
  readonly uses: number;
  readonly unchanged: number;
  readonly images: number;
  readonly registries: number;
  readonly errors: number;
  readonly warnings: number;
  readonly notices: number;
  readonly requests: number;
  readonly countedPulls: number;
  readonly durationMs: number;
}

/** The numbers of a finished report; milliseconds are whole. */
export function totalsOf(report: Report): Totals {
  const count = (severity: Severity) => report.findings.filter((finding) => finding.severity === severity).length;
  return {
    files: report.files,
    documents: report.documents,
    uses: report.uses.length,
    unchanged: unchangedIn(report.scope),
    images: imagesOf(report.uses).length,
    registries: registryCount(report.uses),
    errors: count("error"),
    warnings: count("warning"),
    notices: count("notice"),
    requests: report.cost.requests,
    countedPulls: report.cost.countedPulls,
    durationMs: Math.round(report.durationMs),
  };
}

/** Uses that are as they were in the base, and were not judged. */
export function unchangedIn(scope: Scope): number {
  return scope.kind === "changes" ? scope.unchanged : 0;
}

/** Distinct registries that the uses' references name, whether they were asked or not. */
export function registryCount(uses: readonly Pick<Subject, "parsed">[]): number {
  return hostsIn(uses).length;
}

/** Verdicts that occur, with how many uses have each: what fails first, what is fine last. */
export function verdictCounts(uses: readonly JudgedUse[]): readonly { verdict: Verdict; count: number }[] {
  return verdicts
    .map((verdict) => ({ verdict, count: uses.filter((use) => use.verdict === verdict).length }))
    .filter(({ count }) => count > 0);
}

/** `2 errors, 1 notice`; empty where there are none. */
export function severityWords({ errors, warnings, notices }: Totals): string {
  const counts = [many(errors, "error"), many(warnings, "warning"), many(notices, "notice")];
  return counts.filter((words) => !words.startsWith("0 ")).join(", ");
}

/** `14 uses of 9 images in 6 files`. */
export function scopeWords({ uses, images, files }: Totals): string {
  return `${many(uses, "use")} of ${many(images, "image")} in ${many(files, "file")}`;
}

/** `3 registries, 25 requests, 4 counted pulls, 1.2 s`. */
export function costWords(totals: Totals): string {
  return [
    totals.registries === 1 ? "1 registry" : `${totals.registries} registries`,
    many(totals.requests, "request"),
    many(totals.countedPulls, "counted pull"),
    duration(totals.durationMs),
  ].join(", ");
}

/** The run in one line, without its outcome: what was found, what every use came to, what it cost. */
export function countsLine(report: Report): string {
  const totals = totalsOf(report);
  const found = severityWords(totals);
  const verdicts = verdictCounts(report.uses).map(({ verdict, count }) => `${count} ${verdict}`);
  const scope = scopeWords(totals) + (verdicts.length === 0 ? "" : `: ${verdicts.join(", ")}`);
  return [...(found === "" ? [] : [found]), scope, costWords(totals)].join("; ");
}

/** Milliseconds as people say them: `0.4 s`, `12.0 s`, `2 min 5 s`. */
function duration(ms: number): string {
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

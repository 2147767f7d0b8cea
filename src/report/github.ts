// The report as workflow commands: annotations on the lines of a pull request, worst first, and plain lines for the log.
import { posix } from "node:path";
import { positionOf } from "../manifests/position.ts";
import type { Finding, Report, Severity, Span } from "../model.ts";
import { clip, plain } from "./escape.ts";
import { ignoredLines } from "./ignored.ts";
import { severities, worstFirst } from "./order.ts";
import { scopeLine } from "./scope.ts";
import { many } from "../counted.ts";
import { countsLine } from "./totals.ts";
import { waitedLines } from "./waited.ts";

/**
 * What a step shows of each level; every further one is only in the log.
 * Source: actions/runner, `ExecutionContext.cs` (_maxCountPerIssueType); actions/toolkit#734.
 */
const shownOfEach = 10;

/**
 * One command a finding, then plain lines: how many a step doesn't show, and the counts. `folder` is the working folder as
 * seen from the repository's root, with `/` at its end: GitHub looks for files from there.
 */
export function renderGithub(report: Report, folder = ""): string {
  return [...githubPieces(report, folder)].join("");
}

/** The same, line by line: of a report of ten thousand findings only one is drawn at a time. */
export function* githubPieces(report: Report, folder = ""): Generator<string, void> {
  const findings = worstFirst(report.findings);
  for (const severity of severities) {
    const level = findings.filter((finding) => finding.severity === severity);
    const hidden = level.length - shownOfEach;
    for (const [index, finding] of level.entries())
      yield `${annotation(finding, folder, index === shownOfEach - 1 ? more(severity, hidden) : null)}\n`;
    if (hidden > 0)
      yield `${shownOfEach} of ${many(level.length, severity)} are annotated; this log and the JSON report have all of them\n`;
  }
  for (const line of ignoredLines(report)) yield `${line}\n`;
  const scope = scopeLine(report.scope, report.uses.length);
  if (scope !== null) yield `${words(scope)}\n`;
  for (const line of waitedLines(report.waited)) yield `${words(line)}\n`;
  yield `${report.outcome}: ${countsLine(report)}\n`;
}

/** Said in the last annotation that is shown, because nobody who reads a pull request sees the log. */
function more(severity: Severity, hidden: number): string | null {
  return hidden > 0 ? `and ${many(hidden, `more ${severity}`)}: see the job summary and the step's log` : null;
}

function annotation(finding: Finding, folder: string, note: string | null): string {
  const { rule, severity, span, message, kubelet, fix } = finding;
  const lines = [
    message,
    ...(kubelet === null ? [] : [`kubelet: ${kubelet}`]),
    `fix: ${fix}`,
    ...finding.related
      .slice(0, 3)
      .map((one) => `see: ${folder}${one.span.file.path}:${positionOf(one.span).line} ${one.message}`),
    ...(note === null ? [] : [note]),
  ];
  const properties = [...range(span, folder), ["title", `pullgate: ${rule}`] as const];
  const printed = properties.map(([name, value]) => `${name}=${property(String(value))}`).join(",");
  return `::${severity} ${printed}::${data(lines.map(words).join("\n"))}`;
}

/** The runner cuts a message at 4096 characters (`ExecutionContext.cs`, _maxIssueMessageLength): the fix is to survive. */
function words(text: string): string {
  return clip(plain(clip(text, 1000)), 1000);
}

/**
 * GitHub's range of an annotation: its end is the last character, while the report's is just past it. The runner drops columns
 * where a range has several lines (`ActionCommandManager.cs`, ValidateLinesAndColumns). Standard input is no file of the repository.
 */
function range(span: Span, folder: string): readonly (readonly [name: string, value: string | number])[] {
  const { file, start } = span;
  if (file.path === "-") return [];
  // A block scalar's text ends at the beginning of the line below it.
  const end = start + file.text.slice(start, span.end).trimEnd().length;
  const { line, column, endLine, endColumn } = positionOf({ file, start, end });
  const lines = [
    ["file", plain(normalize(folder + file.path))],
    ["line", line],
    ["endLine", endLine],
  ] as const;
  if (endLine > line) return lines;
  return [...lines, ["col", column], ["endColumn", Math.max(column, endColumn - 1)]];
}

/** A path beside or above the working folder, as the repository has it. */
function normalize(path: string): string {
  return posix.normalize(path);
}

/** A command's message. Source: actions/toolkit, `packages/core/src/command.ts` (escapeData). */
function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** The value of a command's property. Source: the same file (escapeProperty). */
function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

// The report for people at a terminal: every finding with its lines, what the kubelet would say and what to change.
import { styleText } from "node:util";
import { positionOf } from "../manifests/position.ts";
import type { Exchange, Finding, Report, Severity } from "../model.ts";
import { commandsFor } from "./by-hand.ts";
import { clip, plain, unforgeable } from "./escape.ts";
import { frameOf, widestFrame } from "./frame.ts";
import type { FrameLine } from "./frame.ts";
import { unreachedLine } from "./hosts.ts";
import { ignoredLines } from "./ignored.ts";
import { limitLines } from "./limits.ts";
import { findingsInOrder, worstFirst } from "./order.ts";
import { scopeLine } from "./scope.ts";
import { countsLine } from "./totals.ts";
import { waitedLines } from "./waited.ts";

type Style = Parameters<typeof styleText>[0];
/** Puts a style around text, or nothing where there are no colours. */
type Paint = (style: Style, text: string) => string;

/** One line where nothing is wrong, and one on what was looked at where that is not all; else a block for each finding before. */
export function renderText(report: Report, screen: Screen): string {
  return [...textPieces(report, screen)].join("");
}

/** The same, block by block: of a report of ten thousand findings only one is drawn at a time. */
export function* textPieces(report: Report, { color, columns }: Screen): Generator<string, void> {
  const paint: Paint = color ? (style, text) => styleText(style, text, { validateStream: false }) : (_, text) => text;
  const widest = columns === null ? widestFrame : Math.max(40, Math.min(widestFrame, columns - gutterColumns));
  for (const finding of findingsInOrder(report.findings)) yield `${paragraph(block(finding, widest, paint))}\n`;
  const [worst] = worstFirst(report.findings);
  const more = worst === undefined ? [] : [paint("dim", `what a rule means: pullgate explain ${plain(worst.rule)}`)];
  const ignored = ignoredLines(report).map((line) => paint("dim", line));
  const rest = [unreachedLine(report.egress), ...limitLines(report), scopeLine(report.scope, report.uses.length)];
  const said = rest.flatMap((line) => (line === null ? [] : [words(line)]));
  const waited = waitedLines(report.waited).map(words);
  yield paragraph([...more, ...ignored, ...said, ...waited, last(report, paint)]);
}

function paragraph(lines: readonly string[]): string {
  return `${lines.map(unforgeable).join("\n")}\n`;
}

/** Where the report is read. */
export interface Screen {
  /** A terminal that takes colours. */
  readonly color: boolean;
  /** The terminal's width; `null` where it is none. */
  readonly columns: number | null;
}

/** What stands before a line of a frame, with five digits for its number, and an ellipsis at either end. */
const gutterColumns = 12;

/** What could not be verified has its own count beside what is fine. */
function last(report: Report, paint: Paint): string {
  return `${paint(["bold", report.outcome === "pass" ? "green" : "red"], report.outcome)}: ${countsLine(report)}`;
}

function block(finding: Finding, widest: number, paint: Paint): readonly string[] {
  const severity = severityStyles[finding.severity];
  const subject = `${paint(severity, finding.severity)} ${paint("bold", plain(finding.rule))}`;
  return [
    `${paint("bold", placeOf(finding.span))} ${subject}`,
    `  ${words(finding.message)}`,
    ...drawnFrame(frameOf(finding.span, widest), severity, paint),
    ...labelled(finding).map(([label, text]) => `  ${paint("dim", label.padEnd(8))} ${text}`),
  ];
}

const severityStyles: Readonly<Record<Severity, Style>> = {
  error: ["bold", "red"],
  warning: ["bold", "yellow"],
  notice: ["bold", "cyan"],
};

function drawnFrame(lines: readonly FrameLine[], style: Style, paint: Paint): readonly string[] {
  const gutter = String(lines.at(-1)?.number ?? "").length + 2;
  return lines.flatMap(({ number, text, mark }) => {
    const line = `${paint("dim", `${String(number).padStart(gutter)} |`)} ${text}`.trimEnd();
    if (mark === null) return [line];
    const underline = " ".repeat(mark.offset) + paint(style, "^".repeat(mark.width));
    return [line, `${paint("dim", `${" ".repeat(gutter)} |`)} ${underline}`];
  });
}

/** What follows the frame: a label where a line begins something, none where it goes on. */
function labelled(finding: Finding): readonly (readonly [label: string, text: string])[] {
  return [
    ...answers(finding.evidence).map((text, index) => [index === 0 ? "answer:" : "", text] as const),
    ...(finding.kubelet === null ? [] : [["kubelet:", words(finding.kubelet)] as const]),
    ["fix:", words(finding.fix)],
    ...commandsFor(finding).map((command, index) => [index === 0 ? "try:" : "", command] as const),
    ...(finding.workloads.length === 0 ? [] : [["used by:", workloads(finding.workloads)] as const]),
    ...finding.related.map(({ span, message }, index) => {
      return [index === 0 ? "see:" : "", `${placeOf(span)} ${words(message)}`] as const;
    }),
  ];
}

/** The last answer to each credential, in the order in which they were tried. */
function answers(evidence: readonly Exchange[]): readonly string[] {
  const last = new Map(evidence.map((exchange) => [exchange.credential, exchange]));
  return [...last.values()].map(answer);
}

/** `404 "manifest unknown", asked as anonymous`: the registry's own words, and whom it told them. */
function answer({ status, message, credential }: Exchange): string {
  const isStatus = status !== null && message.startsWith(`${status} `);
  const said = message === "" || isStatus ? "" : ` "${words(message)}"`;
  return `${isStatus ? words(message) : (status ?? "none")}${said}, ${asker(credential)}`;
}

function asker(credential: string): string {
  if (credential === "anonymous") return "asked as anonymous";
  return `asked with ${credential === "node" ? "the runner's docker login" : words(credential)}`;
}

function workloads(names: readonly string[]): string {
  const rest = names.length - 5;
  return `${names.slice(0, 5).map(words).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

function placeOf(span: Finding["span"]): string {
  const { line, column } = positionOf(span);
  return plain(`${span.file.path}:${line}:${column}`);
}

/** Untrusted words in a line; a manifest may quote a megabyte at us. */
function words(text: string): string {
  return plain(clip(text, 1000));
}

// The report as a job summary (Markdown for GITHUB_STEP_SUMMARY): what fails first, what is unknown next, the rest folded.
// A step's summary may hold 1 MiB: every part has its own share, so that none can push another one out.
import { positionOf } from "../manifests/position.ts";
import type { Finding, JudgedUse, Report, Verdict } from "../model.ts";
import { printReference } from "../references/print.ts";
import { printBuild } from "../registries/platforms.ts";
import { assumptionsOf } from "./assumptions.ts";
import { doubtsOf } from "./doubts.ts";
import { headline } from "./headline.ts";
import { toldOf } from "./images.ts";
import { costPart, limitsPart } from "./limits.ts";
import { failures, marked } from "./marks.ts";
import { code, fold, imageCode, prose, table } from "./markdown.ts";
import { compareText } from "../text-order.ts";
import { inOrder, verdicts, worstFirst } from "./order.ts";
import { egressPart, registriesPart } from "./reach.ts";
import { scopeLine } from "./scope.ts";
import { many } from "../counted.ts";
import { costWords, scopeWords, totalsOf, verdictCounts } from "./totals.ts";
import { waitedLines } from "./waited.ts";

/** Bytes of UTF-8, under the 1 MiB that GitHub takes. */
const largest = 1_000_000;
/** Of the bytes there are, what each part has at most; findings have what the others leave, and never less than half. */
const share = { doubts: 0.14, images: 0.14, limits: 0.04, egress: 0.08, registries: 0.04, cost: 0.02 };
/** Bytes for a table's own heading and closing words. */
const frame = 1000;

/** `room`: bytes of UTF-8 that it may take; what doesn't fit is left out from the end on. Empty where not even the headline fits. */
export function renderSummary(report: Report, room: number = largest): string {
  const bytes = Math.min(largest, room);
  const head = [headline(report), totals(report)];
  const tail = [
    doubts(report, bytes * share.doubts),
    images(report, bytes * share.images),
    limitsPart(report, bytes * share.limits),
    egressPart(report, bytes * share.egress),
    registriesPart(report, bytes * share.registries),
    costPart(report, bytes * share.cost),
    assumptions(report),
  ];
  const left = bytes - bytesOf(head) - Math.min(bytesOf(tail), bytes / 2) - frame;
  return fitted([...head, findings(report, left), ...tail], bytes);
}

function bytesOf(parts: readonly string[]): number {
  return Buffer.byteLength(parts.join("\n\n"));
}

/** The parts that fit, the first ones first; where one doesn't, that is said. */
function fitted(parts: readonly string[], bytes: number): string {
  const kept: string[] = [];
  let left = bytes - 1;
  let cut = false;
  for (const part of parts) {
    const needed = Buffer.byteLength(part) + 2;
    if (part === "") continue;
    if (needed > left) cut = true;
    else {
      kept.push(part);
      left -= needed;
    }
  }
  if (kept.length === 0) return "";
  if (cut && Buffer.byteLength(cutWords) + 2 <= left) kept.push(cutWords);
  return `${kept.join("\n\n")}\n`;
}

const cutWords = "… and more, for which this step's summary has no room: the step's log and the JSON report have all";

function totals(report: Report): string {
  const totals = totalsOf(report);
  const counts = verdictCounts(report.uses).map(({ verdict, count }) => marked(verdict, { count }));
  const scope = scopeLine(report.scope, report.uses.length);
  const words = [`**${scopeWords(totals)}**`, ...counts].join(" · ");
  const more = [...(scope === null ? [] : [scope]), ...waited(report)].map((line) => `<br>${prose(line)}`).join("");
  return `${words}${more}<br><sub>${costWords(totals)}</sub>`;
}

/** The head of a summary has room for a few; the step's log has all. */
function waited({ waited }: Report): readonly string[] {
  const rest = waited.length - mostWaited;
  const lines = waitedLines(waited.slice(0, mostWaited));
  return rest > 0 ? [...lines, `and ${many(rest, "more image")} waited for`] : lines;
}

const mostWaited = 20;

function findings(report: Report, bytes: number): string {
  if (report.findings.length === 0) return "";
  // Three columns: a fourth would be scrolled out of sight, and the fix is what readers came for.
  const body = table(
    ["Severity", "Image and place", "What is wrong, and what to do"],
    worstFirst(report.findings),
    (finding) => [`${marked(finding.severity)}<br>${code(finding.rule)}`, where(finding), what(finding)],
    bytes,
  );
  return `### Findings\n\n${body}`;
}

function where({ image, span, workloads }: Finding): string {
  const [first] = workloads;
  const others = workloads.length > 1 ? ` and ${workloads.length - 1} more` : "";
  return [
    ...(image === "" ? [] : [imageCode(image)]),
    code(`${span.file.path}:${positionOf(span).line}`),
    ...(first === undefined ? [] : [prose(first, 200) + others]),
  ].join("<br>");
}

function what({ message, kubelet, fix, related }: Finding): string {
  const places = related
    .slice(0, 3)
    .map(
      ({ span, message }) => `<br>see ${code(`${span.file.path}:${positionOf(span).line}`)}: ${prose(message, 200)}`,
    );
  const words = `${prose(message)}<br><b>fix:</b> ${prose(fix)}${places.join("")}`;
  if (kubelet === null) return words;
  return `${words}<details><summary>the kubelet would say</summary>${code(kubelet, 1200)}</details>`;
}

function doubts(report: Report, bytes: number): string {
  const found = doubtsOf(report);
  if (found.length === 0) return "";
  const body = table(
    ["Verdict", "Image", "Why", "Uses"],
    found,
    ({ image, verdict, failed, why, uses }) => [
      marked(verdict, { failed }),
      imageCode(image),
      prose(why),
      String(uses),
    ],
    bytes,
  );
  return `### Not verified\n\n${body}`;
}

/** One row for each image and verdict. */
function images(report: Report, bytes: number): string {
  const failed = failures(report.findings);
  const groups = Map.groupBy(inOrder(report.uses), (use) => `${rank(use.verdict)} ${nameOf(use)}`);
  if (groups.size === 0) return "";
  const body = table(
    ["Verdict", "Image", "Uses", "Nodes", "Compressed"],
    [...groups].toSorted(([a], [b]) => compareText(a, b)).map(([, uses]) => uses),
    (uses) => imageCells(uses, failed),
    bytes,
  );
  return fold(`Images by verdict (${groups.size})`, body, report.findings.length === 0);
}

/** Of uses of one image with one verdict, of which the first speaks for all. */
function imageCells(uses: readonly JudgedUse[], failed: (use: JudgedUse) => boolean): readonly string[] {
  const [first] = uses;
  if (first === undefined) return [];
  const { content } = toldOf(first.outcome);
  return [
    marked(first.verdict, { failed: first.verdict !== "pullable" && uses.some(failed) }),
    imageCode(nameOf(first)),
    String(uses.length),
    nodes(uses),
    content === null ? "" : size(content.compressedBytes),
  ];
}

/** What the nodes of all of them run; pods may name more than a cell can hold. */
function nodes(uses: readonly JudgedUse[]): string {
  const names = [...new Set(uses.flatMap(({ platforms }) => platforms.map(printBuild)))];
  const shown = names.slice(0, 12).map((name) => code(name));
  return [...shown, ...(names.length > shown.length ? ["…"] : [])].join(" ");
}

/** A number that sorts as text. */
function rank(verdict: Verdict): string {
  return String(verdicts.indexOf(verdict)).padStart(2, "0");
}

function nameOf({ use, parsed }: JudgedUse): string {
  return parsed.kind === "reference" ? printReference(parsed.reference) : use.image;
}

/** Decimal units, as registries show them. */
function size(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function assumptions(report: Report): string {
  const lines = assumptionsOf(report).map((line) => `- ${prose(line, 1500)}`);
  return lines.length === 0 ? "" : fold("Assumptions", lines.join("\n"), false);
}

// The report as a job summary (Markdown for GITHUB_STEP_SUMMARY): what fails first, what is unknown next, the rest folded.
// A step's summary may hold 1 MiB: every part has its own share, so that none can push another one out.
import { positionOf } from "../manifests/position.ts";
import type { Finding, JudgedUse, Report, Verdict } from "../model.ts";
import { printReference } from "../references/print.ts";
import { printPlatform } from "../registries/platforms.ts";
import { assumptionsOf } from "./assumptions.ts";
import { doubtsOf } from "./doubts.ts";
import { headline } from "./headline.ts";
import { toldOf } from "./images.ts";
import { failures, marked } from "./marks.ts";
import { code, fold, prose, table } from "./markdown.ts";
import { compareText, inOrder, verdicts, worstFirst } from "./order.ts";
import { costWords, scopeWords, totalsOf, verdictCounts } from "./totals.ts";

/** Bytes of UTF-8, under the 1 MiB that GitHub takes. */
const largest = 1_000_000;
/** Bytes for each part at most; findings have what the others leave. */
const share = { doubts: 160_000, images: 200_000, registries: 80_000 };

export function renderSummary(report: Report): string {
  const head = [headline(report), totals(report)];
  const tail = [doubts(report), images(report), registries(report), assumptions(report)];
  const bytes = Buffer.byteLength([...head, ...tail].join("\n\n"));
  // Room for the table's own heading and closing words.
  const parts = [...head, findings(report, largest - bytes - 1000), ...tail];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function totals(report: Report): string {
  const totals = totalsOf(report);
  const counts = verdictCounts(report.uses).map(({ verdict, count }) => marked(verdict, { count }));
  return [`**${scopeWords(totals)}**`, ...counts].join(" · ") + `<br><sub>${costWords(totals)}</sub>`;
}

/** Twelve digits of a digest are enough to know it again; all of them are in the report. */
function imageCode(image: string): string {
  return code(image.replace(/(@sha\d+:[0-9a-f]{12})[0-9a-f]+$/, "$1…"));
}

function findings(report: Report, bytes: number): string {
  if (report.findings.length === 0) return "";
  const rows = worstFirst(report.findings).map((finding) => [
    `${marked(finding.severity)}<br>${code(finding.rule)}`,
    where(finding),
    what(finding),
  ]);
  // Three columns: a fourth would be scrolled out of sight, and the fix is what readers came for.
  return `### Findings\n\n${table(["Severity", "Image and place", "What is wrong, and what to do"], rows, bytes)}`;
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

function doubts(report: Report): string {
  const rows = doubtsOf(report).map(({ image, verdict, failed, why, uses }) => {
    return [marked(verdict, { failed }), imageCode(image), prose(why), String(uses)];
  });
  if (rows.length === 0) return "";
  return `### Not verified\n\n${table(["Verdict", "Image", "Why", "Uses"], rows, share.doubts)}`;
}

/** One row for each image and verdict. */
function images(report: Report): string {
  const failed = failures(report.findings);
  const groups = Map.groupBy(inOrder(report.uses), (use) => `${rank(use.verdict)} ${nameOf(use)}`);
  const rows = [...groups.entries()]
    .toSorted(([a], [b]) => compareText(a, b))
    .flatMap(([, uses]) => {
      const [first] = uses;
      if (first === undefined) return [];
      const told = toldOf(first.outcome);
      return [
        [
          marked(first.verdict, { failed: first.verdict !== "pullable" && uses.some(failed) }),
          imageCode(nameOf(first)),
          String(uses.length),
          first.platforms.map((platform) => code(printPlatform(platform))).join(" "),
          told.content === null ? "" : size(told.content.compressedBytes),
        ],
      ];
    });
  if (rows.length === 0) return "";
  const body = table(["Verdict", "Image", "Uses", "Nodes", "Compressed"], rows, share.images);
  return fold(`Images by verdict (${rows.length})`, body, report.findings.length === 0);
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

function registries(report: Report): string {
  const rows = report.registries
    .toSorted((a, b) => compareText(a.host, b.host))
    .map(({ host, asked, route }) => {
      const hops = route.map(({ stage, ok, detail }) => (ok ? `${stage} ✓` : `${stage} ✗ ${prose(detail, 200)}`));
      const none = asked ? "no failure seen" : "not asked";
      return [code(host), hops.length === 0 ? none : hops.join(" → ")];
    });
  if (rows.length === 0) return "";
  return fold(`Registries (${rows.length})`, table(["Host", "Connection"], rows, share.registries), false);
}

function assumptions(report: Report): string {
  const lines = assumptionsOf(report).map((line) => `- ${prose(line, 1500)}`);
  return lines.length === 0 ? "" : fold("Assumptions", lines.join("\n"), false);
}

// The gate, for every test that runs it in this process: its report is drawn in every form, and its JSON held against the schema.
import type { Base } from "../../src/changes/base.ts";
import type { Edges } from "../../src/edges/edges.ts";
import { gate } from "../../src/gate.ts";
import type { Report } from "../../src/model.ts";
import { renderEgress } from "../../src/report/egress.ts";
import { renderGithub } from "../../src/report/github.ts";
import { renderJson } from "../../src/report/json.ts";
import { renderSummary } from "../../src/report/summary.ts";
import { renderText } from "../../src/report/text.ts";
import { totalsOf } from "../../src/report/totals.ts";
import type { Settings } from "../../src/settings/settings.ts";
import { assertEgress } from "./egress-schema.ts";
import { assertReport } from "./report-schema.ts";

/** Throws where the report isn't what the contract describes, or a renderer can't draw it. */
export async function checkedGate(settings: Settings, edges: Edges, base?: Base): Promise<Report> {
  const report = await gate(settings, edges, base);
  assertReport(renderJson(report));
  assertEgress(renderEgress(report, "json"));
  const drawn = drawnOf(report);
  if (totalsOf(report).registries !== report.registries.length)
    throw new Error("registries are counted and not listed");
  if (drawn.includes("")) throw new Error("a report was drawn as nothing at all");
  return report;
}

/** A report in every form but its own JSON: everything else that anybody sees of it. */
export function drawnOf(report: Report): readonly string[] {
  return [
    renderText(report, { color: true, columns: null }),
    renderGithub(report),
    renderSummary(report),
    renderEgress(report, "text"),
    renderEgress(report, "json"),
  ];
}

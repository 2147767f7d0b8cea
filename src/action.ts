// The Action: inputs → a run → annotations, a summary, a JSON report, outputs. It fails by its exit code, so that no
// annotation is spent on saying so; what kept it from judging at all is one.
import { join } from "node:path";
import { error as annotate, getInput, setOutput, setSecret } from "@actions/core";
import { type ExitCode, runToExit } from "./edges/exit.ts";
import { makeReportFolder } from "./edges/report-files.ts";
import { version } from "./edges/version.ts";
import { nodeWorld, prepare, type World } from "./edges/world.ts";
import { gate } from "./gate.ts";
import { publishReport } from "./publish.ts";
import { plain } from "./report/escape.ts";
import { totalsOf } from "./report/totals.ts";
import { rules } from "./rules/index.ts";
import { readInputs } from "./settings/inputs.ts";

const world: World = { ...nodeWorld(), mask };
const { environment, log, outlets } = world;

async function main(): Promise<ExitCode> {
  const ruleIds = rules.map((rule) => rule.id);
  const written = readInputs(getInput, environment);
  const run = await prepare(written, { ruleIds, formats: ["github", "json", "text"], followsEvent: true }, world);
  try {
    const path = join(await makeReportFolder(environment), "report.json");
    const report = await gate(run.settings, run.edges, run.base);
    await publishReport(
      report,
      { ...run.publication, files: [{ format: "json", path }, ...run.publication.files] },
      outlets,
    );
    const { errors, warnings, images } = totalsOf(report);
    output({ outcome: report.outcome, report: path, errors, warnings, images });
    return report.outcome === "fail" ? 1 : 0;
  } finally {
    log.settle();
    await run.close();
  }
}

/** What every runner sets. */
const signsOfRunner = ["GITHUB_ACTIONS", "GITHUB_OUTPUT"];

/** A runner takes the line with the value out of its log; anybody else would print it. */
function mask(value: string): void {
  if (signsOfRunner.some((name) => (environment[name] ?? "") !== "")) setSecret(value);
}

/** Outside of a runner there is nobody to hand outputs to, and `@actions/core` would print them among the report. */
function output(values: Readonly<Record<string, string | number>>): void {
  if (!environment["GITHUB_OUTPUT"]) return;
  try {
    for (const [name, value] of Object.entries(values)) setOutput(name, value);
  } catch (error) {
    // The words of both, Node and `@actions/core`, hold the file's path; only the one that finds no file has no code.
    const code = error instanceof Error && "code" in error ? String(error.code) : "ENOENT";
    log.log(`the outputs can't be written to GITHUB_OUTPUT (${code})`);
  }
}

function complain(line: string): void {
  annotate(plain(line), { title: "pullgate" });
}

await runToExit(main, {
  mistake: (lines) => {
    output({ outcome: "fail" });
    lines.forEach(complain);
  },
  bug: (words) => {
    output({ outcome: "fail" });
    complain(`this is a bug of pullgate ${version}, and says nothing about your images: the log has more`);
    words.split("\n").forEach(log.log);
  },
});

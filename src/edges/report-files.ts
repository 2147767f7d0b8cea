// Reports as files: what `--output` names, and the summary of a GitHub step.
// A report that can't be written is a mistake to be mended; a summary that can't is only said.
import { appendFileSync, closeSync, openSync, mkdtempSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { Mistake } from "../mistake.ts";
import { batches } from "./batches.ts";
import type { Text } from "./edges.ts";
import { makeFolder } from "./make-folder.ts";
import type { Environment } from "./proxy.ts";

/** Beyond it GitHub drops the summary of the whole step. Source: "Workflow commands", section on step isolation and limits. */
const largestSummary = 1024 * 1024;

/** Writes a report; folders that are missing are made. */
export async function writeReport(workingFolder: string, path: string, text: Text): Promise<void> {
  const target = resolve(workingFolder, path);
  try {
    makeFolder(dirname(target));
    const file = openSync(target, "w");
    try {
      for (const batch of batches(text)) writeFileSync(file, batch);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw new Mistake(`"${path}": the report can't be written there (${codeOf(error)})`);
  }
}

/**
 * A new folder under the runner's temporary one, which is there until the job ends: an Action may run more than once in it,
 * and each run's report has to stay.
 */
export async function makeReportFolder(environment: Environment): Promise<string> {
  const parent = environment["RUNNER_TEMP"] || tmpdir();
  try {
    makeFolder(parent);
    return mkdtempSync(join(parent, "pullgate-"));
  } catch (error) {
    throw new Mistake(`"${parent}": no folder can be made for the report there (${codeOf(error)})`);
  }
}

/**
 * Adds to the file at GITHUB_STEP_SUMMARY; outside of a runner there is none, and nothing happens. `draw` makes a text of at
 * most so many bytes: others may have written to the same step's summary.
 */
export async function appendSummary(
  environment: Environment,
  draw: (room: number) => string,
  log: (line: string) => void,
): Promise<void> {
  const path = environment["GITHUB_STEP_SUMMARY"] ?? "";
  if (path === "") return;
  try {
    const room = largestSummary - (statSync(path, { throwIfNoEntry: false })?.size ?? 0);
    const text = draw(room);
    if (text === "" || Buffer.byteLength(text) > room) {
      log("the summary is not written: GitHub takes 1 MiB a step, and what is there leaves no room for it");
      return;
    }
    appendFileSync(path, text);
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    log(`the summary can't be written to GITHUB_STEP_SUMMARY (${codeOf(error)})`);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}

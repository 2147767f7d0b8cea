// A GitHub runner as far as an Action can tell: inputs, files for outputs and summary, a temporary folder, a workspace.
// Source: actions/runner `src/Runner.Worker/Handlers/NodeScriptActionHandler.cs`, `FileCommandManager.cs`.
import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import * as v from "valibot";
import { reportIn } from "./report-schema.ts";
import { type Finished, type Folder, spawnBundle } from "./spawn.ts";

export interface ActionRun extends Finished {
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** What stands in the file of the output `report`, held against the schema; `null` where the run wrote none. */
  readonly report: unknown;
}

const actionSchema = v.object({ inputs: v.record(v.string(), v.looseObject({ default: v.optional(v.string()) })) });

/** Starts `dist/action.js` with `folder` as its workspace. Inputs that nobody set are empty, as on a runner. */
export async function runAction(
  folder: Folder,
  inputs: Readonly<Record<string, string>> = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<ActionRun> {
  const action = await readFile(new URL("../../action.yml", import.meta.url), "utf8");
  const declared = v.parse(actionSchema, parse(action)).inputs;
  const unknown = Object.keys(inputs).filter((name) => declared[name] === undefined);
  if (unknown.length > 0) throw new Error(`action.yml has no input ${unknown.join(", ")}`);
  const given: Record<string, string> = {};
  for (const [name, input] of Object.entries(declared)) {
    given[`INPUT_${name.replaceAll(" ", "_").toUpperCase()}`] = inputs[name] ?? input.default ?? "";
  }
  for (const name of ["runner/output", "runner/summary"]) await folder.write(name, "");
  const finished = await spawnBundle("action", {
    folder,
    environment: {
      CI: "true",
      GITHUB_ACTIONS: "true",
      GITHUB_EVENT_NAME: "push",
      GITHUB_WORKSPACE: folder.path,
      GITHUB_OUTPUT: `${folder.path}/runner/output`,
      GITHUB_STEP_SUMMARY: `${folder.path}/runner/summary`,
      RUNNER_TEMP: `${folder.path}/runner`,
      ...given,
      ...environment,
    },
  });
  const outputs = outputsIn(await folder.read("runner/output"));
  const { report: path = "" } = outputs;
  const report = path === "" ? null : reportIn(await readFile(path, "utf8"));
  return { ...finished, outputs, summary: await folder.read("runner/summary"), report };
}

/** `name<<delimiter`, the value's lines, `delimiter`: the only form that can hold every value. */
function outputsIn(text: string): Readonly<Record<string, string>> {
  const blocks = text.matchAll(/^(?<name>[^\n]+?)<<(?<delimiter>[^\n]+)\n(?<value>[^]*?)\n\k<delimiter>$/gm);
  return Object.fromEntries([...blocks].map(({ groups }) => [groups?.["name"] ?? "", groups?.["value"] ?? ""]));
}

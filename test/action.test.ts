// The Action from source, started with a runner's environment: inputs, outputs, annotations, exit codes.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { namesOf } from "../src/settings/options.ts";
import { assertReport, reportIn } from "./support/report-schema.ts";

const entry = fileURLToPath(new URL("../src/action.ts", import.meta.url));
const root = realpathSync(mkdtempSync(join(tmpdir(), "pullgate-test-")));
afterAll(() => rmSync(root, { recursive: true }));

interface Given {
  readonly inputs?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly preload?: string;
}

function run({ inputs = {}, files = {}, environment = {}, preload }: Given) {
  const folder = mkdtempSync(join(root, "run-"));
  const temporary = mkdtempSync(join(root, "temp-"));
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
  const [output, summary, before] = ["output", "summary", "preload.mjs"].map((name) => join(temporary, name));
  for (const path of [output, summary]) writeFileSync(path ?? "", "");
  writeFileSync(before ?? "", preload ?? "");
  const env: Record<string, string | undefined> = {
    PATH: process.env["PATH"],
    HOME: folder,
    RUNNER_TEMP: temporary,
    GITHUB_ACTIONS: "true",
    CI: "true",
  };
  for (const name of namesOf("input")) env[`INPUT_${name.toUpperCase()}`] = "";
  for (const [name, value] of Object.entries(inputs)) env[`INPUT_${name.toUpperCase()}`] = value;
  Object.assign(env, { GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary, ...environment });
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", pathToFileURL(before ?? "").href, entry],
    { cwd: folder, env, encoding: "utf8" },
  );
  const written = readFileSync(output ?? "", "utf8");
  const outputs: Record<string, string> = {};
  for (const [, name = "", , value = ""] of written.matchAll(/^(.+?)<<(.+)\n([^]*?)\n\2$/gm)) outputs[name] = value;
  if (existsSync(outputs["report"] ?? "")) assertReport(readFileSync(outputs["report"] ?? "", "utf8"));
  return { status, stdout, stderr, outputs, temporary, summary: readFileSync(summary ?? "", "utf8") };
}

const pod =
  'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { containers: [{ name: web, image: "${IMAGE}" }] }\n';

describe("a run", () => {
  test("annotates, summarises, writes the JSON report and sets every output", () => {
    const { status, stdout, summary, outputs, temporary } = run({ files: { "a.yaml": pod } });
    expect(status).toBe(1);
    expect(stdout).toMatch(/^::error [^\n]*file=a\.yaml,line=4/m);
    expect(summary).toContain("Pullgate");
    const { report = "", ...rest } = outputs;
    expect(rest).toEqual({ outcome: "fail", errors: "1", warnings: "1", images: "0" });
    expect(report.startsWith(temporary), report).toBe(true);
    expect(reportIn(readFileSync(report, "utf8"))).toMatchObject({
      outcome: "fail",
      totals: { uses: 1 },
    });
  });

  test.each([
    ["below the repository's root", root, /^::error [^\n]*file=run-[^/,\n]+\/a\.yaml,line=4/m],
    ["at a root that is written with a slash", `${root}/`, /^::error [^\n]*file=run-[^/,\n]+\/a\.yaml,line=4/m],
    ["outside of it", "/nowhere/else", /^::error [^\n]*file=a\.yaml,line=4/m],
    ["nobody knows where", "", /^::error [^\n]*file=a\.yaml,line=4/m],
  ])("an annotation's file is seen from the repository's root: %s", (_, workspace, expected) => {
    const { stdout, outputs } = run({ files: { "a.yaml": pod }, environment: { GITHUB_WORKSPACE: workspace } });
    expect(stdout).toMatch(expected);
    expect(reportIn(readFileSync(outputs["report"] ?? "", "utf8"))).toMatchObject({ uses: [{ file: "a.yaml" }] });
  });

  test("inputs are settings: paths one a line, over the settings file", () => {
    const files = {
      "a.yaml": pod,
      "b.yaml": pod,
      "c.yaml": pod,
      ".pullgate.yaml": "fail-on: warning\npaths: [c.yaml]",
    };
    const { status, outputs } = run({ files, inputs: { paths: "a.yaml\n  b.yaml\n", "fail-on": "never" } });
    expect(status).toBe(0);
    expect(outputs).toMatchObject({ outcome: "pass" });
    expect(reportIn(readFileSync(outputs["report"] ?? "", "utf8"))).toMatchObject({ totals: { files: 2 } });
  });

  test("format and output mean what they mean on the command line", () => {
    const { stdout, summary, temporary } = run({
      files: { "a.yaml": pod },
      inputs: { format: "text", output: `json=${join(root, "more.json")}` },
    });
    expect(stdout).not.toMatch(/^::/m);
    expect(summary).toBe("");
    expect(existsSync(join(root, "more.json")) && existsSync(temporary)).toBe(true);
  });
});

describe("what keeps it from judging is an annotation, and never green", () => {
  test("mistakes are 2, each an error", () => {
    const { status, stdout, outputs } = run({ files: { "a.yaml": pod }, inputs: { render: "auto", dept: "x" } });
    expect(status).toBe(2);
    expect(stdout.trimEnd().split("\n")).toEqual([
      '::error title=pullgate::unknown input "dept": did you mean "depth"?',
      '::error title=pullgate::input "render": "auto" is not there yet: use never',
    ]);
    expect(outputs).toEqual({ outcome: "fail" });
  });

  test("nothing to judge is 2", () => {
    const { status, stdout } = run({ files: { "a.txt": "x" } });
    expect(status).toBe(2);
    expect(stdout).toMatch(/^::error title=pullgate::no Kubernetes manifest/);
  });

  test("a bug of ours is 3, with its stack in the log", () => {
    const { status, stdout, stderr, outputs } = run({
      files: { "a.yaml": pod },
      preload: "Array.prototype.flatMap = () => { throw new Error('boom') };",
    });
    expect(status).toBe(3);
    expect(stdout).toContain("::error title=pullgate::this is a bug of pullgate");
    expect(stderr).toMatch(/^pullgate: Error: boom\npullgate:\s+at /);
    expect(outputs).toEqual({ outcome: "fail" });
  });

  test("text of a settings file can't forge a command", () => {
    const { stdout, status } = run({ files: { "a.yaml": pod, ".pullgate.yaml": '"a\\n::error::forged": 1' } });
    expect(status).toBe(2);
    expect(stdout.trimEnd().split("\n")).toHaveLength(1);
  });
});

describe("the runner's docker login", () => {
  const secret = "canary-3f9c";
  const auth = Buffer.from(`ci:${secret}`).toString("base64");
  const files = { "a.yaml": pod, "config.json": JSON.stringify({ auths: { "a.test": { auth } } }) };

  test("is masked before anything else is printed, and is nowhere but there", () => {
    const { stdout, stderr, summary } = run({ files, environment: { DOCKER_CONFIG: "." } });
    const masks = [`::add-mask::${auth}`, `::add-mask::${secret}`];
    expect(stdout.split("\n").slice(0, 2)).toEqual(masks);
    const rest = `${stdout.replaceAll(/^::add-mask::.*$/gm, "")}${stderr}${summary}`;
    expect(rest).not.toContain(secret);
    expect(rest).not.toContain(auth);
  });

  test("is not printed where no runner would take it out", () => {
    const { stdout } = run({ files, environment: { DOCKER_CONFIG: ".", GITHUB_ACTIONS: "", GITHUB_OUTPUT: "" } });
    expect(stdout).not.toContain(secret);
    expect(stdout).not.toContain("add-mask");
  });
});

describe("a runner that is not as it should be", () => {
  test("without a file for outputs nothing is printed in its place", () => {
    const { status, stdout } = run({ files: { "a.yaml": pod }, environment: { GITHUB_OUTPUT: "" } });
    expect(status).toBe(1);
    expect(stdout).not.toContain("set-output");
  });

  test("a file for outputs that is gone is said", () => {
    const { status, stderr } = run({ files: { "a.yaml": pod }, environment: { GITHUB_OUTPUT: "/no/such/file" } });
    expect(status).toBe(1);
    expect(stderr).toContain("the outputs can't be written to GITHUB_OUTPUT (ENOENT)\n");
    expect(stderr).not.toContain("/no/such");
  });

  test("a file for outputs that can't be written to is said by its code alone", () => {
    const { status, stderr } = run({ files: { "a.yaml": pod }, environment: { GITHUB_OUTPUT: tmpdir() } });
    expect(status).toBe(1);
    expect(stderr).toContain("the outputs can't be written to GITHUB_OUTPUT (EISDIR)\n");
    expect(stderr).not.toContain(tmpdir());
  });
});

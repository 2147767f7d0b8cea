import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import type { Finding, Severity } from "../../src/model.ts";
import { renderGithub } from "../../src/report/github.ts";
import { finding, manifest, reportOf, smallReport, spanOf } from "../support/report-fixture.ts";
import { hostile } from "../support/hostile-text.ts";

interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

/**
 * What the runner makes of one line (actions/runner, `ActionCommand.cs`): `null` where it is just a line. Its search is
 * culture-sensitive and so skips what Unicode calls ignorable.
 */
function commandIn(printed: string): Command | null {
  const line = printed.replaceAll(/\p{Default_Ignorable_Code_Point}|\0/gu, "").trimStart();
  const match = /^::([^ :]*)(?: (.*?))?::(.*)$/s.exec(line);
  if (match === null) return line.includes("##[") ? { name: "##[", properties: {}, data: line } : null;
  const [, name = "", list = "", data = ""] = match;
  const pairs = list.split(",").filter((pair) => pair !== "");
  const properties = Object.fromEntries(
    pairs.map((pair) => [pair.split("=")[0] ?? "", unescaped(pair.replace(/^[^=]*=/, ""))]),
  );
  return { name, properties, data: unescaped(data) };
}

function unescaped(text: string): string {
  const tokens: Readonly<Record<string, string>> = { "%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%" };
  return text.replaceAll(/%(?:0D|0A|3A|2C|25)/g, (found) => tokens[found] ?? "");
}

/** Lines as every reader of a log might cut them. */
function commands(output: string): readonly Command[] {
  return output.split(/\r\n|[\n\r\u0085\u2028\u2029]/).flatMap((line) => commandIn(line) ?? []);
}

function findings(count: number, severity: Severity): readonly Finding[] {
  return Array.from({ length: count }, (_, index) => {
    const file = { path: `${severity}-${String(index).padStart(2, "0")}.yaml`, text: "image: x\n" };
    return finding({ file, start: 7, end: 8 }, { severity, message: `${severity} ${index}` });
  });
}

describe("annotations", () => {
  test("say what happened, what the kubelet would say and what to change, on GitHub's range", () => {
    expect(renderGithub(smallReport())).toBe(
      `::error file=k8s/web.yaml,line=9,endLine=9,col=18,endColumn=30,title=pullgate%3A tag-missing::tag "1.27.33" is not in docker.io/library/nginx%0Akubelet: Failed to pull image "nginx:1.27.33": rpc error: code = NotFound desc = failed to pull and unpack image%0Afix: did you mean "1.27.3"?
::warning file=k8s/web.yaml,line=14,endLine=14,col=18,endColumn=44,title=pullgate%3A reference-placeholder::placeholder "\${TAG}" is not an image name yet%0Afix: check what this file is rendered to
fail: 1 error, 1 warning; 3 uses of 2 images in 1 file: 1 missing, 1 unverified, 1 pullable; 2 registries, 7 requests, 1 counted pull, 1.2 s
`,
    );
  });

  test("are none where nothing is wrong", () => {
    expect(commands(renderGithub(reportOf()))).toEqual([]);
  });

  test("come worst first, and the tenth of a level says how many nobody will see", () => {
    const report = reportOf({
      findings: [...findings(3, "notice"), ...findings(11, "warning"), ...findings(14, "error")],
    });
    const output = renderGithub(report);
    const shown = commands(output);
    expect(shown.map(({ name }) => name)).toEqual([
      ...Array.from({ length: 14 }, () => "error"),
      ...Array.from({ length: 11 }, () => "warning"),
      ...Array.from({ length: 3 }, () => "notice"),
    ]);
    expect(shown[0]?.data).toMatch(/^error 0\n/);
    expect(shown[9]?.data).toMatch(/^error 9\n.*\nand 4 more errors: see the job summary and the step's log$/s);
    expect(shown[23]?.data).toMatch(/^warning 9\n.*\nand 1 more warning: see the job summary and the step's log$/s);
    expect(shown.filter(({ data }) => data.includes("see the job summary"))).toHaveLength(2);
    expect(output).toContain("\n10 of 14 errors are annotated; this log and the JSON report have all of them\n");
    expect(output).toContain("\n10 of 11 warnings are annotated; this log and the JSON report have all of them\n");
  });

  test("end at the last character, and have no columns over several lines", () => {
    function range(text: string, token: string): string | undefined {
      const span = spanOf({ path: "a.yaml", text }, token);
      return / (file=.*),title=/.exec(renderGithub(reportOf({ findings: [finding(span)] })))?.[1];
    }
    expect(range("image: 🐳x\n", "🐳x")).toBe("file=a.yaml,line=1,endLine=1,col=8,endColumn=9");
    expect(range("image: a\n", "")).toBe("file=a.yaml,line=1,endLine=1,col=1,endColumn=1");
    expect(range("image: >-\n  a\n  b\n", "a\n  b")).toBe("file=a.yaml,line=2,endLine=3");
    expect(range("image: |\n  abc\nb: 1\n", "abc\n")).toBe("file=a.yaml,line=2,endLine=2,col=3,endColumn=5");
  });

  test("are told from the repository's root, also when the step runs in a folder below it", () => {
    const report = reportOf({ findings: [finding(spanOf({ path: "k8s/a.yaml", text: "image: a" }, "a"))] });
    expect(commands(renderGithub(report, "apps/shop/"))[0]?.properties).toMatchObject({ file: "apps/shop/k8s/a.yaml" });
  });

  test("stand at no file where the manifests came from standard input", () => {
    const span = { file: { path: "-", text: "image: x" }, start: 7, end: 8 };
    expect(commands(renderGithub(reportOf({ findings: [finding(span)] })))[0]?.properties).toEqual({
      title: "pullgate: tag-missing",
    });
  });

  test("fit into what the runner keeps of a message, the fix included", () => {
    const long = "\u202E".repeat(100_000);
    const span = spanOf(manifest, "nginx:1.27.33");
    const [command] = commands(
      renderGithub(reportOf({ findings: [finding(span, { message: long, kubelet: long, fix: "the fix" })] })),
    );
    expect(command?.data.length).toBeLessThan(4096);
    expect(command?.data).toMatch(/\nfix: the fix$/);
  });

  test.each(hostile)("of %j are one command, with all of it as text", (text) => {
    const file = { path: `a${text}.yaml`, text: "image: x" };
    const found = finding(
      { file, start: 7, end: 8 },
      { message: text, kubelet: text, fix: text, image: text, workloads: [text] },
    );
    const [command, ...more] = commands(renderGithub(reportOf({ findings: [found] })));
    expect(more).toEqual([]);
    expect(command).toMatchObject({ name: "error", properties: { line: "1", title: "pullgate: tag-missing" } });
    expect(Object.keys(command?.properties ?? {})).toEqual(["file", "line", "endLine", "col", "endColumn", "title"]);
    expect(command?.data.split("\n")).toHaveLength(3);
    for (const line of command?.data.split("\n") ?? []) expect(commandIn(line)).toBeNull();
  });
});

describe("escaping", () => {
  test("is @actions/core's own, character by character", () => {
    const texts = ['tag "1:2", 100% of a=b; (c)', "%0A%0D%25%3A%2C", "a::b,c::d", "größe 🐳"];
    const script = `import { error } from "@actions/core";
for (const text of JSON.parse(process.argv[1])) {
  error(text + "\\nfix: " + text, { title: "pullgate: tag-missing", file: text, startLine: 1, endLine: 1, startColumn: 8, endColumn: 8 });
}`;
    const theirs = execFileSync(process.execPath, ["--input-type=module", "-e", script, JSON.stringify(texts)], {
      encoding: "utf8",
    });
    const ours = texts.map((text) => {
      const span = { file: { path: text, text: "image: x" }, start: 7, end: 8 };
      return (
        renderGithub(reportOf({ findings: [finding(span, { message: text, kubelet: null, fix: text })] })).split(
          "\n",
        )[0] ?? ""
      );
    });
    const sorted = (line: string) => {
      const [, name = "", list = "", data = ""] = /^::(\w+) (.*?)::(.*)$/.exec(line) ?? [];
      return [name, list.split(",").toSorted(), data];
    };
    expect(ours.map(sorted)).toEqual(theirs.trimEnd().split("\n").map(sorted));
  });
});

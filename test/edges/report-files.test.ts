import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { appendSummary, makeReportFolder, writeReport } from "../../src/edges/report-files.ts";

const folder = mkdtempSync(join(tmpdir(), "pullgate-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("writeReport", () => {
  test("replaces what was there, and makes folders", async () => {
    await writeReport(folder, "a/b/report.json", "first, and long");
    await writeReport(folder, join(folder, "a/b/report.json"), "second");
    expect(readFileSync(join(folder, "a/b/report.json"), "utf8")).toBe("second");
  });

  test("what can't be written is a mistake that names the file", async () => {
    writeFileSync(join(folder, "file"), "");
    await expect(writeReport(folder, "file/report.json", "x")).rejects.toMatchObject({
      name: "Mistake",
      lines: [expect.stringMatching(/^"file\/report\.json": the report can't be written there \(E[A-Z]+\)$/)],
    });
    await expect(writeReport(folder, "/proc/no/such/folder.json", "x")).rejects.toMatchObject({ name: "Mistake" });
    await expect(writeReport(folder, ".", "x")).rejects.toMatchObject({
      lines: ['".": the report can\'t be written there (EISDIR)'],
    });
  });
});

describe("makeReportFolder", () => {
  test("makes a new one each time, and its parent where that is missing", async () => {
    const parent = join(folder, "runner/temp");
    const [first, second] = [
      await makeReportFolder({ RUNNER_TEMP: parent }),
      await makeReportFolder({ RUNNER_TEMP: parent }),
    ];
    expect(first).not.toBe(second);
    expect([first, second].every((made) => made.startsWith(parent) && statSync(made).isDirectory())).toBe(true);
  });

  test("where none can be made, the folder is named", async () => {
    await expect(makeReportFolder({ RUNNER_TEMP: "/dev/null/x" })).rejects.toMatchObject({
      lines: ['"/dev/null/x": no folder can be made for the report there (ENOTDIR)'],
    });
  });
});

describe("appendSummary", () => {
  async function append(
    environment: Readonly<Record<string, string>>,
    text: string | ((room: number) => string),
  ): Promise<readonly string[]> {
    const logged: string[] = [];
    const draw = typeof text === "string" ? () => text : text;
    await appendSummary(environment, draw, (line) => void logged.push(line));
    return logged;
  }

  test("adds to what others wrote", async () => {
    const path = join(folder, "summary.md");
    writeFileSync(path, "before\n");
    expect(await append({ GITHUB_STEP_SUMMARY: path }, "after\n")).toEqual([]);
    expect(readFileSync(path, "utf8")).toBe("before\nafter\n");
  });

  test("outside of a runner nothing happens", async () => {
    expect(await append({}, "x")).toEqual([]);
    expect(await append({ GITHUB_STEP_SUMMARY: "" }, "x")).toEqual([]);
  });

  test("what GitHub would drop is not written, and that is said", async () => {
    const path = join(folder, "full.md");
    writeFileSync(path, "x".repeat(1024 * 1024 - 10));
    expect(await append({ GITHUB_STEP_SUMMARY: path }, "é".repeat(6))).toEqual([expect.stringContaining("1 MiB")]);
    expect(await append({ GITHUB_STEP_SUMMARY: path }, "é".repeat(5))).toEqual([]);
    expect(readFileSync(path)).toHaveLength(1024 * 1024);
  });

  test("beside what is there, as much is written as fits", async () => {
    const path = join(folder, "half.md");
    writeFileSync(path, "x".repeat(1024 * 1024 - 100));
    expect(await append({ GITHUB_STEP_SUMMARY: path }, (room) => "y".repeat(room))).toEqual([]);
    expect(readFileSync(path, "utf8").replaceAll(/x+|y+/g, (run) => `${run.charAt(0)}${run.length} `)).toBe(
      `x${1024 * 1024 - 100} y100 `,
    );
    expect(await append({ GITHUB_STEP_SUMMARY: path }, (room) => (room < 1 ? "" : "z"))).toEqual([
      "the summary is not written: GitHub takes 1 MiB a step, and what is there leaves no room for it",
    ]);
  });

  test("a file that can't be written is said, and no more", async () => {
    expect(await append({ GITHUB_STEP_SUMMARY: folder }, "x")).toEqual([
      "the summary can't be written to GITHUB_STEP_SUMMARY (EISDIR)",
    ]);
  });
});

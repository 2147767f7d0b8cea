// What was waited for, as each face says it.
import { describe, expect, test } from "vitest";
import { renderGithub } from "../../src/report/github.ts";
import { renderSummary } from "../../src/report/summary.ts";
import { renderText } from "../../src/report/text.ts";
import { timeWords, waitedLines } from "../../src/report/waited.ts";
import { reportOf } from "../support/report-fixture.ts";

const web = { reference: "ghcr.io/acme/web:2.0", ms: 42_400, published: true };
const api = { reference: "ghcr.io/acme/api:2.0", ms: 1_200_000, published: false };
const screen = { color: false, columns: null };

test.each([
  [0, "0 s"],
  [42_400, "42 s"],
  [59_600, "1 min"],
  [90_000, "1 min 30 s"],
  [1_200_000, "20 min"],
  [7_260_000, "121 min"],
])("%d ms are %s", (ms, words) => {
  expect(timeWords(ms)).toBe(words);
});

describe("a report", () => {
  const lines = [
    "ghcr.io/acme/api:2.0 was waited for 20 min, and is not there",
    "ghcr.io/acme/web:2.0 was published after 42 s of waiting",
  ];

  test("has a line for each, before its last", () => {
    expect(waitedLines([api, web])).toEqual(lines);
    const report = reportOf({ waited: [api, web] });
    expect(renderText(report, screen)).toMatch(new RegExp(`^${lines.join("\n")}\npass: `));
    expect(renderGithub(report)).toMatch(new RegExp(`^${lines.join("\n")}\npass: `));
    expect(renderSummary(report)).toContain(lines.map((line) => `<br>${line}`).join(""));
  });

  test("has none where nobody waited", () => {
    expect(renderText(reportOf(), screen)).not.toContain("wait");
    expect(renderSummary(reportOf())).not.toContain("wait");
  });

  test("has a summary that names a few, and how many more there are", () => {
    const many = Array.from({ length: 25 }, (_, index) => ({ ...web, reference: `ghcr.io/acme/web-${index}:2` }));
    const summary = renderSummary(reportOf({ waited: many }));
    expect(summary).toContain("web-19:2 was published");
    expect(summary).toContain("<br>and 5 more images waited for");
    expect(summary).not.toContain("web-20:2");
  });

  test("is drawn with a reference's own characters, and no command of its", () => {
    const hostile = { ...web, reference: "::error::\u001B[31m<b>##[group]\n" };
    const report = reportOf({ waited: [hostile] });
    for (const drawn of [renderText(report, screen), renderGithub(report), renderSummary(report)]) {
      expect(drawn).not.toMatch(/^::|##\[|\u001B/m);
    }
    expect(renderSummary(report)).toContain("&lt;b&gt;");
  });
});

// What somebody said not to check is told in every report of lines, and its words do no harm.
import { describe, expect, test } from "vitest";
import type { Ignore, JudgedUse } from "../../src/model.ts";
import { doubtsOf } from "../../src/report/doubts.ts";
import { renderGithub } from "../../src/report/github.ts";
import { ignoredLines } from "../../src/report/ignored.ts";
import { renderSummary } from "../../src/report/summary.ts";
import { renderText } from "../../src/report/text.ts";
import { hostile } from "../support/hostile-text.ts";
import { absent, imageUse, judgedUse, manifest, reference, reportOf, spanOf } from "../support/report-fixture.ts";

const span = spanOf(manifest, "nginx:1.27.33");
const nginx = reference("library/nginx", "1.27.33");
const ignore: Ignore = {
  from: "comment",
  span,
  rules: ["tag-missing"],
  reason: "built after merge",
  until: "2027-01-31",
};

function skipped(...ignored: readonly Ignore[]): JudgedUse {
  return judgedUse(imageUse(span), nginx, { outcome: absent, verdict: "skipped", ignored });
}

describe("a use that is ignored", () => {
  const report = reportOf({ uses: [skipped(ignore), skipped(ignore), skipped({ ...ignore, rules: [], until: null })] });

  test("is one line for each image and reason", () => {
    expect(ignoredLines(report)).toEqual([
      "2 uses of docker.io/library/nginx:1.27.33 ignored (tag-missing): built after merge, until 2027-01-31",
      "1 use of docker.io/library/nginx:1.27.33 ignored: built after merge",
    ]);
    for (const drawn of [renderText(report, { color: false, columns: null }), renderGithub(report)]) {
      expect(drawn).toContain("1 use of docker.io/library/nginx:1.27.33 ignored: built after merge\n");
    }
  });

  test("is among what was not verified, with the reason", () => {
    expect(doubtsOf(report).map(({ verdict, why, uses }) => [verdict, why, uses])).toEqual([
      ["skipped", "ignored: built after merge, until 2027-01-31", 2],
      ["skipped", "ignored: built after merge", 1],
    ]);
    expect(renderSummary(report)).toContain("ignored: built after merge, until 2027-01-31");
  });

  test("two reasons are both told, the same one once", () => {
    const both = skipped(ignore, { ...ignore, rules: ["access-denied"] }, { ...ignore, reason: "ours", until: null });
    expect(ignoredLines(reportOf({ uses: [both] }))).toEqual([
      "1 use of docker.io/library/nginx:1.27.33 ignored (tag-missing, access-denied): built after merge, until 2027-01-31; ours",
    ]);
  });
});

test("nobody said so: not a line more", () => {
  expect(ignoredLines(reportOf({ uses: [judgedUse(imageUse(span), nginx)] }))).toEqual([]);
});

test("ten thousand reasons are fifty lines", () => {
  const uses = Array.from({ length: 10_000 }, (_, index) => skipped({ ...ignore, reason: `reason ${index}` }));
  const lines = ignoredLines(reportOf({ uses }));
  expect(lines).toHaveLength(51);
  expect(lines.at(-1)).toBe("and 9950 more that are ignored");
});

test.each(hostile)("a reason stays on its line: %j", (reason) => {
  const report = reportOf({ uses: [skipped({ ...ignore, reason })] });
  const [line = "", ...others] = ignoredLines(report);
  expect(others).toEqual([]);
  expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
  const text = renderText(report, { color: false, columns: null }) + renderGithub(report);
  expect(text).not.toMatch(/^\s*::/m);
  expect(text).not.toContain("##[");
  expect(renderSummary(report)).not.toMatch(/<script|<img|<\/details><\/table/);
});

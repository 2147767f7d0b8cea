// What a run looked at, told in every format.
import { describe, expect, test } from "vitest";
import { isObject, parseJson } from "../../src/json.ts";
import type { Scope } from "../../src/model.ts";
import { renderGithub } from "../../src/report/github.ts";
import { renderJson } from "../../src/report/json.ts";
import { renderListing } from "../../src/report/listing.ts";
import { scopeLine } from "../../src/report/scope.ts";
import { renderSummary } from "../../src/report/summary.ts";
import { renderText } from "../../src/report/text.ts";
import { listingOf, reportOf, smallReport } from "../support/report-fixture.ts";

const changes = (unchanged: number): Scope => ({ kind: "changes", since: "1a2b3c4", unchanged });
const everything = (because: string | null): Scope => ({ kind: "everything", because });
const screen = { color: false, columns: null };
const unchangedIn = (json: string): unknown => {
  const report = parseJson(json);
  const totals = isObject(report) ? report["totals"] : null;
  return isObject(totals) ? totals["unchanged"] : null;
};

describe("the line", () => {
  test.each([
    [changes(117), 3, "3 of 120 uses are new or changed since 1a2b3c4 (117 unchanged)"],
    [changes(0), 1, "1 of 1 use is new or changed since 1a2b3c4"],
    [
      changes(9),
      0,
      "nothing that this change touches starts a pull: no use is new or changed since 1a2b3c4 (9 unchanged)",
    ],
    [changes(0), 0, "nothing that this change touches starts a pull: no use is new or changed since 1a2b3c4"],
    [everything("git is not on the path"), 3, "everything is judged, because git is not on the path"],
    [everything(null), 3, null],
  ] as const)("%j with %d uses", (scope, judged, line) => {
    expect(scopeLine(scope, judged)).toBe(line);
  });
});

describe("every format says it", () => {
  const few = { ...smallReport(), scope: changes(117) };
  const none = reportOf({ scope: changes(9), outcome: "pass" });

  test("text, workflow commands, listing: a line before the last", () => {
    for (const text of [renderText(few, screen), renderGithub(few)]) {
      expect(text.trimEnd().split("\n").at(-2)).toBe("3 of 120 uses are new or changed since 1a2b3c4 (117 unchanged)");
    }
    expect(renderText(none, screen)).toMatch(/^nothing that this change touches starts a pull: .*\npass: 0 uses/);
    expect(renderListing(listingOf({ scope: changes(9), uses: [] }), "text")).toMatch(
      /^nothing that this change touches/,
    );
  });

  test("the summary, and its headline", () => {
    expect(renderSummary(few)).toContain("<br>3 of 120 uses are new or changed since 1a2b3c4 (117 unchanged)<br><sub>");
    expect(renderSummary(none)).toMatch(/^## ✅ Pullgate: pass · nothing that this change touches starts a pull\n/);
    const pullable = few.uses.filter(({ verdict }) => verdict === "pullable");
    expect(renderSummary({ ...few, uses: pullable, findings: [], outcome: "pass" })).toContain(
      "every new or changed image is pullable",
    );
    expect(renderSummary(reportOf({ scope: everything(null), outcome: "pass" }))).toContain(
      "no image in these manifests",
    );
  });

  test("JSON counts", () => {
    expect(unchangedIn(renderJson(few))).toBe(117);
    expect(unchangedIn(renderJson({ ...few, scope: everything("x") }))).toBe(0);
    expect(unchangedIn(renderListing(listingOf({ scope: changes(9) }), "json"))).toBe(9);
  });

  test("a revision's name forges nothing", () => {
    const because = '"\u001b[31m\n::error::x ##[error]y <b>z</b> `|`" names no commit';
    const report = { ...smallReport(), scope: everything(because) };
    const drawn = [
      renderText(report, screen),
      renderGithub(report),
      renderListing(listingOf({ scope: everything(because) }), "text"),
    ];
    for (const text of drawn) {
      expect(text).toContain("everything is judged, because");
      expect(text).not.toMatch(/\u001b|^::error::x|##\[/m);
    }
    expect(renderSummary(report)).not.toMatch(/<b>z|\u001b/);
  });
});

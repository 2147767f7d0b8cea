// What a comment says, and every way of saying it wrong.
import { describe, expect, test } from "vitest";
import { dayOf, isDay } from "../../src/ignores/calendar.ts";
import { readComment } from "../../src/ignores/comment.ts";
import { ignorableRules } from "../../src/ignores/ignorable.ts";
import { somewhere } from "../support/uses.ts";

const read = (text: string) => readComment({ span: somewhere, text, alone: false, inText: false });

describe("an ignore", () => {
  test.each<[string, readonly string[], string, string | null]>([
    ["ignore tag-missing -- built after merge", ["tag-missing"], "built after merge", null],
    ["ignore tag-missing -- built after merge, until 2027-01-31", ["tag-missing"], "built after merge", "2027-01-31"],
    ["ignore tag-missing, access-denied -- a", ["tag-missing", "access-denied"], "a", null],
    ["ignore tag-missing,access-denied,tag-missing --a", ["tag-missing", "access-denied"], "a", null],
    ["ignore tag-missing access-denied, -- a", ["tag-missing", "access-denied"], "a", null],
    ["ignore -- only the cluster has it", [], "only the cluster has it", null],
    ["IGNORE\ttag-missing\t--\ta,\tUntil\t2027-01-31", ["tag-missing"], "a", "2027-01-31"],
    ["ignore tag-missing -- a until 2027-01-31", ["tag-missing"], "a", "2027-01-31"],
    ["ignore tag-missing -- a, until 2028-02-29.", ["tag-missing"], "a", "2028-02-29"],
    ["ignore tag-missing -- a (until 2027-01-31)", ["tag-missing"], "a", "2027-01-31"],
    ["ignore tag-missing -- a (until 2027-01-31).", ["tag-missing"], "a", "2027-01-31"],
    ["ignore tag-missing -- a; until 2027-01-31", ["tag-missing"], "a", "2027-01-31"],
    ["ignore tag-missing -- a, until: 2027-01-31", ["tag-missing"], "a", "2027-01-31"],
    ["ignore tag-missing -- a, until=2027-01-31", ["tag-missing"], "a", "2027-01-31"],
    ["ignore tag-missing -- off (until the mirror is back)", ["tag-missing"], "off (until the mirror is back)", null],
    ["ignore tag-missing -- off until the mirror is back", ["tag-missing"], "off until the mirror is back", null],
    ["ignore tag-missing -- until we move, until 2027-01-31", ["tag-missing"], "until we move", "2027-01-31"],
    ["ignore tag-missing -- a -- b # c", ["tag-missing"], "a -- b # c", null],
    ["ignore tag-missing -- später, 構築後", ["tag-missing"], "später, 構築後", null],
    ["ignore tag-missing -- ::error::\u001b[2J", ["tag-missing"], "::error::\u001b[2J", null],
  ])("%j", (text, rules, reason, until) => {
    expect(read(text)).toEqual({
      kind: "ignore",
      ignore: { from: "comment", span: somewhere, rules, reason, until },
    });
  });

  test.each(ignorableRules)("of %s", (rule) => {
    expect(read(`ignore ${rule} -- a`).kind).toBe("ignore");
  });
});

describe("is not understood", () => {
  const form = 'write "# pullgate: ignore RULE -- REASON"';
  const day = "write the last day as YYYY-MM-DD, such as 2027-01-31";
  test.each([
    ["", '"ignore" has to follow "pullgate:", not ""', form],
    ["ignores tag-missing -- a", '"ignore" has to follow "pullgate:", not "ignores tag-missing -- a"', form],
    ["disable-line", '"ignore" has to follow "pullgate:", not "disable-line"', form],
    ["ignore", "it gives no reason", form],
    ["ignore tag-missing", "it gives no reason", form],
    ["ignore tag-missing --", "it gives no reason", form],
    ["ignore tag-missing -- .", "it gives no reason", form],
    ["ignore tag-missing -- , until 2027-01-31", "it gives no reason", form],
    ["ignore tag-missing — a", 'its reason has to follow "--", not "—"', form],
    ["ignore tag-missing - a", 'its reason has to follow "--", not "-"', form],
    ["ignore tag-missing # a", 'its reason has to follow "--", not "#"', form],
    ["ignore tag-mising -- a", 'there is no rule "tag-mising"', 'did you mean "tag-missing"?'],
    ["ignore tag-missing, all -- a", 'there is no rule "all"', "the nearest is"],
    ["ignore __proto__ -- a", 'there is no rule "__proto__"', "the nearest is"],
    [
      "ignore nothing-verified -- a",
      '"nothing-verified" is not about an image',
      'set it in the settings: "rules: { nothing-verified: off }"',
    ],
    [
      "ignore ignore-unused -- a",
      '"ignore-unused" is not about an image',
      'set it in the settings: "rules: { ignore-unused: off }"',
    ],
    [
      "ignore manifest-unreadable -- a",
      '"manifest-unreadable" is about files, not about an image',
      "name the file in the settings, under ignore or exclude",
    ],
    ["ignore tag-missing -- a, until 2027-02-31", '"2027-02-31" is no day of the calendar', day],
    ["ignore tag-missing -- a, until 2027-1-31", '"2027-1-31" is no day of the calendar', day],
    ["ignore tag-missing -- a, until 31.01.2027", '"31.01.2027" is no day of the calendar', day],
    ["ignore tag-missing -- a, until 2027-01-31 or so", '"2027-01-31 or so" is no day of the calendar', day],
    ["ignore tag-missing -- a, until friday", '"friday" is no day of the calendar', day],
    [`ignore tag-missing -- ${"a".repeat(1_000_000)}`, "it is longer than 2000 characters", "say it in fewer words"],
  ])("%.60j", (text, why, fix) => {
    const reading = read(text);
    if (reading.kind !== "unreadable") throw new Error(reading.kind);
    expect(reading.why).toBe(why);
    expect(reading.fix.startsWith(fix), reading.fix).toBe(true);
  });

  test("and every sentence is short", () => {
    for (const text of [
      "x".repeat(2000),
      `ignore ${"x".repeat(1900)} -- a`,
      `ignore -- a, until ${"9".repeat(1900)}`,
    ]) {
      const reading = read(text);
      expect(reading.kind === "unreadable" && reading.why.length < 200, text.slice(0, 30)).toBe(true);
    }
  });
});

describe("days", () => {
  test.each([
    ["2027-01-31", true],
    ["2028-02-29", true],
    ["0001-01-01", true],
    ["9999-12-31", true],
    ["2027-02-29", false],
    ["2027-04-31", false],
    ["2027-13-01", false],
    ["2027-00-10", false],
    ["2027-01-00", false],
    ["+02027-01-31", false],
    ["2027-01-31T00:00:00Z", false],
    ["٢٠٢٧-٠١-٣١", false],
    ["2027-01-31\n", false],
  ])("%j", (text, expected) => {
    expect(isDay(text)).toBe(expected);
  });

  test("end at midnight in UTC", () => {
    expect(dayOf(Date.UTC(2027, 0, 31, 23, 59, 59, 999))).toBe("2027-01-31");
    expect(dayOf(Date.UTC(2027, 1, 1))).toBe("2027-02-01");
  });
});

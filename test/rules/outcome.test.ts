import { describe, expect, test } from "vitest";
import { rules } from "../../src/rules/index.ts";
import { outcomeOf, reachability, reachOutcomeOf } from "../../src/rules/outcome.ts";
import { finding, manifest, spanOf } from "../support/report-fixture.ts";

const span = spanOf(manifest, "nginx:1.27.33");
const found = (rule: string, severity: "error" | "warning" | "notice") => [finding(span, { rule, severity })];

describe("of a check", () => {
  test.each([
    ["error", "error", "fail"],
    ["error", "warning", "pass"],
    ["warning", "warning", "fail"],
    ["warning", "notice", "pass"],
    ["never", "error", "pass"],
  ] as const)("--fail-on %s and a finding of severity %s: %s", (failOn, severity, outcome) => {
    expect(outcomeOf(found("tag-missing", severity), { failOn })).toBe(outcome);
  });
});

describe("of egress", () => {
  test.each(reachability)("%s counts", (rule) => {
    expect(reachOutcomeOf(found(rule, "error"), { failOn: "error" })).toBe("fail");
    expect(reachOutcomeOf(found(rule, "warning"), { failOn: "error" })).toBe("pass");
    expect(reachOutcomeOf(found(rule, "warning"), { failOn: "warning" })).toBe("fail");
  });

  test.each(["tag-missing", "access-denied", "nothing-verified", "rate-limited", "not-checked"])(
    "%s doesn't",
    (rule) => {
      expect(rules.map(({ id }) => id)).toContain(rule);
      expect(reachOutcomeOf(found(rule, "error"), { failOn: "warning" })).toBe("pass");
    },
  );
});

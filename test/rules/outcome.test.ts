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
    expect(reachOutcomeOf({ findings: found(rule, "error"), egress: [] }, { failOn: "error", strict: false })).toBe(
      "fail",
    );
    expect(reachOutcomeOf({ findings: found(rule, "warning"), egress: [] }, { failOn: "error", strict: false })).toBe(
      "pass",
    );
    expect(reachOutcomeOf({ findings: found(rule, "warning"), egress: [] }, { failOn: "warning", strict: false })).toBe(
      "fail",
    );
  });

  test.each(["tag-missing", "access-denied", "nothing-verified", "rate-limited", "not-checked"])(
    "%s doesn't",
    (rule) => {
      expect(rules.map(({ id }) => id)).toContain(rule);
      expect(reachOutcomeOf({ findings: found(rule, "error"), egress: [] }, { failOn: "warning", strict: false })).toBe(
        "pass",
      );
    },
  );
});

test.for([
  ["error", false, "pass"],
  ["error", true, "fail"],
  ["warning", false, "fail"],
  ["never", true, "pass"],
] as const)(
  "a host that isn't reached, though nothing is found of it: fail-on %s, strict %j: %s",
  ([failOn, strict, expected]) => {
    const host = {
      host: "mirror.test",
      port: 443,
      why: ["mirror"] as const,
      registries: [],
      images: [],
      detail: "refused",
    };
    expect(reachOutcomeOf({ findings: [], egress: [{ ...host, reached: false }] }, { failOn, strict })).toBe(expected);
    expect(reachOutcomeOf({ findings: [], egress: [{ ...host, reached: null }] }, { failOn, strict })).toBe("pass");
  },
);

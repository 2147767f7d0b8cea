// A run in which nothing could be proved is an error, and not a green one.
import { describe, expect, test } from "vitest";
import { judge } from "../../src/rules/judge.ts";
import { absent, imageUse, notAsked, subject, throttled, unreachable } from "./subjects.ts";

const plain = { rules: {}, strict: false };
const web = imageUse("registry.test/shop/web:1.0");

describe("a blind run", () => {
  const blind = subject(web, unreachable());

  test("is an error of its own, at the first use that could not be proved", () => {
    const skipped = subject(imageUse("registry.test/shop/base:1", { file: "a.yaml" }), notAsked("never-pulled"));
    const { findings: all } = judge([blind, skipped], [], plain);
    expect(all.find(({ rule }) => rule === "nothing-verified")).toMatchObject({
      severity: "error",
      span: web.span,
      image: "",
      suggestion: null,
      workloads: [],
    });
  });

  test("is one too where a kustomization replaces every name", () => {
    const replaced = subject({ ...web, overriddenBy: web.span }, unreachable());
    const { findings: all } = judge([replaced], [], plain);
    expect(all.map(({ rule, severity }) => `${severity} ${rule}`)).toEqual([
      "notice registry-unreachable",
      "error nothing-verified",
    ]);
  });

  test("counts the reasons", () => {
    const more = [
      subject(imageUse("a:${B}", { file: "b.yaml" }), notAsked("placeholder")),
      subject(imageUse("a:1", { file: "c.yaml" }), throttled()),
    ];
    const { findings: all } = judge([blind, ...more], [], plain);
    expect(all.find(({ rule }) => rule === "nothing-verified")?.message).toBe(
      "not one of 3 uses of images could be verified: 1 with a placeholder, 1 rate-limited and 1 unreachable",
    );
  });

  test.each([
    ["one proof is enough, even of a failure", [blind, subject(imageUse("registry.test/shop/api:1"), absent())]],
    ["nothing was expected of private registries", [subject(web, notAsked("private-registry"))]],
    ["nor of what is never pulled", [subject(web, notAsked("never-pulled"))]],
    ["nor of nothing", []],
  ])("is not one: %s", (_, subjects) => {
    expect(judge(subjects, [], { ...plain, strict: true }).findings.map(({ rule }) => rule)).not.toContain(
      "nothing-verified",
    );
  });
});

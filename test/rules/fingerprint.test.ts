// What makes two findings the same, while the lines around them move.
import { describe, expect, test } from "vitest";
import type { Finding, Subject } from "../../src/model.ts";
import { judge } from "../../src/rules/judge.ts";
import { absent, imageUse, subject } from "./subjects.ts";

const web = imageUse("registry.test/shop/web:1.0");

function findings(subjects: readonly Subject[]): readonly Finding[] {
  return judge(subjects, [], { rules: {}, strict: false }).findings.filter(({ rule }) => rule === "tag-missing");
}

describe("fingerprint", () => {
  const of = (use: typeof web): string => findings([subject(use, absent())])[0]?.fingerprint ?? "";

  test("is short, and stays while lines move", () => {
    expect(of(web)).toMatch(/^[0-9a-f]{16}$/);
    expect(of(imageUse("registry.test/shop/web:1.0", { line: 40 }))).toBe(of(web));
  });

  test("stays while another container moves the index", () => {
    expect(of({ ...web, path: "spec.template.spec.containers[3].image" })).toBe(of(web));
  });

  test.each([
    imageUse("registry.test/shop/web:1.1"),
    imageUse("registry.test/shop/web:1.0", { file: "other.yaml" }),
    imageUse("registry.test/shop/web:1.0", { name: "api" }),
    imageUse("registry.test/shop/web:1.0", { namespace: null }),
    imageUse("registry.test/shop/web:1.0", { container: "side" }),
  ])("differs with what it is about: %#", (use) => {
    expect(of(use)).not.toBe(of(web));
  });

  test("tells copies apart", () => {
    const twice = findings([
      subject(web, absent()),
      subject(imageUse("registry.test/shop/web:1.0", { line: 9 }), absent()),
    ]);
    expect(new Set(twice.map(({ fingerprint }) => fingerprint)).size).toBe(2);
  });
});

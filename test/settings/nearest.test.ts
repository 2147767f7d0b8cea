import { describe, expect, test } from "vitest";
import { quoted, suggest } from "../../src/settings/nearest.ts";

const names = ["depth", "platform", "fail-on", "private-registries"];

describe("suggest", () => {
  test.each([
    ["dept", 'did you mean "depth"?'],
    ["DEPTH", 'did you mean "depth"?'],
    ["failon", 'did you mean "fail-on"?'],
    ["fail_on", 'did you mean "fail-on"?'],
    ["--platfrom", 'did you mean "platform"?'],
    ["private-registry", 'did you mean "private-registries"?'],
  ])("takes %s for a slip", (word, words) => {
    expect(suggest(word, names)).toBe(words);
  });

  test("names the nearest even where nothing is near", () => {
    expect(suggest("xyzzyx", names)).toMatch(/^the nearest is "[a-z-]+"$/);
  });

  test("has nothing to say where there is nothing", () => {
    expect(suggest("depth", [])).toBe("there is none");
  });

  test("compares the beginning of a word that never ends", () => {
    expect(suggest("d".repeat(5_000_000), names)).toMatch(/^the nearest is/);
  });
});

test("quoted keeps a message readable", () => {
  expect(quoted("a b")).toBe('"a b"');
  expect(quoted("x".repeat(1_000_000))).toBe(`"${"x".repeat(100)}…"`);
});

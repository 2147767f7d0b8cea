// The keys that hold small tables: `ignore` and `image-paths`, with every mistake in its place.
import { describe, expect, test } from "vitest";
import { readSettingsDocument } from "../../src/settings/document.ts";
import { mergeLayers } from "../../src/settings/merge.ts";
import { settingsOf } from "../support/settings.ts";

function mistakesIn(text: string): readonly string[] {
  const { layer, mistakes } = readSettingsDocument(".pullgate.yaml", text);
  const merging = mergeLayers([layer], ["tag-missing", "nothing-verified"], ["text"]);
  return [...mistakes, ...(merging.kind === "mistakes" ? merging.mistakes : [])];
}

describe("ignore", () => {
  test("as the contract shows it", () => {
    const entry = `{ rule: tag-missing, image: "ghcr.io/acme/next:*", path: "next/**", reason: "built after merge", until: 2027-01-31 }`;
    const text = `ignore: [ ${entry} ]\n`;
    const [found, ...others] = settingsOf(text).ignore;
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      rule: "tag-missing",
      image: "ghcr.io/acme/next:*",
      path: "next/**",
      reason: "built after merge",
      until: "2027-01-31",
    });
    expect(text.slice(found?.span.start, found?.span.end)).toBe(entry);
  });

  test("what is not written is null; the span is the entry's first line", () => {
    const text = "ignore:\n  - rule: tag-missing  \n    reason: ' built after merge '\n  - path: next\n    reason: a\n";
    const { ignore } = settingsOf(text);
    expect(ignore.map(({ span, ...entry }) => [text.slice(span.start, span.end), entry])).toEqual([
      ["rule: tag-missing", { rule: "tag-missing", image: null, path: null, reason: "built after merge", until: null }],
      ["path: next", { rule: null, image: null, path: "next", reason: "a", until: null }],
    ]);
    expect(ignore[0]?.span.file).toEqual({ path: "pullgate.yaml", text });
  });

  test("may be empty, and aliases are followed", () => {
    expect(settingsOf("ignore: []").ignore).toEqual([]);
    const text = "ignore:\n  - &a { path: a, reason: &r why }\n  - { path: b, reason: *r }\n  - *a\n";
    expect(settingsOf(text).ignore.map(({ path, reason }) => [path, reason])).toEqual([
      ["a", "why"],
      ["b", "why"],
      ["a", "why"],
    ]);
  });

  const example = "{ rule: tag-missing, image: 'ghcr.io/acme/next:*', reason: built after merge, until: 2027-01-31 }";
  test.each([
    ["ignore: tag-missing", `1: "ignore": it has to be a list of entries, such as [${example}]`],
    ["ignore: { rule: tag-missing }", `1: "ignore": it has to be a list of entries, such as [${example}]`],
    ["ignore:", `1: "ignore": it has to be a list of entries, such as [${example}]`],
    ["ignore:\n  - tag-missing", `2: "ignore": every entry has to be keys with values, such as ${example}`],
    ["ignore:\n  - path: a\n    reason: [b]", '3: "ignore": "reason": it has to be a text'],
    ["ignore:\n  - path: a\n    reason: 7", '3: "ignore": "reason": it has to be a text'],
    ["ignore:\n  - path: a\n    reason: { a: b }", '3: "ignore": "reason": it has to be a text'],
    ["ignore:\n  - path: a\n    reason:", '3: "ignore": "reason": it has to be a text'],
    ["ignore:\n  - rule: [tag-missing]\n    reason: a", '2: "ignore": "rule": it has to be a text'],
    ["ignore:\n  - path: a\n    raeson: b\n    reason: c", '3: "ignore": unknown key "raeson": did you mean "reason"?'],
    ["ignore:\n  - path: a\n    reason: b\n    path: c", '4: "ignore": "path" is written twice'],
    ["ignore:\n  - path: a", '2: "ignore": it gives no reason: say why, as in "reason: built after merge"'],
    ["ignore:\n  - path: a\n    reason: '-'", '3: "ignore": "-" is no reason: say why'],
    [`ignore:\n  - path: a\n    reason: ${"b".repeat(501)}`, /^3: "ignore": "b+…" is longer than 500 characters$/],
    ["ignore:\n  - reason: a", '2: "ignore": it takes everything: name a rule, an image or a path'],
    [
      "ignore:\n  - rule: tag-mising\n    reason: a",
      '2: "ignore": there is no rule "tag-mising": did you mean "tag-missing"?',
    ],
    ["ignore:\n  - rule: __proto__\n    reason: a", '2: "ignore": there is no rule "__proto__": the nearest is '],
    ["ignore:\n  - image: ''\n    reason: a", '2: "ignore": an empty text names nothing'],
    [`ignore:\n  - path: ${"a".repeat(5000)}\n    reason: a`, /^2: "ignore": "a+…" is longer than 4096 characters$/],
    ["ignore:\n  - { path: a, reason: b, until: 2027-02-31 }", '2: "ignore": "2027-02-31" is no day of the calendar: '],
    ["ignore:\n  - { path: a, reason: b, until: soon }", '2: "ignore": "soon" is no day of the calendar: '],
    ["ignore:\n  - { path: a, reason: b, until: 2027 }", '2: "ignore": "until": it has to be a text'],
  ])("%.80j", (text, expected) => {
    const mistakes = mistakesIn(text);
    expect(mistakes).toHaveLength(1);
    const [said = ""] = mistakes;
    expect(said.startsWith(".pullgate.yaml:")).toBe(true);
    const rest = said.slice(".pullgate.yaml:".length);
    expect(typeof expected === "string" ? rest.startsWith(expected) : expected.test(rest), said).toBe(true);
  });

  test("all mistakes at once", () => {
    expect(mistakesIn("ignore:\n  - rule: a\n    until: b\n  - { reason: c }\nimage-paths: [{}]\n")).toHaveLength(6);
  });
});

describe("image-paths", () => {
  test("a row for each kind", () => {
    const text = `
image-paths:
  - { kind: Widget, apiVersion: example.com/v1, paths: [spec.image, "spec.sidecars[].image", spec.image] }
  - { kind: Gadget, apiVersion: example.com, paths: ["**.image", "spec.*.images[][].*"] }
  - kind: Pod2
    apiVersion: v1
    paths: [a-b_c/d]
  - { kind: Any, paths: [image] }
`;
    expect(settingsOf(text).imagePaths).toEqual([
      { apiVersion: "example.com/v1", kind: "Widget", paths: ["spec.image", "spec.sidecars[].image"] },
      { apiVersion: "example.com", kind: "Gadget", paths: ["**.image", "spec.*.images[][].*"] },
      { apiVersion: "v1", kind: "Pod2", paths: ["a-b_c/d"] },
      { apiVersion: null, kind: "Any", paths: ["image"] },
    ]);
  });

  const path = (text: string): string => `image-paths:\n  - kind: Widget\n    paths:\n      - ${JSON.stringify(text)}`;
  test.each([
    ["image-paths:\n  - paths: [a]", "2: ", "it names no kind"],
    ["image-paths:\n  - kind: Widget", "2: ", "it has no paths, such as [spec.image]"],
    ["image-paths:\n  - kind: Widget\n    paths: []", "2: ", "it has no paths, such as [spec.image]"],
    ["image-paths:\n  - kind: Widget\n    paths: a", "3: ", '"paths": it has to be a list of texts'],
    ["image-paths:\n  - kind: Widget\n    paths:\n      - a\n      - 7", "5: ", '"paths": every item has to be a text'],
    ["image-paths:\n  - kind: Wid*\n    paths: [a]", "2: ", '"Wid*" is not a kind such as Widget'],
    [
      "image-paths:\n  - kind: Widget\n    apiVersion: '*/v1'\n    paths: [a]",
      "3: ",
      '"*/v1" is neither a group nor an apiVersion, such as example.com/v1',
    ],
    [path(""), "4: ", '"" is no path such as spec.sidecars[].image: "" is no key of it'],
    [path(".spec"), "4: ", '".spec" is no path such as spec.sidecars[].image: "" is no key of it'],
    [path("spec..image"), "4: ", '"spec..image" is no path such as spec.sidecars[].image: "" is no key of it'],
    [
      path("spec[0].image"),
      "4: ",
      '"spec[0].image" is no path such as spec.sidecars[].image: "spec[0]" is no key of it',
    ],
    [path("spec.im*"), "4: ", '"spec.im*" is no path such as spec.sidecars[].image: "im*" is no key of it'],
    [path("a b"), "4: ", '"a b" is no path such as spec.sidecars[].image: "a b" is no key of it'],
    [path("spec.**"), "4: ", '"spec.**" has to end in the key that holds the image'],
    [path("spec.images[]"), "4: ", '"spec.images[]" has to end in the key that holds the image'],
    [path("**.a.**.b.**.c"), "4: ", '"**.a.**.b.**.c" has more than 2 "**"'],
    [path("a.".repeat(300)), "4: ", `"${"a.".repeat(50)}…" is longer than 500 characters`],
  ])("%.80j", (text, line, message) => {
    expect(mistakesIn(text)).toEqual([`.pullgate.yaml:${line}"image-paths": ${message}`]);
  });
});

describe("hostile rows", () => {
  test("__proto__ and its like are keys that nobody knows", () => {
    for (const key of ["__proto__", "constructor", "toString"]) {
      const [mistake = ""] = mistakesIn(`ignore: [{ path: a, reason: b, ${key}: { rule: tag-missing } }]`);
      expect(mistake).toContain(`unknown key "${key}"`);
    }
    expect(mistakesIn("ignore: [{ __proto__: { path: a, reason: b } }]").join("\n")).toContain("it gives no reason");
    expect({}).not.toHaveProperty("reason");
  });

  test("more entries than anybody writes", () => {
    const many = "  - { path: a, reason: b }\n".repeat(5000);
    expect(mistakesIn(`ignore:\n${many}`)).toEqual([
      '.pullgate.yaml:1: "ignore": it has more than 1000 entries, too many for settings',
    ]);
    expect(mistakesIn(`image-paths:\n  - kind: Widget\n    paths: [${"a, ".repeat(200)}]`)).toEqual([
      '.pullgate.yaml:3: "image-paths": "paths": it has more than 100 texts, too many for one entry',
    ]);
  });

  test("aliases that stand for millions", () => {
    const list = `x: &l [${"a, ".repeat(10_000)}]\n`;
    const rows = "  - { kind: Widget, paths: *l }\n".repeat(3000);
    const started = performance.now();
    expect(mistakesIn(`${list}image-paths:\n${rows}`).join("\n")).toContain("it has more than 200 entries");
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test("a path of the longest kind is read in no time", () => {
    const started = performance.now();
    expect(
      mistakesIn(`image-paths: [{ kind: W, paths: ["${"[]".repeat(250)}", "${"a[]".repeat(160)}!"] }]`),
    ).toHaveLength(2);
    expect(mistakesIn(`image-paths: [{ kind: W, apiVersion: ${"a.".repeat(100_000)}, paths: [a] }]`)).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

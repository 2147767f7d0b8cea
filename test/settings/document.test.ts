import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readSettingsDocument } from "../../src/settings/document.ts";

const read = (text: string) => readSettingsDocument(".pullgate.yaml", text);

/** What was read, as plain texts. */
function textsOf(text: string): Record<string, readonly string[]> {
  const { layer, mistakes } = read(text);
  expect(mistakes).toEqual([]);
  return Object.fromEntries([...layer.texts].map(([name, texts]) => [name, texts.map((written) => written.text)]));
}

describe("a settings file", () => {
  test("as the contract shows it", () => {
    const text = `
paths: [k8s/**, apps/**]
exclude: ["**/testdata/**"]
depth: manifest
platform: [linux/amd64, linux/arm64]
render: never
fail-on: error
strict: false
private-registries: ["*.corp.example:5000"]
timeout: 10m
connect-timeout: 10s
concurrency: 64
`;
    expect(textsOf(text)).toEqual({
      paths: ["k8s/**", "apps/**"],
      exclude: ["**/testdata/**"],
      depth: ["manifest"],
      platform: ["linux/amd64", "linux/arm64"],
      render: ["never"],
      "fail-on": ["error"],
      strict: ["false"],
      "private-registries": ["*.corp.example:5000"],
      timeout: ["10m"],
      "connect-timeout": ["10s"],
      concurrency: ["64"],
    });
  });

  test.each(["", "# only a comment\n", "---\n", "null", "\uFEFFdepth: manifest", "{}"])(
    "may be as empty as %j",
    (text) => {
      expect(read(text).mistakes).toEqual([]);
    },
  );

  test("may be JSON", () => {
    expect(textsOf('{"depth": "reference", "paths": ["a"]}')).toEqual({ depth: ["reference"], paths: ["a"] });
  });

  test("rules: off is a text, as YAML 1.2 has it", () => {
    const { layer, mistakes } = read("rules:\n  tag-missing: warning\n  schema1: off\n");
    expect(mistakes).toEqual([]);
    expect([...layer.rules]).toEqual([
      ["tag-missing", { text: "warning", place: '.pullgate.yaml:2: "rules"' }],
      ["schema1", { text: "off", place: '.pullgate.yaml:3: "rules"' }],
    ]);
  });

  test("aliases are followed", () => {
    expect(textsOf("paths: &p [a, &x b]\nexclude: *p\nplatform: [*x]\n")).toEqual({
      paths: ["a", "b"],
      exclude: ["a", "b"],
      platform: ["b"],
    });
  });

  test("each text knows its line", () => {
    const { layer } = read("paths:\n  - a\n  - b\ndepth: x\n");
    expect(layer.texts.get("paths")?.map(({ place }) => place)).toEqual([
      '.pullgate.yaml:2: "paths"',
      '.pullgate.yaml:3: "paths"',
    ]);
    expect(layer.texts.get("depth")?.[0]?.place).toBe('.pullgate.yaml:4: "depth"');
  });
});

describe("a list of one", () => {
  test("may be written as that one where an option says so", () => {
    const read = (text: string) => readSettingsDocument("p.yaml", text).layer.texts.get("ca-file");
    expect(read("\nca-file: corp.pem")).toEqual([{ text: "corp.pem", place: 'p.yaml:2: "ca-file"' }]);
    expect(read("ca-file:\n  - corp.pem\n  - r.test=r.pem")?.map(({ text }) => text)).toEqual([
      "corp.pem",
      "r.test=r.pem",
    ]);
    expect(read("ca-file: []")).toEqual([]);
  });
});

describe("mistakes name file, line and key", () => {
  test.each([
    ["base: main", '.pullgate.yaml:1: "base" is a flag and an input, not a settings key'],
    ["\ndept: manifest", '.pullgate.yaml:2: unknown key "dept": did you mean "depth"?'],
    ["containerd: 2.0", '.pullgate.yaml:1: "containerd": it has to be a text, in quotes: "2.1"'],
    ["comment: always", '.pullgate.yaml:1: "comment" is not there yet: leave it out'],
    ["format: json", '.pullgate.yaml:1: "format" is a flag and an input, not a settings key'],
    ["depth: a\ndepth: b", '.pullgate.yaml:2: "depth" is written twice'],
    ["paths: k8s", '.pullgate.yaml:1: "paths": it has to be a list, such as ["."]'],
    ["paths: [a,\n  1]", '.pullgate.yaml:2: "paths": every item has to be a text'],
    ["paths: [[a]]", '.pullgate.yaml:1: "paths": every item has to be a text'],
    ["paths: [*nowhere]", ".pullgate.yaml:1: "],
    ["ca-file: 1", '.pullgate.yaml:1: "ca-file": it has to be a list, such as ["[HOST[:PORT]=]FILE"]'],
    ["ca-file: [a,\n 1]", '.pullgate.yaml:2: "ca-file": every item has to be a text'],
    ["mirrors: [a]", '.pullgate.yaml:1: "mirrors": it has to be a text'],
    ["paths: []", '.pullgate.yaml:1: "paths": an empty list leaves nothing: remove "paths" for its default'],
    ["paths:", '.pullgate.yaml:1: "paths": it has to be a list'],
    ["depth: [manifest]", '.pullgate.yaml:1: "depth": it has to be reference or manifest'],
    ["depth: null", '.pullgate.yaml:1: "depth": it has to be reference or manifest'],
    ["strict: yes", '.pullgate.yaml:1: "strict": it has to be true or false'],
    ["timeout: 90", '.pullgate.yaml:1: "timeout": it has to be a duration, such as 90s, 20m or 1h30m'],
    ["concurrency: many", '.pullgate.yaml:1: "concurrency": it has to be a number'],
    ["rules: off", '.pullgate.yaml:1: "rules": it has to be rule ids with severities'],
    ["rules: [a]", '.pullgate.yaml:1: "rules": it has to be rule ids with severities'],
    ["rules:\n  schema1: 1", '.pullgate.yaml:2: "rules": it has to be error, warning, notice or off'],
    ["rules: {schema1: off, schema1: off}", '.pullgate.yaml:1: "schema1" is written twice'],
    ["1: x", ".pullgate.yaml:1: a key has to be a text"],
    ["? [a]\n: b", ".pullgate.yaml:1: a key has to be a text"],
    ["- a", '.pullgate.yaml:1: settings are keys with values, such as "depth: manifest"'],
    ["just text", '.pullgate.yaml:1: settings are keys with values, such as "depth: manifest"'],
    ["a: b\n---\nc: d", ".pullgate.yaml:2: "],
    ["depth: manifest\n a: [", ".pullgate.yaml:"],
    ["__proto__: {depth: manifest}", '.pullgate.yaml:1: unknown key "__proto__": '],
    ["constructor: x", '.pullgate.yaml:1: unknown key "constructor": '],
    ["<<: {depth: manifest}", '.pullgate.yaml:1: unknown key "<<": '],
  ])("%j", (text, start) => {
    const { mistakes } = read(text);
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toContain(start);
  });

  test("all at once", () => {
    expect(read("a: 1\ndepth: 2\nstrict: maybe\n").mistakes).toHaveLength(3);
  });
});

describe("hostile files", () => {
  test("__proto__ among the rules stays a rule that nobody knows", () => {
    const { layer, mistakes } = read("rules: {__proto__: off, constructor: off}");
    expect(mistakes).toEqual([]);
    expect([...layer.rules.keys()]).toEqual(["__proto__", "constructor"]);
    expect(Object.prototype).not.toHaveProperty("polluted");
  });

  const tooDeep = "it is nested too deeply for settings";
  const tooMany = "it has more than 300000 YAML tokens, too many for settings";

  test.each([
    ["a megabyte of brackets", "[".repeat(1024 * 1024), `1: ${tooDeep}`],
    ["a deep flow list that is closed", `\npaths: ${"[".repeat(50_000)}${"]".repeat(50_000)}`, `2: ${tooDeep}`],
    ["deep maps", Array.from({ length: 2000 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n"), `32: ${tooDeep}`],
    ["a megabyte of commas", `paths: [${",".repeat(1024 * 1024)}]`, `1: ${tooMany}`],
    ["a megabyte of keys", "k: 1\n".repeat(200_000), `42858: ${tooMany}`],
  ])("%s: the rest is not looked at", (_name, text, mistake) => {
    expect(read(text).mistakes).toEqual([`.pullgate.yaml:${mistake}`]);
  });

  test.each([
    ["ten thousand keys", Array.from({ length: 10_000 }, (_, index) => `k${index}: 1`).join("\n")],
    ["ten thousand times the same key", "depth: manifest\n".repeat(10_000)],
    [
      "aliases of aliases",
      `a: &a [x]\n${Array.from({ length: 30 }, (_, index) => `b${index}: &b${index} [*a, *a]`).join("\n")}`,
    ],
    ["a list that holds itself", "paths: &a [*a]"],
    ["a key of half a megabyte", `${"k".repeat(500_000)}: 1`],
    ["tags", "!!js/function f: !!python/object x"],
  ])("%s", (_name, text) => {
    expect(read(text).mistakes.length).toBeGreaterThan(0);
  });

  test("each of fifty thousand aliases is looked up once", () => {
    expect(textsOf(`paths: [&a x${", *a".repeat(50_000)}]`)["paths"]).toHaveLength(50_001);
  });

  test("no text makes it throw", () => {
    const pieces = fc.constantFrom(
      "depth",
      "rules",
      "__proto__",
      ":",
      " ",
      "\n",
      "- ",
      "[",
      "]",
      "{",
      "}",
      "&a",
      "*a",
      "!!binary",
      '"',
      "'",
      "#",
      "?",
      "|",
      "\t",
      "\0",
      "%YAML 1.1\n---\n",
    );
    const text = fc.array(fc.oneof(pieces, fc.string()), { maxLength: 20 }).map((parts) => parts.join(""));
    fc.assert(fc.property(text, (candidate) => Array.isArray(read(candidate).mistakes)));
    expect(read("depth: manifest").mistakes).toEqual([]);
  });
});

// What is a comment for Pullgate and what only looks like one, without a parser.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { commentsIn, mostComments } from "../../src/manifests/comments.ts";
import { kubectlLexer } from "../../src/manifests/lexer.ts";
import { positionOf } from "../../src/manifests/position.ts";
import { parseSlice } from "../../src/manifests/parse.ts";

const found = (text: string, path = "web.yaml") => commentsIn({ path, text });
const texts = (text: string): readonly string[] => found(text).map((comment) => comment.text);

describe("a comment that speaks to Pullgate", () => {
  test("stands behind a value or alone, to its line's end", () => {
    const text = "a: b  # pullgate: ignore x -- y \t\r\n  #pullgate:ignore z\n# Pullgate : other\r# pullgate:";
    const comments = found(text);
    expect(comments.map(({ text, alone, inText }) => [text, alone, inText])).toEqual([
      ["ignore x -- y", false, false],
      ["ignore z", true, false],
      ["other", true, false],
      ["", true, false],
    ]);
    expect(comments.map(({ span }) => text.slice(span.start, span.end))).toEqual([
      "# pullgate: ignore x -- y",
      "#pullgate:ignore z",
      "# Pullgate : other",
      "# pullgate:",
    ]);
    expect(comments.map(({ span }) => positionOf(span).line)).toEqual([1, 2, 3, 4]);
  });

  test.each([
    ['image: "a" # pullgate: x', "x"],
    ["image: 'it''s' # pullgate: x", "x"],
    ['image: "a \\" b" # pullgate: x', "x"],
    ['image: "a"# pullgate: x', "x"],
    ["- it's # pullgate: x", "x"],
    ["image: !!str 'a#b' # pullgate: x", "x"],
    ["image: &web a:1 # pullgate: x", "x"],
    ["containers: [{image: 'a'}] # pullgate: x", "x"],
    ["\timage: a\t# pullgate: x", "x"],
    ["image: a#b # pullgate: x # pullgate: y", "x # pullgate: y"],
  ])("%j", (line, text) => {
    expect(texts(line)).toEqual([text]);
  });

  test.each([
    'image: "a # pullgate: x"',
    "image: 'a # pullgate: x'",
    "image: 'it''s # pullgate: x'",
    'image: "a \\" # pullgate: x"',
    '{"image":"# pullgate: x"}',
    "- '# pullgate: x'",
    "- &a !!str '# pullgate: x'",
    "image: a# pullgate: x",
    "# see pullgate: x",
    "# note # pullgate: x",
    "pullgate: x",
    "# pullgates: x",
    "# pullgate ignore x",
  ])("%j is none", (line) => {
    expect(texts(line)).toEqual([]);
  });

  test("JSON has none", () => {
    expect(found('{"a": 1} # pullgate: x', "web.json")).toEqual([]);
  });
});

describe("a block scalar's text", () => {
  const inText = (text: string): readonly boolean[] => found(text).map((comment) => comment.inText);

  test.each<[string, readonly boolean[]]>([
    ["a: |\n  # pullgate: x\nb: 1 # pullgate: y", [true, false]],
    ["a: >-\n\n  text\n\n  # pullgate: x\n# pullgate: y", [true, false]],
    ["a: |2- # pullgate: x\n    # pullgate: y", [false, true]],
    ["a: !!str &b |\n  # pullgate: x", [true]],
    ["- |\n # pullgate: x\n- b # pullgate: y", [true, false]],
    ["- a: |\n    # pullgate: x\n  b: c # pullgate: y", [true, false]],
    ["  - - a: |\n        # pullgate: x\n      b: c # pullgate: y", [true, false]],
    ["--- |\n# pullgate: x\n---\na: b # pullgate: y", [true, false]],
    ["a: b | c\n  # pullgate: x", [false]],
    ["a: 'x: |'\n  # pullgate: x", [false]],
    ["a: x > y >\n  # pullgate: x", [false]],
  ])("%j", (text, expected) => {
    expect(inText(text)).toEqual(expected);
  });
});

describe("hostile texts", () => {
  test("a hundred thousand comments: the first ones, and one more", () => {
    expect(found("# pullgate: ignore x -- y\n".repeat(100_000))).toHaveLength(mostComments + 1);
  });

  test.each([
    ["a comment of a megabyte", `a: b # pullgate: ${"x".repeat(1_000_000)}`, 1],
    ["a megabyte of number signs", `# pullgate: a${"#".repeat(1_000_000)}`, 1],
    ["many beginnings", "# pullgate ".repeat(100_000), 0],
    ["blanks", `#${" ".repeat(1_000_000)}pullgate: x`, 1],
    ["tags", `# pullgate:\na: ${"! ".repeat(500_000)}# pullgate: x`, 2],
    ["headers", `# pullgate:\n${"a: | # ".repeat(150_000)}# pullgate: x`, 1],
    ["headers that lead nowhere", `# pullgate:\n${": |   ".repeat(150_000)}# pullgate: x`, 2],
    ["quotes", `# pullgate:\n${`"'`.repeat(500_000)}# pullgate: x`, 1],
  ])("%s", (_name, text, count) => {
    const started = performance.now();
    expect(found(text)).toHaveLength(count);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  test("what is found begins with # and is one line, whatever the text is", () => {
    const pieces = fc.constantFrom(
      "# pullgate:",
      "pullgate:",
      "#",
      "'",
      '"',
      ": ",
      "- ",
      "|",
      ">",
      "\n",
      "\r",
      " ",
      "\t",
      "!a ",
    );
    const text = fc.array(fc.oneof(pieces, fc.string()), { maxLength: 30 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, (candidate) => {
        for (const { span, text: said } of found(candidate)) {
          const written = candidate.slice(span.start, span.end);
          expect(written).toMatch(/^#[ \t]*pullgate[ \t]*:[^\r\n]*$/i);
          expect(written.endsWith(said)).toBe(true);
        }
      }),
    );
  });

  test("on one line, nothing is taken for a comment that the YAML parser takes for a value", () => {
    const words = fc.constantFrom(
      "# pullgate: x",
      "a",
      "'",
      '"',
      " ",
      " ",
      "it's",
      '\\"',
      "b:c",
      "[",
      "]",
      ", ",
      "!a ",
    );
    const line = fc.array(words, { maxLength: 10 }).map((parts) => `k: ${parts.join("")}`);
    const parsable = line.filter(
      (text) => parseSlice({ path: "a.yaml", text }, { start: 0, text }).kind === "documents",
    );
    fc.assert(
      fc.property(parsable, (text) => {
        const comments = [...kubectlLexer().lex(text)].filter((lexeme) => lexeme.startsWith("# pullgate:"));
        expect(found(text).length, text).toBeLessThanOrEqual(comments.length);
      }),
      { numRuns: 3000 },
    );
  });
});

// Where one document of a stream ends and the next begins.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { documentSlices } from "../../src/manifests/documents.ts";

const texts = (text: string): readonly string[] => documentSlices(text).map((slice) => slice.text);

describe("documentSlices", () => {
  test.each<[string, string, string[]]>([
    ["no marker", "a: b\n", ["a: b\n"]],
    ["a marker between", "a\n---\nb\n", ["a\n", "---\nb\n"]],
    ["a leading marker", "---\na\n---\nb", ["---\na\n", "---\nb"]],
    [
      "a marker with a comment, with spaces, with content",
      "a\n--- # c\nb\n---  \nc\n--- {d: e}\n",
      ["a\n", "--- # c\nb\n", "---  \nc\n", "--- {d: e}\n"],
    ],
    ["CR LF", "a\r\n---\r\nb\r\n", ["a\r\n", "---\r\nb\r\n"]],
    ["a marker at the end", "a\n---", ["a\n", "---"]],
    ["empty documents", "---\n---\n\n---\na\n", ["---\n", "---\n\n", "---\na\n"]],
    ["a marker that is indented is none", "a: |\n  x\n  ---\n  y\n", ["a: |\n  x\n  ---\n  y\n"]],
    ["a marker in the first column ends a block scalar too", "a: |\n  x\n---\ny\n", ["a: |\n  x\n", "---\ny\n"]],
    ["more dashes, or text behind them, make no marker", "----\n---a\n-----BEGIN\n", ["----\n---a\n-----BEGIN\n"]],
    ["a document's end", "a\n...\nb\n---\nc\n", ["a\n...\n", "b\n", "---\nc\n"]],
    [
      "directives and comments go with the document below",
      "# c\n%YAML 1.2\n---\na\n...\n%TAG ! x\n---\nb\n",
      ["# c\n%YAML 1.2\n---\na\n...\n", "%TAG ! x\n---\nb\n"],
    ],
    ["an empty stream", "", []],
  ])("%s", (_, text, expected) => {
    expect(texts(text)).toEqual(expected);
  });

  test("a lone CR ends a line, for the parser written as LF", () => {
    expect(texts("a: b\r---\rc: d\r\n")).toEqual(["a: b\n", "---\nc: d\r\n"]);
  });

  test.each(["\u0085", "\u2028", "\u2029"])("%j ends a line, for the parser written as LF", (lineBreak) => {
    expect(texts(`a: b${lineBreak}---${lineBreak}\uFEFFc: d`)).toEqual(["a: b\n", "---\n\nc: d"]);
  });

  test("in JSON it is text, in each of several objects", () => {
    const text = `{"a": "b\u2028---\u2028"}\n`;
    expect(texts(text)).toEqual([text]);
    expect(texts(`${text}${text}`)).toEqual([`${text}${text}`]);
    expect(texts(`${text}---\n${text}`)).toEqual([text, `---\n${text}`]);
  });

  test("around JSON it ends a line, and so does a lone CR in it", () => {
    expect(texts(`\uFEFF{"a":\r"b\u0085"}\u0085---\u0085\uFEFF{"c": 1}\r\n`)).toEqual([
      `\uFEFF{"a":\n"b\u0085"}\n`,
      `---\n\n{"c": 1}\r\n`,
    ]);
  });

  test("a byte order mark at a line's start, where a file was put behind another, is none of its text", () => {
    expect(texts("a\n\uFEFF---\nb\n---\n\uFEFFc: \uFEFF\n")).toEqual(["a\n\n", "---\nb\n", "---\n\nc: \uFEFF\n"]);
  });

  test("the slices are the text, each at its offset", () => {
    const line = fc.constantFrom("a: b", "---", "...", "%YAML 1.2", "# c", "  ---", "--- x", "", "é🦀");
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom("\n", "\r\n"), (lines, lineBreak) => {
        const text = lines.join(lineBreak);
        const slices = documentSlices(text);
        expect(slices.map((slice) => slice.text).join("")).toBe(text);
        for (const { start, text: part } of slices) expect(text.startsWith(part, start)).toBe(true);
      }),
    );
  });
});

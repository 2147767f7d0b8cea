// Lines and columns: line breaks of every kind, characters of every width.
import { describe, expect, test } from "vitest";
import { positionOf } from "../../src/manifests/position.ts";

describe("positionOf", () => {
  test.each([
    ["LF", "a\nbc\nd", 2, 4, [2, 1, 2, 3]],
    ["CR LF", "a\r\nbc\r\nd", 3, 5, [2, 1, 2, 3]],
    ["a lone CR ends a line", "a\rbc\rd", 5, 6, [3, 1, 3, 2]],
    ["mixed", "\n\r\n\rx", 4, 5, [4, 1, 4, 2]],
    ["no line ends at U+2028", "a\u2028b", 2, 3, [1, 3, 1, 4]],
    ["a code point counts once, however many UTF-16 units it takes", "🦀é: 🦀x", 7, 8, [1, 6, 1, 7]],
    ["surrogate pairs of other lines don't count", "🦀🦀\n🦀x", 7, 8, [2, 2, 2, 3]],
    ["a span over two lines", "ab\ncd", 1, 4, [1, 2, 2, 2]],
    ["the end of the text", "ab\n", 3, 3, [2, 1, 2, 1]],
    ["an empty text", "", 0, 0, [1, 1, 1, 1]],
  ])("%s", (_, text, start, end, expected) => {
    const { line, column, endLine, endColumn } = positionOf({ file: { path: "a", text }, start, end });
    expect([line, column, endLine, endColumn]).toEqual(expected);
  });

  test("10,000 places of one long line are worked out without walking the line each time", () => {
    const file = { path: "a.json", text: "🦀".repeat(1_000_000) };
    const columns = Array.from(
      { length: 10_000 },
      (_, index) => positionOf({ file, start: index * 200, end: index * 200 }).column,
    );
    expect(columns.at(-1)).toBe(9_999 * 100 + 1);
  });
});

import { parse } from "smol-toml";
import { describe, expect, test } from "vitest";
import { lineOf, outlineOf } from "../../src/mirrors/toml-outline.ts";

/** `2 table host.a`, in the text's order. */
function linesOf(text: string): readonly string[] {
  parse(text);
  return outlineOf(text).expressions.map(({ kind, path, line }) => `${line} ${kind} ${path.join(" / ")}`);
}

describe("the outline of a text", () => {
  test("has every table and key, with its line", () => {
    const text = `# a comment
server = "https://registry.test" # behind it

[host."https://a.test"]
capabilities = ["pull"]
  [host."https://a.test".header]
    x-a = "1"
[ host . 'https://b.test' ]
host.deep.key = 1
[[list]]
a = { b = [1, 2], c = "]" }
`;
    expect(linesOf(text)).toEqual([
      "2 key server",
      "4 table host / https://a.test",
      "5 key host / https://a.test / capabilities",
      "6 table host / https://a.test / header",
      "7 key host / https://a.test / header / x-a",
      "8 table host / https://b.test",
      "9 key host / https://b.test / host / deep / key",
      "10 list list",
      "11 key list / a",
    ]);
  });

  test("is not led astray by what stands in texts", () => {
    const text = [
      'a = """',
      "[host.x]",
      '\\""" still',
      '"""""',
      "b = '''",
      "[host.y]",
      "''''",
      'c = "\\"[host.z]" # "',
      "d = [ # [host.q]",
      "  '[host.w]',",
      "]",
      "[host.real]\r",
      'e = ""',
      "f = ''",
      'g = """"""',
      "[host.last]",
    ].join("\n");
    expect(linesOf(text).filter((line) => line.includes("host"))).toEqual([
      "12 table host / real",
      "13 key host / real / e",
      "14 key host / real / f",
      "15 key host / real / g",
      "16 table host / last",
    ]);
  });

  test("undoes what is escaped in a name", () => {
    expect(linesOf('[host."https://\\u0061.test"]')).toEqual(["1 table host / https://a.test"]);
  });

  test.each([
    ["a = { b = 1,\n c = 2 }", { line: 1, what: "a line break within { }" }],
    ["x = 1\na = { b = 1, }", { line: 2, what: "a comma before }" }],
    ['x = 1\n\na = "\\e[0m"', { line: 3, what: 'the escape "\\e"' }],
    ['a = "\\x41"', { line: 1, what: 'the escape "\\x"' }],
    ['a = "\\\\e"', null],
    ["a = '\\e'", null],
    ["a = [\n { b = 1 },\n]", null],
  ])("tells what containerd's TOML 1.0 refuses: %j", (text, newer) => {
    expect(outlineOf(text).newer).toEqual(newer);
  });

  test("has the line of what is named, or of what is around it", () => {
    const outline = outlineOf('\n[host."a".header]\nx = 1\n[host."b"]\n');
    const lines = [["host", "a"], ["host", "a", "header", "x"], ["host", "b", "ca"], ["host"], ["server"]];
    expect(lines.map((path) => lineOf(outline, path))).toEqual([2, 3, 4, 2, 1]);
  });

  test.each([
    ["[".repeat(100_000)],
    ['"'.repeat(100_001)],
    [`a = "${"x".repeat(900_000)}"`],
    ["= = [ ] ' \n".repeat(50_000)],
  ])("comes to an end, whatever the text is", (text) => {
    expect(outlineOf(text).expressions.length).toBeGreaterThanOrEqual(0);
  });
});

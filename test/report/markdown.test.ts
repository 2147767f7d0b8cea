import { describe, expect, test } from "vitest";
import { plain } from "../../src/report/escape.ts";
import { code, prose, table } from "../../src/report/markdown.ts";
import { hostile } from "../support/hostile-text.ts";
import { markdownTree, textOf, withDescendants } from "../support/markdown-tree.ts";

/** Kinds of nodes below the only cell of a table's only row, and its text. */
function inCell(markdown: string): {
  readonly kinds: readonly string[];
  readonly text: string;
  readonly html: readonly string[];
} {
  const [body, ...more] = markdownTree(`| a | b |\n| --- | --- |\n| x | ${markdown} |\n`).children;
  expect(more).toEqual([]);
  expect(body?.children.map((row) => row.children.length)).toEqual([2, 2]);
  const cell = body?.children[1]?.children[1];
  if (cell === undefined) throw new Error("no cell");
  const nodes = cell.children.flatMap(withDescendants);
  const kinds = [...new Set(nodes.map(({ type }) => type))].filter((type) => type !== "html").toSorted();
  return { kinds, text: textOf(cell), html: nodes.filter(({ type }) => type === "html").map(({ value }) => value) };
}

describe("prose", () => {
  test.each([
    ['tag "1.27.33" is not in docker.io/library/nginx', 'tag "1.27.33" is not in docker.io/library/nginx'],
    ["a_b *c* [d](e) `f` ~g~", "a\\_b \\*c\\* \\[d\\](e) \\`f\\` \\~g\\~"],
    ["a|b\\|c", "a&#124;b&#92;&#124;c"],
    ["<b>&amp;", "&lt;b&gt;&amp;amp;"],
    ["ask @octocat about #12", "ask <span>@</span>octocat about <span>#</span>12"],
    ["https://a.example www.b.example", "https<span>:</span>//a.example www<span>.</span>b.example"],
    [":tada: at 10:20:30", "<span>:</span>tada: at 10<span>:</span>20:30"],
    ["${A}", "<span>$</span>{A}"],
    ["- a", "<span>-</span> a"],
    ["12. a", "12<span>.</span> a"],
    ["a\nb", "a&#92;nb"],
  ])("%j is written %j", (text, markdown) => {
    expect(prose(text)).toBe(markdown);
  });

  test.each(hostile.filter((text) => text.trim() !== ""))("%j is text in a cell and in a list", (text) => {
    const drawn = plain(text.trim()).trim();
    const cell = inCell(prose(text));
    expect(cell.kinds).toEqual(["text"]);
    expect(cell.html.filter((tag) => !/^<\/?span>$/.test(tag))).toEqual([]);
    expect(cell.text).toBe(drawn);
    const [list, ...more] = markdownTree(`- ${prose(text)}\n`).children;
    expect(more).toEqual([]);
    expect(list?.children[0]?.children.map(({ type }) => type)).toEqual(["paragraph"]);
    expect(list === undefined ? "" : textOf(list)).toBe(drawn);
  });

  test("leaves nothing whole that GitHub would link", () => {
    for (const text of hostile) {
      const read = prose(text)
        .replaceAll(/<\/?span>/g, "\0")
        .replaceAll(/&#\d+;/g, "?");
      expect(read).not.toMatch(/(?<!\0)[@#$]|:\/\/|www\.|gh-\d|:[\w+-]+:/i);
    }
  });
});

describe("code", () => {
  test.each([
    ["nginx:1.27", "`nginx:1.27`"],
    ["", '`""`'],
    ["a`b", "`` a`b ``"],
    ["``", "``` `` ```"],
    ["a|b", "`a\\u{7c}b`"],
  ])("%j is written %j", (text, markdown) => {
    expect(code(text)).toBe(markdown);
  });

  test.each(hostile.filter((text) => text.trim() !== ""))("%j is one code span in a cell", (text) => {
    const cell = inCell(code(text));
    expect(cell.kinds).toEqual(["inlineCode"]);
    expect(cell.html).toEqual([]);
    expect(cell.text.trim()).toBe(plain(text).replaceAll("|", "\\u{7c}").trim());
  });
});

describe("a table", () => {
  test("says how many rows are left out where they don't fit", () => {
    const rows = ["first", "second", "third"].map((cell) => [cell]);
    expect(table(["A"], rows, (cells) => cells, 24)).toBe(
      "| A |\n| --- |\n| first |\n| second |\n\n… and 1 more, left out because a job summary holds 1 MiB: the step's log and the JSON report have all",
    );
    expect(table(["A"], rows, (cells) => cells, 100)).toBe("| A |\n| --- |\n| first |\n| second |\n| third |");
  });

  test("draws no row after the first that doesn't fit", () => {
    const drawn: number[] = [];
    const cells = (index: number): readonly string[] => {
      drawn.push(index);
      return [`row ${index}`];
    };
    expect(table(["A"], [...Array(1000).keys()], cells, 24)).toContain("… and 998 more, ");
    expect(drawn).toEqual([0, 1, 2]);
  });
});

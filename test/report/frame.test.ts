import { describe, expect, test } from "vitest";
import type { SourceFile } from "../../src/model.ts";
import { frameOf } from "../../src/report/frame.ts";
import { columnsOf } from "../../src/report/width.ts";
import { spanOf } from "../support/report-fixture.ts";

/** The frame as one would see it: `NUMBER|TEXT`, and `^` under the token. */
function drawn(text: string, token: string, nth = 0): readonly string[] {
  const file: SourceFile = { path: "a.yaml", text };
  return frameOf(spanOf(file, token, nth)).flatMap(({ number, text, mark }) => {
    const line = `${number}|${text}`;
    return mark === null
      ? [line]
      : [line, `${" ".repeat(String(number).length)}|${" ".repeat(mark.offset)}${"^".repeat(mark.width)}`];
  });
}

describe("a frame", () => {
  test("shows the line, the token, and one line above and below", () => {
    expect(drawn("a: 1\nb: 2\nimage: nginx:1\nc: 3\nd: 4\n", "nginx:1")).toEqual([
      "2|b: 2",
      "3|image: nginx:1",
      " |       ^^^^^^^",
      "4|c: 3",
    ]);
  });

  test("leaves out what helps nobody: empty lines, the marker between documents", () => {
    expect(drawn("---\nimage: nginx:1\n\nc: 3\n", "nginx:1")).toEqual(["2|image: nginx:1", " |       ^^^^^^^"]);
  });

  test("reads CRLF", () => {
    expect(drawn("a: 1\r\nimage: nginx:1\r\nc: 3\r\n", "nginx:1")).toEqual([
      "1|a: 1",
      "2|image: nginx:1",
      " |       ^^^^^^^",
      "3|c: 3",
    ]);
  });

  test("stands at the first and at the last line, with and without a line feed at the end", () => {
    expect(drawn("image: x", "x")).toEqual(["1|image: x", " |       ^"]);
    expect(drawn("image: x\n", "x")).toEqual(["1|image: x", " |       ^"]);
    expect(drawn("a: 1\nimage: x", "x")).toEqual(["1|a: 1", "2|image: x", " |       ^"]);
  });

  test("puts the underline under the token behind tabs, wide characters, combining marks and escapes", () => {
    expect(drawn("\timage: x:1", "x:1")).toEqual(["1|  image: x:1", " |         ^^^"]);
    expect(drawn('{ "名": "é", "image": "x:1" }', "x:1")).toEqual([
      '1|{ "名": "é", "image": "x:1" }',
      " |                        ^^^".slice(0, 2) + " ".repeat(columnsOf('{ "名": "é", "image": "')) + "^^^",
    ]);
    expect(drawn("e\u0301: x:1", "x:1")).toEqual(["1|e\u0301: x:1", " |   ^^^"]);
    expect(drawn("\u202E: x:1", "x:1")).toEqual(["1|\\u{202e}: x:1", " |          ^^^"]);
    expect(drawn("image: 镜像:1 # x", "镜像:1")).toEqual(["1|image: 镜像:1 # x", " |       ^^^^^^"]);
  });

  test("opens a window in a line of a megabyte, and looks at no more of it", () => {
    const text = `{"a":"${"x".repeat(500_000)}","image":"nginx:1.27.33","b":"${"y".repeat(500_000)}"}`;
    const lines = drawn(text, "nginx:1.27.33");
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^1\|…x+","image":"nginx:1\.27\.33","b":"y+…$/);
    expect(lines[0]?.length).toBeLessThan(130);
    expect(lines[1]?.replace("|", " ").indexOf("^")).toBe(lines[0]?.indexOf("nginx"));
  });

  test("cuts no character in two at the window's edges", () => {
    const text = `"${"🐳".repeat(300)}nginx:1${"🐳".repeat(300)}"`;
    for (const shifted of [text, ` ${text}`]) {
      const [line = ""] = drawn(shifted, "nginx:1");
      expect(line.isWellFormed()).toBe(true);
      expect(line).not.toContain("u{");
    }
  });

  test("shows the beginning of a token that is longer than the window", () => {
    const lines = drawn(`image: ${"x".repeat(400)}`, "x".repeat(400));
    expect(lines[0]).toMatch(/^1\|image: x+…$/);
    expect(lines[1]).toMatch(/^ \|       \^+$/);
    expect(lines[1]?.length).toBeLessThan(130);
  });

  test("marks a token without characters, and the first line of one with several", () => {
    const empty = { path: "a.yaml", text: 'image: ""\n' };
    expect(frameOf({ file: empty, start: 8, end: 8 })[0]?.mark).toEqual({ offset: 8, width: 1 });
    expect(drawn("image: >-\n  a\n  b\nc: 1\n", "a\n  b")).toEqual(["1|image: >-", "2|  a", " |  ^", "3|  b"]);
  });

  test("has nothing to show of an empty file, and stays within any file", () => {
    const file = { path: "a.yaml", text: "" };
    expect(frameOf({ file, start: 0, end: 0 })).toEqual([]);
    const text = "a\r\n\r\n🐳\tb\n";
    for (let start = 0; start <= text.length; start++) {
      for (let end = start; end <= text.length; end++) {
        const frame = frameOf({ file: { path: "a.yaml", text }, start, end });
        expect(frame.filter((line) => line.mark !== null)).toHaveLength(1);
      }
    }
  });
});

// JSON objects in a row: each is read by itself, a bad one is told, and what is no object ends the reading.
import { describe, expect, test } from "vitest";
import { isJsonStream, jsonPieces } from "../../src/manifests/json-stream.ts";
import { podWith, readText, told, usesOf } from "./extraction.ts";

const pod = (image: string, extra = ""): string =>
  `{"apiVersion":"v1","kind":"Pod"${extra},"spec":{"containers":[{"image":"${image}"}]}}`;

/** The images, and the lines with problems. */
function read(text: string): readonly string[] {
  const { uses, problems } = readText(text);
  return [...uses.map(({ image }) => image), ...problems.map((problem) => told(problem).split(":")[0] ?? "")];
}

describe("JSON objects in a row, as kubectl reads them", () => {
  test("each at its place, whatever its texts hold", () => {
    const text = pod(`a}"\\`.replaceAll(/["\\]/g, String.raw`\$&`));
    expect(usesOf(`${text}\n${text}${text}\n`)).toEqual([
      `a}"\\ 1:65-1:71`,
      `a}"\\ 2:65-2:71`,
      `a}"\\ 2:${65 + text.length}-2:${71 + text.length}`,
    ]);
    expect(readText(`${text}${text}`).documents).toBe(2);
  });

  test.each([
    ["behind a marker", `---\n${pod("a")}\n${pod("b")}`],
    ["behind a comment", `# c\n${pod("a")}\n${pod("b")}`],
    ["with a comment between", `${pod("a")} # {\n# d\n${pod("b")} # e`],
    ["with a marker between", `${pod("a")}\n---\n${pod("b")}\n---\n`],
    ["with lone CR between, and in them", `${pod("a").replaceAll(",", ",\r")}\r${pod("b")}\r`],
    ["with NEL in a text", `${pod("a", ',"x":"\u0085---\u0085"')}\n${pod("b")}`],
    ["with a byte order mark between", `${pod("a")}\n\uFEFF${pod("b")}`],
  ])("%s", (_, text) => {
    expect(read(text)).toEqual(["a", "b"]);
  });

  test("JSON alone, with lone CR between its tokens", () => {
    expect(usesOf(pod("a").replaceAll(",", ",\r"))).toEqual(["a 3:33-3:34"]);
  });
});

describe("a bad object costs no other", () => {
  const bad = pod("bad").replace(",", " ");

  test.each([
    ["first", `${bad}\n${pod("a")}\n${pod("b")}`, "syntax 1"],
    ["between", `${pod("a")}\n${bad}\n${pod("b")}`, "syntax 2"],
    ["last", `${pod("a")}\n${pod("b")}\n${bad}`, "syntax 3"],
    ["that is cut short", `${pod("a")}\n${pod("b")}\n${pod("c").slice(0, -3)}`, "syntax 3"],
  ])("%s", (_, text, problem) => {
    expect(read(text)).toEqual(["a", "b", problem]);
    expect(readText(text)).toMatchObject({ documents: 3, unparsed: 1 });
  });

  test.each([
    ["a comma", ",", ","],
    ["one brace too many", "}", "}"],
    ["a list", " [1]", "[1]"],
    ["YAML", "\napiVersion: v1", "apiVersion:"],
  ])("%s behind one ends the reading", (_, stray, word) => {
    const { uses, problems } = readText(`${pod("a")}${stray}${pod("b")}`);
    expect(uses.map(({ image }) => image)).toEqual(["a"]);
    expect(problems.map(({ message }) => message)).toEqual([
      `the YAML can't be parsed: unexpected "${word}" behind a JSON object: what follows is not read`,
    ]);
  });
});

describe("what begins with a brace and is no row of JSON", () => {
  test.each([
    ["YAML in braces", "{apiVersion: v1, kind: Pod, x: '}{', spec: {containers: [{image: a}]}}"],
    ["a template before a Pod", `{{- if .x }}\n${podWith("- image: a")}{{- end }}\n`],
  ])("%s is read as one document", (_, text) => {
    expect(readText(text)).toMatchObject({ documents: 1 });
  });

  test("an object that never ends, by its braces, goes on to the end", () => {
    const slice = { start: 3, text: `{"a": "}` };
    expect([...jsonPieces(slice)]).toEqual([{ kind: "object", slice }]);
  });

  test("any other text has no pieces", () => {
    expect([...jsonPieces({ start: 0, text: "a: {}\n{}" })]).toEqual([]);
  });

  test("is looked at no further than its first objects", () => {
    const row = `{"a" 1}\n`.repeat(1_000);
    expect(isJsonStream({ start: 0, text: `${row}{}` })).toBe(false);
    expect(isJsonStream({ start: 0, text: `{}${row}` })).toBe(true);
  });
});

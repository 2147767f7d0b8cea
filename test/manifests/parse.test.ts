// What can't be parsed, and the limits: said once, on the right line, and at no cost to the neighbours.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Parser } from "yaml";
import { maxAliasedNodes } from "../../src/manifests/aliases.ts";
import { composeUntilError } from "../../src/manifests/composer.ts";
import { kubectlLexer } from "../../src/manifests/lexer.ts";
import { parseLimits, parseSlice } from "../../src/manifests/parse.ts";
import { podWith, readText, told, usesOf } from "./extraction.ts";

const problems = (text: string): readonly string[] => readText(text).problems.map(told);
const maxDepth = parseLimits.depth;
const good = podWith("- image: nginx");

describe("a document that can't be parsed", () => {
  test("is told on the parser's line, and its neighbours are read", () => {
    const text = [good, podWith("- image: a: b"), good].join("---\n");
    expect(problems(text)).toEqual([
      "syntax 15:14 the YAML can't be parsed: nested mappings are not allowed in compact mappings",
    ]);
    expect(usesOf(text)).toEqual(["nginx 7:14-7:19", "nginx 23:14-23:19"]);
    expect(readText(text).documents).toBe(3);
  });

  test.each([
    ["a missing quote", podWith(`- image: "nginx`), `syntax 7:19 the YAML can't be parsed: missing closing "quote`],
    [
      "a missing bracket",
      podWith("- {image: nginx"),
      "syntax 7:19 the YAML can't be parsed: a { is missing its }, or a line between them is not indented far enough",
    ],
    [
      "an alias without an anchor",
      podWith("- image: *web"),
      `syntax 7:14 the YAML can't be parsed: alias "*web" has no anchor "&web" before it`,
    ],
    [
      "an anchor that holds itself",
      podWith("- &a {image: b, args: [*a]}"),
      `syntax 7:28 the YAML can't be parsed: the value of anchor "&a" contains itself`,
    ],
    [
      "base64 that is none",
      podWith("- image: !!binary bmdpbng"),
      "syntax 7:14 the YAML can't be parsed: the !!binary value is no base64",
    ],
    [
      "an escape that nobody knows, behind one that kubectl does",
      podWith(String.raw`- {name: "\'", image: "\q"}`),
      String.raw`syntax 7:28 the YAML can't be parsed: invalid escape sequence \q`,
    ],
  ])("%s is told within the document", (_, text, expected) => {
    expect(problems(`${text}---\n${good}`)).toEqual([expected]);
  });

  test("is told though it is no manifest, where its file is one", () => {
    expect(problems(`${good}---\na: [\n---\n${good}`)).toHaveLength(1);
  });

  test.each([
    ["a Pod that breaks off before its image", "apiVersion: v1\nkind: Pod\nspec: [\n", 3],
    ["without apiVersion", "kind: Pod\nspec: [\n", 2],
    ["whose kind lacks a space", "apiVersion: apps/v1\nkind:Deployment\nspec:\n  image: a\n", 2],
    ["whose kind lacks a colon, behind a good one", `${good}---\napiVersion: v1\nkind Pod\nimage: a\n`, 10],
    ["whose apiVersion lacks a colon", "apiVersion v1\nkind: Pod\nimage: a\n", 1],
    ["in JSON whose kind lacks a colon", `{\n"apiVersion": "v1",\n"kind" "Pod", "image": "a"}`, 3],
    ["without apiVersion and kind, beside an object", "apiVersion: v1\nkind: Service\n---\nimage: [\n", 4],
  ])("%s is told", (_, text, line) => {
    expect(problems(text)).toEqual([expect.stringMatching(`^syntax ${line}:`)]);
  });

  test("is left to kubectl where it speaks of no image and nothing beside it does", () => {
    expect(problems("apiVersion: v1\nkind: ConfigMap\ndata: [\n")).toEqual([]);
  });

  test("is no problem where it parses and is no object", () => {
    expect(problems("apiVersion: v1\nkind: Service\n---\nimage: nginx\n")).toEqual([]);
  });

  test("of many errors the first is told, and nothing behind it is composed", () => {
    const text = `${good}${'x: "\\q"\n'.repeat(1_000)}`;
    expect(problems(text)).toEqual(["syntax 8:5 the YAML can't be parsed: invalid escape sequence \\q"]);
    const tokens = [...new Parser().parse(text)];
    const document = tokens.find(({ type }) => type === "document");
    if (document?.type !== "document" || document.value?.type !== "block-map") throw new Error("no mapping");
    let reached = false;
    Object.defineProperty(document.value.items, 500, {
      get: () => {
        reached = true;
        return { start: [] };
      },
    });
    expect(composeUntilError(tokens)).toMatchObject({ kind: "failed", error: { code: "BAD_DQ_ESCAPE" } });
    expect(reached).toBe(false);
  });

  test("an error within the document comes before what is behind its end", () => {
    expect(problems(`${podWith('- image: "\\q"')}}\n`)).toEqual([expect.stringMatching(/^syntax 7:/)]);
  });

  test("is ignored in a file that is none", () => {
    expect(problems("image: [\nx:\n  apiVersion: v1\n  kind: Pod\n")).toEqual([]);
  });

  test("in a template is told once for the file", () => {
    const broken = podWith("- image: {{ .a }}:{{ .b }}");
    expect(problems([broken, good, broken].join("---\n"))).toEqual([
      `template 7:22 the file holds "{{" and doesn't parse until it is rendered: unexpected scalar at node end`,
    ]);
    expect(usesOf([broken, good, broken].join("---\n"))).toEqual(["nginx 15:14-15:19"]);
  });

  test("unknown tags hide nothing", () => {
    expect(usesOf(podWith("- image: !image nginx", "- !container {image: b}"))).toEqual([
      "nginx 7:21-7:26",
      "b 8:26-8:27",
    ]);
  });
});

describe("limits", () => {
  const holding = (value: string): string => `${good}data: ${value}\n`;

  test.each([
    ["flow sequences", "[".repeat(100_000)],
    ["flow mappings", "{a: ".repeat(100_000)],
    ["block sequences", `\n  ${"- ".repeat(100_000)}`],
    ["block mappings", Array.from({ length: 3_000 }, (_, level) => `\n${" ".repeat(level + 1)}a:`).join("")],
    ["explicit keys", `\n  ${"? ".repeat(100_000)}`],
  ])("%s nested too deep", (_, value) => {
    expect(problems(`${holding(value)}---\n${good}`)).toEqual([
      expect.stringMatching(`^too-deep .* nested deeper than ${maxDepth} levels$`),
    ]);
    expect(usesOf(`${holding(value)}---\n${good}`)).toHaveLength(1);
  });

  test("as deep as the limit is read", () => {
    const inside = maxDepth - 2;
    expect(problems(holding("[".repeat(inside) + "]".repeat(inside)))).toEqual([]);
    expect(problems(holding("[".repeat(inside + 1) + "]".repeat(inside + 1)))).toHaveLength(1);
  });

  const bomb = (levels: number): string =>
    Array.from(
      { length: levels },
      (_, level) =>
        `a${level}: &a${level} [${Array(10)
          .fill(level === 0 ? "lol" : `*a${level - 1}`)
          .join(", ")}]\n`,
    ).join("");

  test("aliases that stand for a billion nodes", () => {
    expect(problems(`${good}${bomb(9)}`)).toEqual([
      `too-many-aliases 13:20 the document's aliases stand for more than ${maxAliasedNodes} nodes`,
    ]);
    expect(problems(`${good}${bomb(5)}`)).toEqual([]);
  });

  test("lists of lists through aliases", () => {
    const list = (level: number): string =>
      (level === 0
        ? "{apiVersion: v1, kind: Pod, spec: {containers: [{image: nginx}]}}"
        : "{apiVersion: v1, kind: List, items: [") +
      (level === 0
        ? ""
        : `${Array(10)
            .fill(`*l${level - 1}`)
            .join(", ")}]}`);
    const text = `apiVersion: v1\nkind: List\n${Array.from({ length: 9 }, (_, level) => `l${level}: &l${level} ${list(level)}\n`).join("")}items: [*l8]\n`;
    expect(problems(text)).toEqual([expect.stringMatching(/^too-many-aliases /)]);
    expect(readText(text).uses).toEqual([]);
  });

  test("aliases that lead too deep", () => {
    const chain = Array.from(
      { length: maxDepth },
      (_, level) => `a${level}: &a${level} [${level === 0 ? "x" : `*a${level - 1}`}]\n`,
    ).join("");
    expect(problems(`${good}${chain}`)).toEqual([
      expect.stringMatching(/^too-deep .* with its aliases written out, nested deeper than/),
    ]);
  });

  test("tokens of one document", () => {
    const text = `${good}data: [${",".repeat(1_000)}]\n`;
    const parsed = parseSlice({ path: "a.yaml", text }, { start: 0, text }, { ...parseLimits, tokens: 1_000 });
    expect(parsed).toMatchObject({
      kind: "failure",
      why: "too-large",
      message: "the document is over the limit of 1000 YAML tokens",
    });
    expect(problems(text)).toEqual([expect.stringMatching(/^syntax /)]);
  });
});

describe("the tokens of one file", () => {
  const pod = podWith("- image: nginx");
  const json = '{"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"image":"nginx"}]}}\n';
  const over = "is over the limit of 400 YAML tokens: this document and what follows is not read";

  test.each([
    ["documents", `${pod}---\n`],
    ["JSON objects", json],
  ])("are counted over all of its %s, and told where they are used up", (_, text) => {
    const {
      uses,
      problems: found,
      documents,
      unparsed,
    } = readText(text.repeat(100), "a.yaml", {
      ...parseLimits,
      fileTokens: 400,
    });
    expect(found.map(told)).toEqual([expect.stringMatching(new RegExp(`^too-large .* the file ${over}$`))]);
    expect(uses.length).toBeGreaterThan(5);
    const stop = found[0]?.span.start ?? 0;
    expect(uses.every(({ span }) => span.end < stop)).toBe(true);
    expect(documents).toBe(uses.length + unparsed);
    expect(unparsed).toBeGreaterThan(0);
  });

  test("what is parsed is counted once, and ten more for each document", () => {
    const tokens = 10 * [...kubectlLexer().lex(json.trim())].length;
    const problemsWithin = (fileTokens: number): number =>
      readText(json.repeat(10), "a.yaml", { ...parseLimits, fileTokens }).problems.length;
    expect(problemsWithin(tokens + 100)).toBe(0);
    expect(problemsWithin(tokens + 99)).toBe(1);
  });
});

describe("any text", () => {
  const pieces = fc.constantFrom(
    "  - image: a\n",
    "spec:",
    " containers:\n",
    "- ",
    "image",
    ": ",
    "\n",
    "\r",
    "  ",
    "\t",
    "&a ",
    "*a",
    "<<",
    "[",
    "]",
    "{",
    "}",
    ",",
    "? ",
    "|",
    ">-",
    '"',
    "'",
    "#",
    "%",
    "!",
    "---\n",
    "...\n",
    "🦀",
    "\\",
    "\uFEFF",
    "{{",
  );

  test("is read without throwing, and every span lies within it", () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
        const text = `${good}${parts.join("")}`;
        const { uses, problems: found } = readText(text);
        for (const { span } of [...uses, ...found]) {
          expect(span.start).toBeGreaterThanOrEqual(0);
          expect(span.end).toBeGreaterThanOrEqual(span.start);
          expect(span.end).toBeLessThanOrEqual(text.length);
        }
        expect(found.every(({ message }) => !message.includes("\n"))).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

test("the lexer still has the methods and fields of `yaml` that it replaces", () => {
  expect(() => kubectlLexer()).not.toThrow();
});

test("the composer still has the handler of errors that it replaces", () => {
  expect(() => composeUntilError([])).not.toThrow();
});

// The plain reader gives what the parser gives, or leaves the text to it: over examples, the corpus, and texts nobody wrote.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decode } from "../../src/manifests/decode.ts";
import { documentSlices } from "../../src/manifests/documents.ts";
import { parseLimits, parseSlice } from "../../src/manifests/parse.ts";
import { plainRoot } from "../../src/manifests/plain.ts";
import { isManifestName } from "../../src/manifests/names.ts";
import { comparison } from "./plain-shape.ts";

const corpus = join(import.meta.dirname, "../corpus");
const documents = readdirSync(corpus, { recursive: true, encoding: "utf8" })
  .filter((path) => isManifestName(path) && path.includes("/"))
  .flatMap((path) => {
    const decoded = decode(readFileSync(join(corpus, path)));
    return decoded.kind === "text" ? documentSlices(decoded.text).map(({ text }) => text) : [];
  });

describe("what is read", () => {
  test.each([
    ["mappings and lists", "a:\n  b: c\n  d:\n    - e\n    - f: g\n      h: i\n"],
    ["a list as far in as its key", "a:\n- b\n- c: d\n  e:\n  - f\ng: h\n"],
    ["a root that is a list, or indented", "  - a\n  - b: c\n"],
    [
      "a marker, comments and blank lines anywhere",
      "# a\n--- # b\n\n# c\na: # d\n    # e\n  b: c # f\n\n# g\n  d: e\n#\n",
    ],
    ["words and signs", "a: -1\nb: x:y#z, {w} [v]\nc: $(d) %\ne/f.g-h: ~\n$i: 1.10\n"],
    ["quotes", `"a": 'b''c'\n'd': "e\\n\\x41"\nf: "g" # h\ni: ""\nj: ''\n`],
    ["nothing", "a:\nb:   \nc: # d\ne:\n  f:\n"],
    ["texts", "a: |\n  b\n\n    c: d\n  # e\n\nf: >- # g\n  h\n  i\nj:\n- |-\n  k\n- l: |\n    m\n"],
    ["a text at the end without a line break", "a: |\n  b"],
    ["lists and mappings in brackets", `a: [b, -c, "d", 'e', [f g], {h: i, "j": k:1}]\nl: {}\nm: []\nn: [o,]\n`],
    ["the same over lines", "a: [\n  b, # c\n\n# d\nc\n]\ne: {f: [\ng]\n}\n"],
    ["anchors and aliases", "a: &b c\nd: *b\ne: &f\n  g: h\ni: &j\n- *f\nk: &l |\n  m\nn: &o [p]\n"],
    ["of two keys of one name both", "a: b\na: c\n"],
    ["characters outside the first plane", 'a: 🦀\nb: ["🦀"]\nc: d\n'],
  ])("%s", (_, text) => {
    expect(comparison(text)).toBe("same");
  });
});

describe("what is left to the parser", () => {
  test.each([
    ["nothing at all", "# a\n"],
    ["braces at the root", '{"a": "b"}\n'],
    ["words that go on", "a: b\n  c\n"],
    ["quotes that go on", 'a: "b\n  c"\n'],
    ["a text on the next line", "a:\n  b\n"],
    ["an indentation that fits nothing", "a:\n    b: c\n  d: e\n"],
    ["tabs", "a:\tb\n"],
    ["tags", "a: !!str b\n"],
    ["merges", "a: &b {c: d}\ne:\n  <<: *b\n"],
    ["an alias of nothing", "a: *b\n"],
    ["explicit keys", "? a\n: b\n"],
    ["directives", "%YAML 1.2\n---\na: b\n"],
    ["lists in lists on one line", "- - a\n"],
    ["a key in a value", "a: b: c\n"],
    ["a comment without a space", 'a: "b"#c\n'],
    ["texts with an indentation of their own, or whose last lines count", "a: |2\n   b\nc: |+\n  d\n\n"],
    ["texts that begin with too many spaces", "a: |\n     \n  b\n"],
    ["CR LF", "a: b\r\n"],
    ["a byte order mark", "\uFEFFa: b\n"],
    ["two commas", "a: [b,,c]\n"],
    ["an unquoted template", "a: {{ b }}\n"],
  ])("%s", (_, text) => {
    expect(comparison(text)).toBe("left");
  });

  test("levels past the limit, and what has more tokens than the file has left", () => {
    const deep = Array.from({ length: 200 }, (_, level) => `${" ".repeat(level)}a:\n`).join("");
    expect(plainRoot(deep)).toBeNull();
    const slice = { start: 0, text: "a: b\n".repeat(100) };
    const parsed = parseSlice({ path: "a.yaml", text: slice.text }, slice, parseLimits, { tokens: 300 });
    expect(parsed).toMatchObject({ kind: "failure", why: "too-large" });
  });
});

describe("the corpus", () => {
  test("every document is read to the same nodes, and most without the parser", () => {
    const results = documents.map((text) => comparison(text));
    expect(results.filter((result) => result !== "same" && result !== "left")).toEqual([]);
    expect(results.filter((result) => result === "same").length).toBeGreaterThan(documents.length * 0.8);
  });
});

/** Lines that mean something to YAML, and some that nearly do. */
const lines = [
  "a:¦b: x¦- c: d¦- e¦# k¦¦   ¦f: |¦g: >-¦- |¦text¦- - x¦-¦-   z: 1¦h: [¦]¦h: [a,¦b]¦i: {}¦j: []¦m: x # c¦n: # c",
  "o: &p x¦o: &p¦q: *p¦- *p¦- &p r¦s: {a: b, c: [d]}¦{a: b}¦t: [a b, -c, d:e]¦? u¦: v¦w : x¦x:y¦y: a: b¦z: -1",
  `k: "q"¦l: 'q''r'¦- "s": t¦'u': v¦a: "b\\n"¦b: "\\q"¦c: "x"#c¦d: 'a¦b'¦v: 'x' y¦w: "a" # b¦x: ["a" , 'b']¦- # l`,
  "e: [a, # c¦d]¦k: {a: b¦l: c}¦o: [a, , b]¦o: [a,]¦p: ~¦- r:¦-  s: >¦$x: y¦..: z¦ae: [a#c]¦af: [-]¦ah: [a:, b]",
  "ai: [a: b]¦aj: {a: , b: c}¦al: x:¦&q n: x¦- &q o: x¦ar: &r *p¦as: &r # c¦a.b/c-d: e¦mm: a, b¦b: !!str c¦\tx: y",
].flatMap((some) => some.split("¦"));

/** Up to eight of them, each a little further in or out than the one before. */
const text = fc
  .array(fc.tuple(fc.constantFrom(...lines), fc.constantFrom(0, 0, 0, 2, 2, 2, -2, -2, 1, -1, -9)), {
    minLength: 1,
    maxLength: 8,
  })
  .map((steps) => {
    let indent = 0;
    return steps.map(([line, by]) => `${" ".repeat((indent = Math.max(0, indent + by)))}${line}\n`).join("");
  });

/** What a hand that slips does to a line. */
const slip = fc.tuple(
  fc.nat(),
  fc.constantFrom<(line: string, at: number, sign: string) => readonly string[]>(
    () => [],
    (line) => [line, line],
    (line) => [`  ${line}`],
    (line) => [line.replace(/^ {1,2}/, "")],
    (line, at, sign) => [line.slice(0, at) + sign + line.slice(at)],
    (line, at, sign) => [line.slice(0, at) + sign + line.slice(at + 1)],
    (line, at) => [line.slice(0, at), line.slice(at)],
  ),
  fc.nat({ max: 40 }),
  fc.constantFrom(...`|¦:¦#¦: ¦ #¦- ¦"¦'¦>¦&a ¦*a¦!b ¦? ¦{¦}¦[¦]¦,¦\t¦%¦@¦\n¦~¦---¦\r¦\uFEFF¦\u00A0`.split("¦")),
);

describe("texts nobody wrote", () => {
  const isFaithful = (one: string): void => {
    expect(["same", "left"]).toContain(comparison(one));
  };

  test("lines at random", () => {
    fc.assert(fc.property(text, isFaithful), { numRuns: 5000 });
  });

  test("documents of the corpus after some slips", () => {
    const short = documents.filter((one) => one.length < 5000);
    const slipped = fc.tuple(fc.constantFrom(...short), fc.array(slip, { minLength: 1, maxLength: 3 }));
    fc.assert(
      fc.property(slipped, ([one, slips]) => {
        const written = slips.reduce((before, [where, change, at, sign]) => {
          const all = before.split("\n");
          return all
            .flatMap((line, index) => (index === where % all.length ? change(line, at, sign) : [line]))
            .join("\n");
        }, one);
        for (const { text: slice } of documentSlices(written)) isFaithful(slice);
      }),
      { numRuns: 600 },
    );
  });
});

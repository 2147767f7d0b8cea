// The measure is measured: what is missed, too much, misplaced or misread is told, and what isn't is not.
import { noAccess } from "../../src/manifests/file-reading.ts";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { differencesOf } from "../../scripts/corpus/differences.ts";
import { corporaAt } from "../../scripts/corpus/folder.ts";
import { sparedOf } from "../../scripts/corpus/full.ts";
import { compare } from "../../scripts/corpus/match.ts";
import { readRows, type Row } from "../../scripts/corpus/row.ts";
import { shortfalls, tableOf } from "../../scripts/corpus/table.ts";
import { type Use, usesIn, usesInListing } from "../../scripts/corpus/use.ts";
import { folderWith } from "../manifests/folder.ts";
import { podWith } from "../manifests/extraction.ts";

const row: Row = {
  file: "a.yaml",
  line: 7,
  column: 14,
  tagLine: null,
  tagColumn: null,
  image: "registry.test/shop/web:1",
  class: "core",
  path: "spec.containers[0].image",
  shadowed: false,
};
const use: Use = {
  file: "a.yaml",
  line: 7,
  column: 14,
  image: "registry.test/shop/web:1",
  source: "core",
  owner: "Pod web",
  path: "spec.containers[0].image",
  related: [],
};

/** The headings under which something is told, each with its lines. */
function told(rows: readonly Row[], uses: readonly Use[]): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(differencesOf(compare(rows, uses)).map(({ heading, lines }) => [heading, lines]));
}

describe("a use and a row", () => {
  test("that agree are told of nothing", () => {
    expect(told([row], [use])).toEqual({});
    expect(shortfalls(compare([row], [use]))).toEqual([]);
  });

  test("a row without a use is missed", () => {
    expect(told([row], [])).toEqual({
      missed: ['a.yaml:7:14  core "registry.test/shop/web:1" spec.containers[0].image'],
    });
    expect(shortfalls(compare([row], []))).toEqual(["core kinds: recall 0.0 %, promised 100.0 %"]);
  });

  test("a use without a row is too much", () => {
    const other = { ...use, line: 9, image: "nginx", path: "spec.containers[1].image" };
    expect(told([row], [use, other])).toEqual({
      "found, and no row names it": ['a.yaml:9:14  core "nginx" Pod web, spec.containers[1].image'],
    });
    expect(shortfalls(compare([row], [use, other]))).toEqual(["core kinds: precision 50.0 %, promised 99.9 %"]);
  });

  test("in another column, or on another line, they are apart", () => {
    const wrong = "core kinds: 1 of 1 positions are wrong";
    for (const moved of [
      { ...use, column: 13 },
      { ...use, line: 8 },
    ]) {
      expect(told([row], [moved])).toEqual({ "in the wrong place": [expect.stringContaining("is found at a.yaml:")] });
      expect(shortfalls(compare([row], [moved]))).toEqual([wrong]);
    }
  });

  test("another image in the same place is misread", () => {
    const read = { ...use, image: "registry.test/shop/web" };
    expect(told([row], [read])).toEqual({ "read as something else": [expect.stringContaining("is read as")] });
  });

  test("in another file they have nothing in common", () => {
    expect(Object.keys(told([row], [{ ...use, file: "b.yaml" }]))).toEqual(["missed", "found, and no row names it"]);
  });
});

describe("rows of their own kind", () => {
  test("a duplicate key that loses is not expected, and finding it is too much", () => {
    const shadowed = { ...row, line: 6, image: "registry.test/shop/loses:1", shadowed: true };
    expect(told([shadowed, row], [use])).toEqual({});
    const losing = { ...use, line: 6, image: shadowed.image };
    expect(Object.keys(told([shadowed, row], [losing, use]))).toEqual(["found, and no row names it"]);
  });

  test.each(["policy", "output", "empty"])("%s: must not be found", (name) => {
    const pattern = { ...row, class: name };
    expect(told([pattern], [])).toEqual({});
    expect(Object.keys(told([pattern], [use]))).toEqual(["found, and no row names it"]);
    expect(tableOf(compare([pattern], [use])).at(-1)).toMatch(new RegExp(`^not: ${name} +1 +1$`));
  });

  test("a class that decides nothing is no extra where it is found, and no shortfall where it isn't", () => {
    const argument = { ...row, class: "arg" };
    expect(told([argument], [{ ...use, source: "string" }])).toEqual({});
    expect(shortfalls(compare([argument], []))).toEqual([]);
  });

  test("a pair is found at the tag; its column counts where the row knows it", () => {
    const pair = { ...row, class: "helm-values", tagLine: 8 };
    const atTag = { ...use, line: 8, column: 22, source: "helm-values" };
    expect(told([pair], [atTag])).toEqual({});
    expect(told([{ ...pair, tagColumn: 22 }], [atTag])).toEqual({});
    expect(Object.keys(told([{ ...pair, tagColumn: 23 }], [atTag]))).toEqual(["in the wrong place"]);
    expect(Object.keys(told([pair], [{ ...atTag, line: 7 }]))).toEqual(["in the wrong place"]);
  });

  test("an artifact's name is enough where its row knows no tag", () => {
    const artifact = { ...row, class: "artifact", image: "oci://registry.test/charts/web" };
    const atTag = { ...use, line: 5, image: "registry.test/charts/web:1", source: "custom", related: ["a.yaml:7"] };
    expect(told([artifact], [atTag])).toEqual({});
    expect(Object.keys(told([artifact], [{ ...atTag, related: [] }]))).toContain("missed");
  });
});

describe("several on one line", () => {
  test("are told apart by their images", () => {
    const second = { ...row, column: 60, image: "nginx:1", path: "spec.containers[1].image" };
    const found = { ...use, column: 60, image: "nginx:1", path: "spec.containers[1].image" };
    expect(told([row, second], [found, use])).toEqual({});
    expect(told([row, second], [found])).toEqual({ missed: [expect.stringContaining("registry.test/shop/web:1")] });
  });

  test("one scalar that starts several pulls may have one row, but nothing is found twice in one place", () => {
    expect(told([row], [use, { ...use, path: "spec.containers[1].image" }])).toEqual({});
    expect(Object.keys(told([row], [use, { ...use }]))).toEqual(["found, and no row names it"]);
  });
});

describe("the table", () => {
  test("counts by class, and never rounds up to all", () => {
    const rows = Array.from({ length: 2000 }, (_, index) => ({ ...row, line: index + 1 }));
    const uses = rows.slice(1).map(({ line }) => ({ ...use, line }));
    const [heading = "", core = ""] = tableOf(compare(rows, uses));
    expect(heading).toMatch(/^class +expected +found +recall +extra +precision +positions right$/);
    expect(core).toMatch(/^core kinds +2000 +1999 +99\.9 % +0 +100\.0 % +1999 of 1999$/);
  });

  test("shows a class and a source that nobody has named yet", () => {
    const lines = tableOf(compare([{ ...row, class: "novel" }], [{ ...use, file: "b.yaml", source: "hearsay" }]));
    expect(lines.some((line) => /^novel +1 +0 /.test(line))).toBe(true);
    expect(lines.some((line) => /^source hearsay .* 1 +0\.0 %$/.test(line))).toBe(true);
  });
});

describe("what is read", () => {
  test("rows, with a tag's line that may be null", () => {
    const { path: _, shadowed: __, ...written } = { ...row, class: "helm-values" };
    expect(readRows(`${JSON.stringify(written)}\n\n`, "a.expected.jsonl")).toEqual([
      { ...written, path: "", shadowed: false },
    ]);
  });

  test.each(["{", "[]", '{"file":"a.yaml","line":"7","column":1,"image":"a","class":"core"}'])("no row: %s", (line) => {
    expect(() => readRows(`\n${line}\n`, "a.expected.jsonl")).toThrow("a.expected.jsonl:2: no row");
  });

  test("what is no listing is refused", () => {
    expect(() => usesInListing("{}")).toThrow("no listing");
  });

  test("a folder is measured with its rows beside it, by itself or with its neighbours", () => {
    const pod = podWith("- name: web", "  image: registry.test/shop/web:1");
    const folder = folderWith({
      "one/a.yaml": pod,
      "one.expected.jsonl": `${JSON.stringify(row)}\n`,
      "two/a.yaml": pod,
    });
    expect(corporaAt(folder)).toEqual(corporaAt(`${folder}/one/`));
    expect(() => corporaAt(`${folder}/two`)).toThrow("two.expected.jsonl");
    expect(() => corporaAt(`${folder}/three`)).toThrow("is not there");
    const [corpus] = corporaAt(folder);
    const uses = usesIn(corpus?.folder ?? "", fileURLToPath(new URL("../../src/cli.ts", import.meta.url)));
    expect(told(corpus?.rows ?? [], uses)).toEqual({ "in the wrong place": [expect.stringContaining("a.yaml:8:14")] });
  });
});

describe("the cheap look", () => {
  const pod = podWith("- name: web", "  image: registry.test/shop/web:1");
  const source = { path: "a.yaml", text: `${pod}---\napiVersion: v1\nkind: Service\n` };

  test("that spares a document with a use is told", () => {
    const nothing = sparedOf(source, () => ({
      toParse: [],
      settled: 2,
      isManifest: true,
      access: noAccess,
    }));
    expect(nothing).toMatchObject({ documents: 2, parsed: 0, uses: 1 });
    expect(nothing.lost).toEqual(['a.yaml:8:14  core "registry.test/shop/web:1" Pod, spec.containers[0].image']);
  });

  test("of ours spares none", () => {
    expect(sparedOf(source).lost).toEqual([]);
  });
});

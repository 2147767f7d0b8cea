// The image and its place, in every style that YAML has for a scalar.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { at, podWith, readText, textOf, told, usesOf } from "./extraction.ts";

describe("the styles of a scalar", () => {
  test.each([
    ["plain", podWith("- image: nginx:1.27"), ["nginx:1.27 7:14-7:24"]],
    ["plain with a comment", podWith("- image: nginx:1.27 # web"), ["nginx:1.27 7:14-7:24"]],
    ["double quotes", podWith(`- image: "nginx:1.27"`), ["nginx:1.27 7:15-7:25"]],
    ["single quotes", podWith(`- image: 'nginx:1.27'`), ["nginx:1.27 7:15-7:25"]],
    ["a quoted key", podWith(`- "image": nginx`), ["nginx 7:16-7:21"]],
    ["on the line after its key", podWith("- image:", "    nginx:1.27", "  name: web"), ["nginx:1.27 8:9-8:19"]],
    ["folded", podWith("- image: >-", "    quay.io/a/b@sha256:0f", "  name: web"), ["quay.io/a/b@sha256:0f 8:9-8:30"]],
    [
      "folded, with an indentation, a comment and blank lines",
      podWith("- image: >2- # why", "", "    nginx", "", "  name: a"),
      ["\nnginx 9:9-9:14"],
    ],
    ["literal, which keeps its line break", podWith("- image: |", "    nginx", "  name: web"), ["nginx\n 8:9-8:14"]],
    [
      "plain over two lines, which become one",
      podWith("- image: nginx", "    :1", "  name: a"),
      ["nginx :1 7:14-8:11"],
    ],
    ["flow style", podWith("- {name: a, image: nginx:1.27, tty: true}"), ["nginx:1.27 7:24-7:34"]],
    ["tagged and anchored", podWith("- image: !!str &web nginx"), ["nginx 7:25-7:30"]],
    ["a number stays what is written", podWith("- image: 1.10"), ["1.10 7:14-7:18"]],
    ["and so does what YAML 1.1 calls a boolean", podWith("- image: on"), ["on 7:14-7:16"]],
    ["escapes are read, the span is what is written", podWith(String.raw`- image: "ngin\x78"`), ["nginx 7:15-7:23"]],
    ["columns count code points", podWith("- {name: 🦀é, image: nginx}"), ["nginx 7:25-7:30"]],
  ])("%s", (_, text, expected) => {
    expect(usesOf(text)).toEqual(expected);
  });

  test("JSON, tabs and all", () => {
    const pod = { apiVersion: "v1", kind: "Pod", spec: { containers: [{ image: "nginx:1.27" }] } };
    expect(usesOf(JSON.stringify(pod, null, "\t"))).toEqual(["nginx:1.27 7:15-7:25"]);
    expect(usesOf(JSON.stringify(pod))).toEqual(["nginx:1.27 1:65-1:75"]);
  });

  test.each([
    ["CR LF", "\r\n"],
    ["lone CR", "\r"],
  ])("%s, over two documents", (_, lineBreak) => {
    const text = `${podWith("- image: a")}---\n${podWith("- image: >-", "    b")}`;
    expect(usesOf(text.replaceAll("\n", lineBreak))).toEqual(["a 7:14-7:15", "b 16:9-16:10"]);
  });

  test.each(['""', "''", '"  "', "~", "null", "", "[a]", "{a: b}"])("%s is no image", (written) => {
    expect(usesOf(podWith(`- image: ${written}`, "  name: a"))).toEqual([]);
  });

  test("the word null in quotes is one", () => {
    expect(usesOf(podWith(`- image: "null"`))).toEqual(["null 7:15-7:19"]);
  });

  test("of duplicate keys the last wins, as with kubectl", () => {
    expect(usesOf(podWith("- image: a", "  image: b"))).toEqual(["b 8:14-8:15"]);
    expect(usesOf(podWith("- image: a", "  image: ~"))).toEqual([]);
  });

  test("an unquoted template is a mapping by chance: no use, and a problem of its file, told once", () => {
    const text = podWith(
      "- image: {{ .Values.image }}",
      `- image: {{ include "web.image" . | quote }} # c`,
      "- image: a",
    );
    expect(usesOf(text)).toEqual(["a 9:14-9:15"]);
    expect(readText(text).problems.map(told)).toEqual([
      'template 7:14 "{{ .Values.image }}" stands where an image belongs: the file is no manifest until it is rendered',
    ]);
    expect(usesOf(podWith('- image: "{{ .Values.image }}"'))).toEqual(["{{ .Values.image }} 7:15-7:34"]);
  });

  test("quoted scalars may go on over lines that are indented too little, as kubectl reads them", () => {
    const text = podWith(`- args: ["`, `  image: "nginx:1"`).replace(`["\n`, `["\n  uname -a ;\n  "]\n`);
    expect(usesOf(text)).toEqual(["nginx:1 10:15-10:22"]);
    expect(usesOf(podWith(`- args: ['a`).replace("'a\n", "'a\n\nb']\n      image: c\n"))).toEqual(["c 10:14-10:15"]);
  });
});

describe("flow collections may go on over lines that are indented too little, as kubectl reads them", () => {
  const next = "- image: b";

  test.each([
    ["a bracket in the first column", podWith("- args: [", `      "a"\n]`, "  image: a", next), [10, 11]],
    [
      "elements in it",
      podWith("- args: [", '"a",', '"b"', "]", "  image: a", next).replaceAll(/^ +(?=["\]])/gm, ""),
      [11, 12],
    ],
    ["plain elements over two lines", podWith("- args: [a", "  image: a").replace("[a\n", "[a\nb,\nc]\n"), [10]],
    ["a mapping", podWith("- {", next).replace("{\n", "{\nimage: a,\nname: b\n}\n"), [8, 11]],
    ["one in another", podWith("- args: [", "  image: a", next).replace("[\n", '[["a",\n{b: "\nc"\n}]\n]\n'), [12, 13]],
    [
      "comments and blank lines",
      podWith("- args: [", "  image: a").replace("[\n", "[ # b\n\n# c\na # d\n] # e\n"),
      [12],
    ],
  ])("%s", (_, text, lines) => {
    for (const lineBreak of ["\n", "\r\n"]) {
      const { uses, problems } = readText(text.replaceAll("\n", lineBreak));
      expect(problems).toEqual([]);
      expect(uses.map(({ image, span }) => `${image} ${at(span).split(":")[0]}`)).toEqual(
        lines.map((line, index) => `${"ab"[index]} ${line}`),
      );
    }
  });

  test("one that is never closed is told on its line", () => {
    expect(
      readText(podWith("- args: [a, b", "  image: a", next)).problems.map(({ span }) => at(span).split(":")[0]),
    ).toEqual(["7"]);
  });

  test("the indentation outside counts again behind it", () => {
    const text = podWith("- args: [", "  note: |", "    image: c", "  image: a", next).replace("[\n", "[\na\n]\n");
    expect(usesOf(text)).toEqual(["a 12:14-12:15", "b 13:14-13:15"]);
  });
});

describe("aliases and merge keys", () => {
  const related = (text: string): readonly (readonly string[])[] =>
    readText(text).uses.map((use) => [
      `${use.path.slice(-8, -6)} ${use.image} ${at(use.span)}`,
      ...use.related.map(({ span, message }) => `${at(span)} ${message}`),
    ]);

  test("an alias is decided at its anchor; where it stands is told", () => {
    expect(related(podWith("- image: &web nginx", "- image: *web"))).toEqual([
      ["0] nginx 7:19-7:24"],
      ["1] nginx 7:19-7:24", `8:14-8:18 used here through the alias "*web"`],
    ]);
  });

  test("so is a whole container", () => {
    expect(related(podWith("- &c {image: a}", "- *c")).at(1)).toEqual([
      "1] a 7:18-7:19",
      `8:7-8:9 used here through the alias "*c"`,
    ]);
  });

  test("an alias stands for the last anchor of its name before it", () => {
    expect(usesOf(podWith("- image: &a one", "- image: &a two", "- image: *a"))).toEqual([
      "one 7:17-7:20",
      "two 8:17-8:20",
      "two 8:17-8:20",
    ]);
  });

  test("a merged value is decided at its own place; of it and the mapping's own key the later wins, as with kubectl", () => {
    const text = podWith("- &c {image: a, name: x}", "- <<: *c", "- {<<: *c, image: b}", "- image: c", "  <<: *c");
    expect(related(text)).toEqual([
      ["0] a 7:18-7:19"],
      ["1] a 7:18-7:19", `8:11-8:13 used here through the alias "*c"`],
      ["3] a 7:18-7:19", `11:11-11:13 used here through the alias "*c"`],
      ["2] b 9:23-9:24"],
    ]);
    expect(readText(text).uses.map(({ container }) => container)).toEqual(["x", "x", "x", "x"]);
  });

  /** Uses stand in the order of their spans, which does not tell whose they are. */
  const byPlace = (text: string): readonly string[] =>
    readText(text)
      .uses.map(({ path, image, container }) => `${path.slice(-8, -6)} ${image} ${container}`)
      .sort();

  test("of several merged mappings the first wins, of several merges the last", () => {
    const [a, b] = ["- &a {image: a}", "- &b {image: b, name: b}"];
    expect(byPlace(podWith(a, b, "- <<: [*a, *b]", "- <<: [*b, *a]", "- <<: *b", "  <<: *a"))).toEqual([
      "0] a null",
      "1] b b",
      "2] a b",
      "3] b b",
      "4] a b",
    ]);
  });

  test("a merged null takes an image away, as one of its own does", () => {
    expect(byPlace(podWith("- image: a", "  <<: {image: ~}", "- <<: {image: b}", "  image: ~"))).toEqual([]);
  });

  test("a tagged << merges", () => {
    expect(byPlace(podWith("- image: a", "  !!merge <<: {image: b}"))).toEqual(["0] b null"]);
  });

  test("merged mappings merge in turn; a quoted << is a key", () => {
    const text = podWith("- &a {image: a}", "- &b {<<: *a, name: b}", "- <<: *b", `- {"<<": *a}`);
    expect(readText(text).uses.map(({ container }) => container)).toEqual([null, "b", "b"]);
  });
});

describe("the span of any image in any style is the image", () => {
  const image = fc.stringMatching(/^[a-z][a-z0-9./-]{0,30}(:[A-Za-z0-9._-]{1,10})?$/);
  const styles: readonly ((image: string) => readonly string[])[] = [
    (value) => [`- image: ${value}`],
    (value) => [`- image: "${value}" # comment`],
    (value) => [`- name: é🦀`, `  image:   '${value}'`],
    (value) => [`- {"name": "🦀", "image": "${value}"}`],
    (value) => ["- image: >-", `    ${value}`, "  name: a"],
    (value) => ["- image: |-   # why", "", `      ${value}`],
    (value) => ["- image:", `    ${value}`],
    (value) => [`- image: &here ${value}`, "  name: a"],
    (value) => ["- name: a", `  image: !!str ${value}`, "  args: ['", "b']"],
  ];
  const container = fc.tuple(image, fc.constantFrom(...styles));

  test.each(["\n", "\r\n"])("with line breaks %j", (lineBreak) => {
    fc.assert(
      fc.property(fc.array(fc.array(container, { minLength: 1 }), { minLength: 1 }), (pods) => {
        const text = pods.map((pod) => podWith(...pod.flatMap(([value, style]) => style(value)))).join("---\n");
        const { uses, problems } = readText(text.replaceAll("\n", lineBreak));
        expect(problems).toEqual([]);
        expect(uses.map(({ span }) => textOf(span))).toEqual(pods.flat().map(([value]) => value));
        expect(uses.map((use) => use.image.trim())).toEqual(pods.flat().map(([value]) => value));
      }),
    );
  });
});

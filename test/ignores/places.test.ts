// Which image a comment is for: the manifests are read as the gate reads them.
import { describe, expect, test } from "vitest";
import { placedComments } from "../../src/ignores/places.ts";
import { readManifests } from "../../src/manifests/read.ts";
import { positionOf } from "../../src/manifests/position.ts";
import type { ImageUse } from "../../src/model.ts";
import { memoryFiles } from "../support/files.ts";
import { useOf } from "../support/uses.ts";

/** For each comment, by its line: the containers that it is for. */
async function placed(text: string): Promise<Record<number, readonly (string | null)[]>> {
  const reading = await readManifests({ paths: ["."], exclude: [] }, memoryFiles({ "web.yaml": text }));
  if (reading.kind !== "read") throw new Error(reading.kind);
  return Object.fromEntries(
    [...placedComments(reading.extraction)].map(([{ span }, uses]) => [
      positionOf(span).line,
      uses.map(({ container }) => container),
    ]),
  );
}

const pod = (containers: string): string => `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n${containers}`;
const comment = "# pullgate: ignore -- a";

describe("a comment is for", () => {
  test.each<[string, string, Record<number, readonly string[]>]>([
    ["the image it stands behind", `  - name: a\n    image: x:1 ${comment}\n`, { 6: ["a"] }],
    ["the image below it", `  - name: a\n    ${comment}\n    image: x:1\n`, { 6: ["a"] }],
    ["whatever its own indentation", `  - name: a\n${comment}\n    image: x:1\n`, { 6: ["a"] }],
    [
      "the image below others like it",
      `  - name: a\n    ${comment}\n    ${comment}\n    image: x:1\n`,
      { 6: ["a"], 7: ["a"] },
    ],
    ["an image that begins its item", `  ${comment}\n  - image: x:1\n    name: a\n`, { 5: ["a"] }],
    ["nothing over another comment", `  - name: a\n    ${comment}\n    # other\n    image: x:1\n`, { 6: [] }],
    ["nothing over an empty line", `  - name: a\n    ${comment}\n\n    image: x:1\n`, { 6: [] }],
    ["nothing behind another key", `  - name: a ${comment}\n    image: x:1\n`, { 5: [] }],
    ["nothing below the image", `  - name: a\n    image: x:1\n    ${comment}\n`, { 7: [] }],
    ["the image within braces", `  - {name: a, image: x:1}\n  - {name: b, image: "y:1"} ${comment}\n`, { 6: ["b"] }],
    ["all of a line", `    [{name: a, image: x:1}, {name: b, image: y:1}] ${comment}\n`, { 5: ["a", "b"] }],
    ["a block scalar's header", `  - name: a\n    image: >- ${comment}\n      x:1\n`, { 6: ["a"] }],
    ["nothing, within the block scalar itself", `  - name: a\n    image: |-\n      x:1 ${comment}\n`, { 7: [] }],
    ["the end of a text over two lines", `  - name: a\n    image: "x\\\n      :1" ${comment}\n`, { 7: ["a"] }],
    ["with CR LF", `  - name: a\r\n    ${comment}\r\n    image: x:1 ${comment}\r\n`, { 6: ["a"], 7: ["a"] }],
    ["the anchor's uses", `  - {name: a, image: &i x:1} ${comment}\n  - {name: b, image: *i}\n`, { 5: ["a", "b"] }],
    ["the alias's own", `  - {name: a, image: &i x:1}\n  - {name: b, image: *i} ${comment}\n`, { 6: ["b"] }],
  ])("%s", async (_, containers, expected) => {
    expect(await placed(pod(containers))).toEqual(expected);
  });

  test("a split name: the line of each part, in its own file", () => {
    const text = `name: x ${comment}\ntag: "1" ${comment}\n`;
    const file = { path: "a.yaml", text };
    const at = (token: string) => ({ file, start: text.indexOf(token), end: text.indexOf(token) + 1 });
    const elsewhere = { ...at("x"), file: { path: "b.yaml", text } };
    const whole: ImageUse = useOf("x:1", { span: at('1"'), related: [{ span: at("x"), message: "the name" }] });
    const other: ImageUse = useOf("x:1", { span: at('1"'), related: [{ span: elsewhere, message: "the base's" }] });
    const comments = [0, 1].map((nth) => {
      const start = text.indexOf("#", nth === 0 ? 0 : text.indexOf("tag"));
      return { span: { file, start, end: start + comment.length }, text: "", alone: false, inText: false };
    });
    const uses = [...placedComments({ comments, uses: [whole, other] }).values()];
    expect(uses).toEqual([[whole], [whole, other]]);
  });
});

describe("files without images", () => {
  const extracted = async (files: Record<string, string>) => {
    const reading = await readManifests({ paths: ["."], exclude: [] }, memoryFiles(files));
    return reading.kind === "read" ? reading.extraction.comments.map(({ span }) => span.file.path) : [];
  };

  test("objects are looked at, what is no manifest is not", async () => {
    const files = {
      "a.yaml": `apiVersion: v1\nkind: ConfigMap\ndata: {} ${comment}\n`,
      "b.yaml": `settings: of something ${comment}\n`,
      "c.yaml": `images: of something ${comment}\n`,
      "d.yaml": pod(`  - image: x:1 ${comment}\n`),
    };
    expect(await extracted(files)).toEqual(["a.yaml", "d.yaml"]);
  });
});

test("ten thousand stacked comments, and as many images", async () => {
  const stack = `    ${comment}\n`.repeat(10_000);
  const containers = `  - name: a\n${stack}    image: x:1\n`;
  const started = performance.now();
  expect(Object.values(await placed(pod(containers))).every((uses) => uses.length === 1)).toBe(true);
  expect(performance.now() - started).toBeLessThan(5000);
});

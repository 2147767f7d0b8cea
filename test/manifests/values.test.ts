// Looking into mappings: which of several keys and merges counts, and how long it takes where there are thousands of keys.
import { expect, test } from "vitest";
import { podWith, readText } from "./extraction.ts";

function imagesOf(...container: readonly string[]): readonly string[] {
  return readText(podWith(...container)).uses.map(({ image }) => image);
}

test.each([
  ["- { image: a:1, image: b:1 }", ["b:1"]],
  ["- { <<: { image: a:1 }, image: b:1 }", ["b:1"]],
  ["- { image: b:1, <<: { image: a:1 } }", ["a:1"]],
  ["- { image: b:1, <<: { name: a } }", ["b:1"]],
  ["- { <<: { image: a:1 }, <<: { image: c:1 } }", ["c:1"]],
  ["- { <<: { image: a:1 }, image: b:1, <<: { name: c } }", ["b:1"]],
  ["- { <<: [{ image: a:1 }, { image: c:1 }] }", ["a:1"]],
  ['- { image: b:1, "<<": { image: a:1 } }', ["b:1"]],
])("%s", (container, images) => {
  expect(imagesOf(container)).toEqual(images);
});

test("thousands of images in one mapping: what is asked of it for each costs no walk through all", () => {
  const entries = Array.from({ length: 4000 }, (_, index) => `  k${index}: { image: "registry.test/web:${index}" }\n`);
  const text = `apiVersion: example.com/v1\nkind: Widget\nmetadata: { name: w }\nspec:\n${entries.join("")}`;
  const started = performance.now();
  expect(readText(text).uses).toHaveLength(4000);
  // A minute and more, where every key is gone through for every image.
  expect(performance.now() - started).toBeLessThan(10_000);
});

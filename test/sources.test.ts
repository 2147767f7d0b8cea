// What CONTRIBUTING.md says of every source, held here.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const sources = ["src", "scripts", "bench"].flatMap((folder) =>
  readdirSync(`${root}${folder}`, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => ({
      name: `${folder}/${name}`,
      lines: readFileSync(`${root}${folder}/${name}`, "utf8").split("\n"),
    })),
);
const opening = (lines: readonly string[]): number => lines.findIndex((line) => !line.startsWith("// "));

test("a source opens with one to three lines on its purpose", () => {
  expect(sources.length).toBeGreaterThan(100);
  const odd = sources.filter(({ lines }) => opening(lines) < 1 || opening(lines) > 3);
  expect(odd.map(({ name }) => name)).toEqual([]);
});

test("no folder is named for nothing in particular", () => {
  const folders = new Set(sources.flatMap(({ name }) => name.split("/").slice(0, -1)));
  expect(["utils", "helpers", "common", "types"].filter((name) => folders.has(name))).toEqual([]);
});

// A rule is a file, a line of the index, a page and a folder of cases: here they are held together.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { rules } from "../../src/rules/index.ts";
import { expectedOf, findCases } from "./cases.ts";

const ids = rules.map(({ id }) => id);
const pages = new URL("../../docs/rules/", import.meta.url);
const sources = new URL("../../src/rules/", import.meta.url);

const headings = [
  "What it means",
  "What the kubelet shows",
  "Why it happens",
  "How to fix it",
  "Check it by hand",
  "Silence it",
];

test("rule ids are there once, and in kebab case", () => {
  expect(ids).toEqual([...new Set(ids)]);
  expect(ids.filter((id) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toEqual([]);
});

describe.for(rules.map(({ id, title, over }) => ({ id, title, over })))("$id", ({ id, title, over }) => {
  test("has a file of its own", () => {
    expect(existsSync(new URL(`${id}.ts`, sources))).toBe(true);
  });

  test("has a page in the shape of all pages", () => {
    const lines = readFileSync(new URL(`${id}.md`, pages), "utf8").split("\n");
    expect(lines[0]).toBe(`# ${id}: ${title}`);
    const severity = lines.slice(1).find((line) => line !== "");
    expect(severity).toMatch(/^(?:error|warning|notice)\b.* · since \d+\.\d+$/);
    const sections = lines.filter((line) => line.startsWith("## ")).map((line) => line.slice(3));
    expect(sections).toEqual(headings);
  });

  test("says on its page how to silence it at its line, where it has one", () => {
    const page = readFileSync(new URL(`${id}.md`, pages), "utf8");
    expect(page.includes(`\`# pullgate: ignore ${id} -- REASON\``)).toBe(
      ["use", "name", "secret", "binding"].includes(over),
    );
  });

  test("has a case that expects it", () => {
    const cases = findCases().filter(({ rule }) => rule === id);
    const expecting = cases.filter((one) =>
      new RegExp(`^\\S+ (?:error|warning|notice) ${id}: `, "m").test(expectedOf(one) ?? ""),
    );
    expect(expecting.length).toBeGreaterThan(0);
  });
});

test("no page and no folder of cases is about a rule that doesn't exist", () => {
  const written = readdirSync(pages).filter((name) => name !== "README.md");
  expect(written.filter((name) => !ids.includes(name.replace(/\.md$/, "")))).toEqual([]);
  const folders = findCases().map(({ rule }) => rule);
  expect(folders.filter((rule) => !ids.includes(rule))).toEqual([]);
});

// action.yml is written for people and read by the runner: it has to say what the table of options says.
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { fallbackOf } from "../src/settings/help.ts";
import { namesOf, type Option, options } from "../src/settings/options.ts";

const text = readFileSync(new URL("../action.yml", import.meta.url), "utf8");
// Whatever it holds is compared below.
const action = parse(text) as Record<string, Record<string, unknown>>;

function descriptionOf(option: Option): string {
  const value = option.kind === "switch" ? "true or false" : option.value.replaceAll("|", " or ");
  const notes = [value, ...(option.kind === "list" ? ["one a line"] : []), `default: ${fallbackOf(option)}`];
  return `${option.help} (${notes.join("; ")})`;
}

describe("action.yml", () => {
  test("has the table's inputs, in its order and its words", () => {
    const expected = namesOf("input").map((name) => [
      name,
      { description: descriptionOf(options[name]), required: false },
    ]);
    expect(Object.entries(action["inputs"] ?? {})).toEqual(expected);
  });

  test("has the contract's outputs, each described", () => {
    expect(Object.keys(action["outputs"] ?? {})).toEqual(["outcome", "report", "errors", "warnings", "images"]);
    for (const output of Object.values(action["outputs"] ?? {}))
      expect(output).toEqual({ description: expect.any(String) });
  });

  test("names no input that has no behaviour yet", () => {
    expect(text).not.toMatch(/github-token|node-credentials|containerd|blobs/);
  });

  test("runs the committed bundle on node24, and is branded", () => {
    expect(action["runs"]).toEqual({ using: "node24", main: "dist/action.js" });
    expect(existsSync(new URL("../src/action.ts", import.meta.url))).toBe(true);
    expect(action["branding"]).toEqual({ icon: expect.any(String), color: expect.any(String) });
  });
});

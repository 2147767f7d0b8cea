// action.yml is written for people and read by the runner: it has to say what the table of options says.
import { existsSync, readFileSync } from "node:fs";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { fallbackOf } from "../src/settings/help.ts";
import type { Option } from "../src/settings/option.ts";
import { namesOf, options } from "../src/settings/options.ts";

const words = v.pipe(v.string(), v.minLength(1));

/** No `default` anywhere: the runner would hand it over as if somebody had written it, and no settings file would be heard. */
const schema = v.strictObject({
  name: words,
  description: words,
  author: words,
  branding: v.strictObject({ icon: words, color: words }),
  inputs: v.record(v.string(), v.strictObject({ description: words, required: v.literal(false) })),
  outputs: v.record(v.string(), v.strictObject({ description: words })),
  runs: v.strictObject({ using: v.literal("node24"), main: words }),
});

const text = readFileSync(new URL("../action.yml", import.meta.url), "utf8");
const action = v.parse(schema, parse(text));

function descriptionOf(option: Option): string {
  const value = option.kind === "switch" ? "true or false" : option.value.replaceAll("|", " or ");
  const notes = [value, ...(option.kind === "list" ? ["one a line"] : []), `default: ${fallbackOf(option)}`];
  return `${option.help} (${notes.join("; ")})`;
}

describe("action.yml", () => {
  test("has the table's inputs, in its order and its words", () => {
    const described = Object.entries(action.inputs).map(([name, { description }]) => [name, description]);
    expect(described).toEqual(namesOf("input").map((name) => [name, descriptionOf(options[name])]));
  });

  test("has the contract's outputs", () => {
    expect(Object.keys(action.outputs)).toEqual(["outcome", "report", "errors", "warnings", "images"]);
  });

  test("names no input that has no behaviour yet", () => {
    expect(text).not.toMatch(/github-token|sarif/);
  });

  test("runs the committed bundle", () => {
    expect(action.runs.main).toBe("dist/action.js");
    expect(existsSync(new URL(`../${action.runs.main}`, import.meta.url))).toBe(true);
  });
});

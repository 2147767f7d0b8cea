import { describe, expect, test } from "vitest";
import { readInputs } from "../../src/settings/inputs.ts";
import { namesOf } from "../../src/settings/options.ts";

/** As the runner does it: every declared input is there, unset ones empty. Source: actions/runner, `Handler.cs`. */
function runner(inputs: Readonly<Record<string, string>>) {
  const environment: Record<string, string> = { PATH: "/bin" };
  for (const name of namesOf("input")) environment[`INPUT_${name.toUpperCase()}`] = "";
  for (const [name, value] of Object.entries(inputs))
    environment[`INPUT_${name.replaceAll(" ", "_").toUpperCase()}`] = value;
  return readInputs((name) => (environment[`INPUT_${name.toUpperCase()}`] ?? "").trim(), environment);
}

test("what is not set is not written", () => {
  expect(runner({})).toEqual({ layer: { texts: new Map(), rules: new Map(), rows: new Map() }, mistakes: [] });
});

test("lists are one a line, blank lines and white space aside", () => {
  const { layer } = runner({ platform: "\n  linux/amd64\r\n\r\nlinux/arm64  \n", paths: "a b\nc" });
  const place = (name: string) => ({ place: `input "${name}"` });
  expect(layer.texts.get("platform")).toEqual([
    { text: "linux/amd64", ...place("platform") },
    { text: "linux/arm64", ...place("platform") },
  ]);
  expect(layer.texts.get("paths")?.map(({ text }) => text)).toEqual(["a b", "c"]);
});

test("every input of the table is read", () => {
  const inputs = Object.fromEntries(namesOf("input").map((name) => [name, `value of ${name}`]));
  const { layer, mistakes } = runner(inputs);
  expect(mistakes).toEqual([]);
  expect(Object.fromEntries([...layer.texts].map(([name, texts]) => [name, texts[0]?.text]))).toEqual(inputs);
});

describe("inputs nobody declared", () => {
  test.each([
    ["dept", 'unknown input "dept": did you mean "depth"?'],
    ["private registries", 'unknown input "private_registries": did you mean "private-registries"?'],
    ["rules", 'unknown input "rules": '],
    ["github-token", 'input "github-token" is not there yet'],
    ["comment", 'input "comment" is not there yet'],
    ["wait_for", 'unknown input "wait_for": did you mean "wait-for"?'],
  ])("%s", (name, start) => {
    const { mistakes } = runner({ [name]: "" });
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toContain(start);
  });

  test("are all told, in one order", () => {
    expect(runner({ zz: "1", aa: "2" }).mistakes.map((mistake) => mistake.slice(0, 18))).toEqual([
      'unknown input "aa"',
      'unknown input "zz"',
    ]);
  });
});

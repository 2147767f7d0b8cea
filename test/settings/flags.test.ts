import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Command, readFlags } from "../../src/settings/flags.ts";
import { helpText } from "../../src/settings/help.ts";
import { laterNames } from "../../src/settings/later.ts";
import { namesOf, options } from "../../src/settings/options.ts";

function mistakesOf(command: Command): readonly string[] {
  switch (command.kind) {
    case "check":
    case "list":
    case "egress":
    case "explain":
    case "none":
      return command.mistakes;
    case "help":
    case "version":
      return [];
  }
}

/** What was read, as plain texts; only for commands that take options. */
function textsOf(args: readonly string[]): Record<string, readonly string[]> {
  const command = readFlags(args);
  if (command.kind !== "check" && command.kind !== "list" && command.kind !== "egress")
    throw new Error(`not a check: ${command.kind}`);
  expect(command.mistakes).toEqual([]);
  return Object.fromEntries([...command.layer.texts].map(([name, texts]) => [name, texts.map(({ text }) => text)]));
}

describe("what is asked for", () => {
  test.each([
    [["--help"], "help"],
    [["check", "--help"], "help"],
    [["--version"], "version"],
    [["check"], "check"],
    [["list", "k8s"], "list"],
    [["egress", "k8s"], "egress"],
    [["explain"], "explain"],
    [[], "none"],
    [["k8s"], "none"],
  ])("%j is %s", (args, kind) => {
    expect(readFlags(args).kind).toBe(kind);
  });

  test("explain takes a rule", () => {
    expect(readFlags(["explain", "tag-missing"])).toEqual({ kind: "explain", rule: "tag-missing", mistakes: [] });
  });
});

describe("options", () => {
  test("every flag of the table is read", () => {
    for (const name of namesOf("flag")) {
      const given = options[name].kind === "switch" ? [`--${name}`] : [`--${name}`, "x"];
      expect(textsOf(["check", ...given])).toEqual({ [name]: [options[name].kind === "switch" ? "true" : "x"] });
    }
  });

  test("before and behind the command, with = and without", () => {
    const texts = textsOf([
      "--depth=reference",
      "check",
      "a",
      "--platform",
      "linux/arm64",
      "--platform=linux/amd64",
      "b",
    ]);
    expect(texts).toEqual({ depth: ["reference"], platform: ["linux/arm64", "linux/amd64"], paths: ["a", "b"] });
  });

  test("a switch can be turned off, to overrule the settings file", () => {
    expect(textsOf(["check", "--strict=false"])).toEqual({ strict: ["false"] });
  });

  test("-- ends the options, - is standard input", () => {
    expect(textsOf(["check", "-", "--", "--depth", "-x"])).toEqual({ paths: ["-", "--depth", "-x"] });
  });

  test("a value may hold = and begin with a digit's minus", () => {
    expect(textsOf(["check", "--output", "json=a=b", "--concurrency", "-1"])).toEqual({
      output: ["json=a=b"],
      concurrency: ["-1"],
    });
  });
});

describe("mistakes", () => {
  test.each([
    [["check", "--dept", "manifest"], 'unknown option "--dept": did you mean "--depth"?'],
    [["check", "--dept=manifest"], 'unknown option "--dept": did you mean "--depth"?'],
    [["check", "-depth"], 'unknown option "-depth": did you mean "--depth"?'],
    [["-h"], 'unknown option "-h": '],
    [["check", "--__proto__=x"], 'unknown option "--__proto__": '],
    [["check", "--constructor"], 'unknown option "--constructor": '],
    [["check", "--paths", "k8s"], 'unknown option "--paths": paths follow the command'],
    [["check", "--rules", "x"], 'unknown option "--rules": "rules" is for the settings file alone'],
    [["check", "--base"], "--base needs a value: --base REF"],
    [["check", "--base", "--strict"], "--base needs a value: --base REF"],
    [["check", "--base=main", "--base=x"], '--base is given twice: "main" and "x"'],
    [["--comment", "always", "check"], "--comment is not there yet"],
    [["check", "--comment"], "--comment is not there yet"],
    [["check", "--wait"], "--wait needs a value: --wait DURATION"],
    [["check", "--wait", "--wait-for", "ghcr.io/acme/*"], "--wait needs a value: --wait DURATION"],
    [["check", "--nodes", "1", "--nodes", "2"], '--nodes is given twice: "1" and "2"'],
    [["check", "--pull-budget="], "--pull-budget needs a value: --pull-budget N|N%"],
    [["check", "--waitfor", "x"], 'unknown option "--waitfor": did you mean "--wait-for"?'],
    [["--help=1"], '--help takes no value, not "1"'],
    [["check", "--help="], '--help takes no value, not ""'],
    [["--version=x"], '--version takes no value, not "x"'],
    [["check", "--depth"], "--depth needs a value: --depth reference|manifest"],
    [["check", "--depth="], "--depth needs a value"],
    [["check", "--depth", "--strict"], "--depth needs a value"],
    [["check", "--depth", "a", "--depth", "b"], '--depth is given twice: "a" and "b"'],
    [["check", "--strict", "--strict"], "--strict is given twice"],
    [["chekc"], 'unknown command "chekc": did you mean "check"?'],
    [["help"], 'unknown command "help": did you mean "--help"?'],
    [[], "no command: say check, list, egress, explain or --help"],
    [["explain", "a", "b"], 'explain takes one rule: "b" is one too many'],
    [["explain", "a", "--strict"], "--strict is not for explain"],
  ])("%j", (args, start) => {
    const mistakes = mistakesOf(readFlags(args));
    expect(mistakes.filter((mistake) => mistake.startsWith(start))).toHaveLength(1);
  });

  test.each(laterNames)("--%s, which a later version brings, takes its value along and is in no help", (name) => {
    expect(mistakesOf(readFlags([`--${name}`, "value", "check", "k8s"]))).toEqual([
      `--${name} is not there yet: leave it out`,
    ]);
    expect(helpText("0")).not.toContain(`--${name}`);
  });

  test("all at once", () => {
    expect(
      mistakesOf(readFlags(["check", "--a", "--depth", "--strict", "--format=json", "--format=text"])),
    ).toHaveLength(3);
  });

  test("one argument of many short letters is one mistake", () => {
    expect(mistakesOf(readFlags(["check", "-abc"]))).toHaveLength(1);
  });
});

test("no arguments make it throw", () => {
  const words = fc.oneof(
    fc.string(),
    fc.constantFrom("check", "list", "egress", "explain", "--", "-", "--depth", "--strict", "--output=", "--__proto__"),
  );
  fc.assert(fc.property(fc.array(words), (args) => typeof readFlags(args).kind === "string"));
  expect(readFlags(["--", "check"]).kind).toBe("check");
});

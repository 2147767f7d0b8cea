import { describe, expect, test } from "vitest";
import { helpText } from "../../src/settings/help.ts";
import { namesOf, optionList } from "../../src/settings/options.ts";

const text = helpText("1.2.3");

describe("--help", () => {
  test("names every flag of the table, and no other", () => {
    const flags = [...text.matchAll(/^ {2}--([a-z-]+)/gm)].map(([, name]) => name);
    expect(flags).toEqual(namesOf("flag"));
  });

  test("names every settings key", () => {
    const keys = /keys: ([a-z,\s-]+)\n {2}a flag/
      .exec(text)?.[1]
      ?.split(/,\s+/)
      .map((key) => key.trim());
    expect(keys).toEqual(namesOf("key"));
  });

  test("fits a terminal and leaves no blank at a line's end", () => {
    for (const line of text.split("\n")) {
      expect(line.length).toBeLessThanOrEqual(106);
      expect(line).toBe(line.trimEnd());
    }
  });

  test("tells of nothing that is not there yet", () => {
    expect(text).not.toMatch(/sarif|markdown|--comment/);
  });
});

describe("the table", () => {
  test("one name for all faces: what is a key is a flag and an input, unless it has a structure or stands without a name", () => {
    for (const [name, { faces, kind }] of optionList) {
      if (kind === "rules" || kind === "table") expect(faces).toEqual(["key"]);
      else expect(faces, name).toEqual(expect.arrayContaining(faces.includes("key") ? ["input"] : ["flag", "input"]));
      if (faces.includes("key") && kind !== "rules" && kind !== "table")
        expect(
          faces.some((face) => face === "flag" || face === "argument"),
          name,
        ).toBe(true);
    }
  });

  test("help begins in lower case and has no full stop", () => {
    for (const [name, { help }] of optionList) expect(help, name).toMatch(/^(?:[a-z]|FILE).*[^.]$/s);
  });
});

import { describe, expect, test } from "vitest";
import { clip, plain } from "../../src/report/escape.ts";
import { hostile } from "../support/hostile-text.ts";

describe("plain", () => {
  test.each([
    ["docker.io/library/nginx:1.27", "docker.io/library/nginx:1.27"],
    ["größe 目录 🐳", "größe 目录 🐳"],
    ["a\nb\r\nc\td", "a\\nb\\r\\nc\\td"],
    ["\u001B[31mred\u001B[0m", "\\u{1b}[31mred\\u{1b}[0m"],
    ["\u202Egnp.exe", "\\u{202e}gnp.exe"],
    ["a\u200Bb\uFE0Fc\u{E0041}", "a\\u{200b}b\\u{fe0f}c\\u{e0041}"],
    ["a\u0085b\u2028c", "a\\u{85}b\\u{2028}c"],
    ["\uD800!", "\\u{d800}!"],
    ["##[error]x ###[group]", "#\\u{23}[error]x ##\\u{23}[group]"],
    ["::error::x", "\\u{3a}:error::x"],
    ["  ::error::x", "  \\u{3a}:error::x"],
    ["mid ::error::x", "mid ::error::x"],
  ])("%j is drawn as %j", (text, drawn) => {
    expect(plain(text)).toBe(drawn);
  });

  test.each(hostile)("%j stays on its line, begins no command and moves no cursor", (text) => {
    const line = plain(text);
    expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/u);
    expect(line).not.toMatch(/^\s*::/);
    expect(line).not.toContain("##[");
    expect(plain(line)).toBe(line);
  });
});

describe("clip", () => {
  test("leaves a text that fits as it is", () => {
    expect(clip("1234", 4)).toBe("1234");
  });

  test("counts its mark, and takes no half of a character", () => {
    expect(clip("12345", 4)).toBe("123…");
    expect(clip("12🐳45", 4)).toBe("12…");
  });
});

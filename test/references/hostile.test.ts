// A megabyte in an `image:` field: refused in the node's words and few of ours, by work that grows with the length alone.
// Quadratic work over any of these takes minutes to hours, and the run's own limit ends it.
import { describe, expect, test } from "vitest";
import { parseReference } from "../../src/references/parse.ts";
import type { ParsedReference } from "../../src/model.ts";

const many = 1 << 20;
const format = "invalid reference format";
const whitespace = "must not have leading or trailing whitespace";

function wordsOf(parsed: ParsedReference): number {
  return parsed.kind === "invalid" ? parsed.reason.length + parsed.hint.length : Infinity;
}

describe("a megabyte", () => {
  test.each([
    ["letters", "a".repeat(many), "repository name must not be more than 255 characters"],
    ["separators", `a${"-".repeat(many)}`, format],
    ["separated letters", `${"a-".repeat(many / 2)}!`, format],
    ["underscores", `a${"_".repeat(many)}b`, format],
    ["slashes", "/".repeat(many), format],
    ["folders", "a/".repeat(many / 2), format],
    ["dots in the host", `${"a.".repeat(many / 2)}/x`, format],
    ["a host", `${"a.".repeat(many / 2)}a/x`, "no such host"],
    ["a port", `a:${"9".repeat(many)}/x`, "no such host"],
    ["colons in the host", `${":".repeat(many)}x/y`, format],
    ["hex and colons in the host", `${"f:".repeat(many / 2)}/y`, format],
    ["colons", `a${":".repeat(many)}`, format],
    ["at-signs", `a${"@".repeat(many)}`, format],
    ["a tag", `a:${"t".repeat(many)}`, format],
    ["a digest", `a@sha256:${"f".repeat(many)}`, "invalid checksum digest length"],
    ["an algorithm", `a@${"a+".repeat(many / 2)}a:${"f".repeat(64)}`, "unsupported digest algorithm"],
    ["spaces inside", `a${" ".repeat(many)}b`, format],
    ["a command that pulls nothing", `docker${" ".repeat(many)}pull `.trimEnd(), format],
    ["a command of spaces", `sudo docker pull${" ".repeat(many)}a b`, format],
    ["nothing but spaces", " ".repeat(many), whitespace],
    ["templates that never close", "{{".repeat(many / 2), format],
    ["variables that never close", "${a".repeat(many / 4), format],
    ["calls that never close", "$(".repeat(many / 2), format],
    ["brackets", "[".repeat(many), format],
    ["surrogates", "\u{1F433}".repeat(many / 2), format],
  ])("of %s is refused in few words", (_, image, reason) => {
    const parsed = parseReference(image);
    expect(parsed).toMatchObject({ kind: "invalid", reason, replacement: null });
    expect(wordsOf(parsed)).toBeLessThan(300);
  });

  test("of spaces at an end is trimmed", () => {
    const parsed = parseReference(`a${" ".repeat(many)}`);
    expect(parsed).toMatchObject({ kind: "invalid", reason: whitespace, replacement: "a" });
  });

  test("of capitals is refused with the beginning of the name", () => {
    const parsed = parseReference("A".repeat(many));
    const reason = parsed.kind === "invalid" ? parsed.reason : "";
    expect(reason).toMatch(/^invalid reference format: repository name \(library\/A+…\) must be lowercase$/);
    expect(wordsOf(parsed)).toBeLessThan(500);
  });
});

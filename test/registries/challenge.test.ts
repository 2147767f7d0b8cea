// Challenges as registries really send them, and as nobody should.
import { describe, expect, test } from "vitest";
import { type Challenge, chooseChallenge, parseChallenge } from "../../src/registries/challenge.ts";

const hub = 'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull"';

function bearer(realm: string, service = "", scope = "", error = ""): Challenge {
  return { scheme: "bearer", realm, service, scope, error };
}

describe("which challenge is answered", () => {
  test.for<[string, readonly string[], Challenge | null]>([
    ["Docker Hub's", [hub], bearer("https://auth.docker.io/token", "registry.docker.io", "repository:a/b:pull")],
    ["a scheme in lower case", ['bearer realm="https://r/token"'], bearer("https://r/token")],
    ["a scheme in capitals", ['BEARER REALM="https://r/token"'], bearer("https://r/token")],
    ["unquoted values", ['Bearer service=r,realm="https://r/token"'], bearer("https://r/token", "r")],
    ["an unquoted realm, which ends where a token does", ["Bearer realm=https://r/token,service=r"], bearer("https")],
    ["white space where it may be", ['  Bearer   realm="https://r/t" ,  service="r" '], bearer("https://r/t", "r")],
    ["white space before an equals sign ends it", ['Bearer realm="https://r/t",service = "r"'], bearer("https://r/t")],
    ["no commas between parameters", ['Bearer realm="https://r/t" service="r"'], bearer("https://r/t")],
    ["an empty element of the list", ['Bearer realm="https://r/t",,service="r"'], bearer("https://r/t")],
    ["a comma before all", [', Bearer realm="https://r/t"'], null],
    [
      "why a token is no good",
      ['Bearer realm="https://r/t",error="invalid_token"'],
      bearer("https://r/t", "", "", "invalid_token"),
    ],
    [
      "escaped quotes",
      [String.raw`Bearer realm="https://r/t",service="a \"b\" \\c"`],
      bearer("https://r/t", 'a "b" \\c'),
    ],
    ["commas and equals signs in quotes", ['Bearer realm="https://r/t?a=b,c"'], bearer("https://r/t?a=b,c")],
    [
      "two in one line, as Gitea",
      ['Bearer realm="https://g/t",service="g",Basic realm="g"'],
      bearer("https://g/t", "g"),
    ],
    ["Basic first in one line", ['Basic realm="g", Bearer realm="https://g/t"'], { scheme: "basic" }],
    ["two lines", ['Basic realm="g"', 'Bearer realm="https://g/t"'], bearer("https://g/t")],
    ["Negotiate before it in one line", ['Negotiate, Bearer realm="https://r/t"'], null],
    ["Negotiate in a line of its own", ["Negotiate YII/ab+c==", 'Bearer realm="https://r/t"'], bearer("https://r/t")],
    ["Digest before Basic", ['Digest realm="d", nonce="x"', 'Basic realm="b"'], { scheme: "basic" }],
    ["Basic alone", ['Basic realm="harbor"'], { scheme: "basic" }],
    ["Basic without a realm", ["basic"], { scheme: "basic" }],
    ["Bearer without a realm, beside Basic", ['Bearer service="r"', "Basic"], null],
    ["Bearer without a realm", ['Bearer service="r"'], null],
    ["an empty realm", ['Bearer realm=""'], bearer("")],
    ["an empty header, as Harbor sends it", [""], null],
    ["no header", [], null],
    ["another scheme", ['Digest realm="d"'], null],
    ["a parameter without a scheme", ['realm="https://r/t"'], null],
    ["the last of two realms", ['Bearer realm="https://one",realm="https://two"'], bearer("https://two")],
    ["a quote that never ends", ['Bearer service="r",realm="https://r/t'], bearer("", "r")],
  ])("%s", ([, lines, expected]) => {
    expect(chooseChallenge(lines)).toEqual(expected);
  });
});

describe("hostile headers", () => {
  test.for([
    ["white space", " ".repeat(200_000)],
    ["commas", ",".repeat(200_000)],
    ["an open quote", `Bearer realm="${"a".repeat(200_000)}`],
    ["backslashes", `Bearer realm="${"\\".repeat(200_000)}`],
    ["schemes", "a ".repeat(100_000)],
    ["parameters", `Bearer ${"a=b,".repeat(100_000)}`],
    ["a name and white space", `Bearer a${" ".repeat(200_000)}b`],
  ])("%s: read to a limit, and no address is chosen", ([, line = ""]) => {
    const chosen = chooseChallenge([line]);
    expect(chosen === null || (chosen.scheme === "bearer" && chosen.realm === "")).toBe(true);
    // The limit is 8 KiB: whatever is found stands in it.
    expect(parseChallenge(line).parameters.size).toBeLessThanOrEqual(8192);
  });

  test("what stands before the limit counts, what stands after it doesn't", () => {
    expect(chooseChallenge([`${hub},${"x".repeat(100_000)}`])).not.toBeNull();
    expect(chooseChallenge([`${" ".repeat(9000)}${hub}`])).toBeNull();
  });
});

// Challenges as registries really send them, and as nobody should.
import { describe, expect, test } from "vitest";
import { type Challenge, chooseChallenge, parseChallenges } from "../../src/registries/challenge.ts";

const hub = 'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull"';

function bearer(realm: string, service = "", scope = ""): Challenge {
  return { scheme: "bearer", realm, service, scope };
}

describe("which challenge is answered", () => {
  test.for<[string, readonly string[], Challenge | null]>([
    ["Docker Hub's", [hub], bearer("https://auth.docker.io/token", "registry.docker.io", "repository:a/b:pull")],
    ["a scheme in lower case", ['bearer realm="https://r/token"'], bearer("https://r/token")],
    ["a scheme in capitals", ['BEARER REALM="https://r/token"'], bearer("https://r/token")],
    ["unquoted values", ["Bearer realm=https://r/token,service=r"], bearer("https://r/token", "r")],
    [
      "white space around everything",
      ['  Bearer   realm = "https://r/t" ,  service = "r" '],
      bearer("https://r/t", "r"),
    ],
    ["no commas between parameters", ['Bearer realm="https://r/t" service="r"'], bearer("https://r/t", "r")],
    ["empty elements of the list", [', ,Bearer realm="https://r/t",,service="r",'], bearer("https://r/t", "r")],
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
    ["Basic first in one line", ['Basic realm="g", Bearer realm="https://g/t"'], bearer("https://g/t")],
    ["two lines", ['Basic realm="g"', 'Bearer realm="https://g/t"'], bearer("https://g/t")],
    ["Negotiate before it", ['Negotiate, Bearer realm="https://r/t"'], bearer("https://r/t")],
    ["Negotiate with a token before it", ['Negotiate YII/ab+c==, Bearer realm="https://r/t"'], bearer("https://r/t")],
    ["Digest before Basic", ['Digest realm="d", nonce="x"', 'Basic realm="b"'], { scheme: "basic" }],
    ["Basic alone", ['Basic realm="harbor"'], { scheme: "basic" }],
    ["Basic without a realm", ["basic"], { scheme: "basic" }],
    ["Bearer without a realm, beside Basic", ['Bearer service="r"', "Basic"], { scheme: "basic" }],
    ["Bearer without a realm", ['Bearer service="r"'], null],
    ["an empty realm", ['Bearer realm=""'], null],
    ["an empty header, as Harbor sends it", [""], null],
    ["no header", [], null],
    ["another scheme", ['Digest realm="d"'], null],
    ["a parameter without a scheme", ['realm="https://r/t"'], null],
    ["the first of two realms", ['Bearer realm="https://one",realm="https://two"'], bearer("https://one")],
    ["a quote that never ends", ['Bearer service="r",realm="https://r/t'], null],
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
  ])("%s: read to a limit, and nothing is chosen", ([, line = ""]) => {
    expect(chooseChallenge([line])).toBeNull();
    // The limit is 8 KiB: whatever is found stands in it.
    expect(parseChallenges(line).length).toBeLessThanOrEqual(8192);
  });

  test("what stands before the limit counts, what stands after it doesn't", () => {
    expect(chooseChallenge([`${hub},${"x".repeat(100_000)}`])).not.toBeNull();
    expect(chooseChallenge([`${" ".repeat(9000)}${hub}`])).toBeNull();
  });
});

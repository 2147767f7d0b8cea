// Values of settings, rules and outputs, once the layers are put together.
import { delimiter } from "node:path";
import { describe, expect, test } from "vitest";
import { layer, mistakesOf, settingsOf } from "./merging.ts";

describe("values", () => {
  test.each([
    ["containerd", "2.7", 'containerd: "2.7" is no containerd whose rules are known: 1.6, 1.7, 2.0, 2.1'],
    ["containerd", "latest", 'containerd: "latest" is no containerd whose rules are known: '],
    ["render", "auto", 'render: "auto" is not there yet: use never'],
    ["format", "sarif", 'format: "sarif" is not there yet: use json'],
    ["format", "jsn", 'format: "jsn" is not one of text, json, github: did you mean "json"?'],
    ["depth", "mainfest", 'depth: "mainfest" is not one of reference, manifest, blobs: did you mean "manifest"?'],
    ["depth", "__proto__", 'depth: "__proto__" is not one of reference, manifest, blobs: '],
    ["depth", "toString", 'depth: "toString" is not one of reference, manifest, blobs: '],
    ["fail-on", "notice", 'fail-on: "notice" is not one of error, warning, never: '],
    ["strict", "1", 'strict: "1" is neither true nor false'],
    ["timeout", "90", 'timeout: "90" is not a duration such as 90s, 20m or 1h30m'],
    ["timeout", "0s", 'timeout: "0s" is not between 1s and 24h'],
    ["timeout", "25h", 'timeout: "25h" is not between 1s and 24h'],
    ["timeout", "999999999h", 'timeout: "999999999h" is not between 1s and 24h'],
    ["connect-timeout", "11m", 'connect-timeout: "11m" is not between 1s and 10m'],
    ["concurrency", "0", 'concurrency: "0" is not a whole number from 1 to 1024'],
    ["concurrency", "-1", 'concurrency: "-1" is not a whole number from 1 to 1024'],
    ["concurrency", "1e3", 'concurrency: "1e3" is not a whole number from 1 to 1024'],
    ["concurrency", "2000", 'concurrency: "2000" is not a whole number from 1 to 1024'],
    ["platform", "linux", 'platform: "linux" is not OS/ARCH or OS/ARCH/VARIANT, such as linux/arm64'],
    ["private-registries", "https://a.example/v2", 'private-registries: "https://a.example/v2" is not a host such as'],
    ["private-registries", "a b", 'private-registries: "a b" is not a host such as'],
    ["paths", "", "paths: an empty text names nothing"],
    ["paths", "a\0b", "paths: "],
    ["exclude", "*".repeat(5000), "exclude: "],
    ["output", "yaml=a", 'output: "yaml" is not one of text, json, github: '],
    ["output", "sarif=a", 'output: "sarif" is not there yet: use json'],
    ["output", "-", 'output: "-" is no file'],
    ["output", "json=", "output: an empty text names nothing"],
    ["insecure-registries", "https://r.test", 'insecure-registries: "https://r.test" is not a host'],
    ["mirrors", "", "mirrors: an empty text names nothing"],
    ["mirrors", ["a", ""].join(delimiter), "mirrors: an empty text names nothing"],
    ["mirrors", "a\0", 'mirrors: "a\0" holds a NUL character'],
    ["ca-file", "", "ca-file: an empty text names nothing"],
    ["ca-file", "r.test=", "ca-file: an empty text names nothing"],
    ["ca-file", "=corp.pem", 'ca-file: "" is not a host'],
    ["ca-file", "r test=corp.pem", 'ca-file: "r test" is not a host'],
  ])("%s %j", (name, text, start) => {
    const mistakes = mistakesOf([layer({ [name]: [text] })]);
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]?.startsWith(start), mistakes[0]).toBe(true);
  });

  test.each([
    ["strict", "TRUE", { strict: true }],
    ["timeout", "1h30m", { timeoutMs: 5_400_000 }],
    ["concurrency", "1024", { concurrency: 1024 }],
    ["private-registries", "*.corp.example:5000", { privateRegistries: ["*.corp.example:5000"] }],
    ["private-registries", "[::1]:5000", { privateRegistries: ["[::1]:5000"] }],
    ["insecure-registries", "*.corp.example:5000", { insecureRegistries: ["*.corp.example:5000"] }],
    ["mirrors", "certs.d", { mirrors: [{ path: "certs.d", place: "mirrors" }] }],
    [
      "mirrors",
      ["/etc/containerd/certs.d", "x"].join(delimiter),
      { mirrors: [{ path: "/etc/containerd/certs.d" }, { path: "x", place: "mirrors" }] },
    ],
    ["ca-file", "corp.pem", { caFiles: [{ host: null, path: "corp.pem", place: "ca-file" }] }],
    ["ca-file", "*.corp.example:5000=ca/corp.pem", { caFiles: [{ host: "*.corp.example:5000", path: "ca/corp.pem" }] }],
    ["ca-file", "r.test=a=b.pem", { caFiles: [{ host: "r.test", path: "a=b.pem" }] }],
    ["ca-file", "./a=b.pem", { caFiles: [{ host: null, path: "./a=b.pem" }] }],
  ])("%s %j is taken", (name, text, expected) => {
    expect(settingsOf([layer({ [name]: [text] })]).settings).toMatchObject(expected);
  });

  test("mistakes of every layer are told, also behind a flag that overrules them", () => {
    const mistakes = mistakesOf([
      layer({ depth: ["reference"], timeout: ["x"] }),
      layer({ depth: ["y"], concurrency: ["z"] }),
    ]);
    expect(mistakes).toHaveLength(3);
  });
});

describe("rules", () => {
  test.each([
    [{ "tag-mising": "off" }, 'rules: there is no rule "tag-mising": did you mean "tag-missing"?'],
    [{ ["__proto__"]: "off" }, 'rules: there is no rule "__proto__": '],
    [{ schema1: "of" }, 'rules: "of" is not one of error, warning, notice, off: did you mean "off"?'],
  ])("%j", (rules, start) => {
    const [mistake] = mistakesOf([layer({}, rules)]);
    expect(mistake?.startsWith(start), mistake).toBe(true);
  });
});

describe("where reports go", () => {
  test.each([
    [{}, { format: "text", toStandardOutput: true, files: [] }],
    [{ format: ["json"] }, { format: "json", toStandardOutput: true, files: [] }],
    [{ output: ["a.txt"] }, { format: "text", toStandardOutput: false, files: [{ format: "text", path: "a.txt" }] }],
    [
      { format: ["json"], output: ["a"] },
      { format: "json", toStandardOutput: false, files: [{ format: "json", path: "a" }] },
    ],
    [{ output: ["json=a"] }, { format: "text", toStandardOutput: true, files: [{ format: "json", path: "a" }] }],
    [
      { output: ["json=a=b", "./x=y"] },
      {
        toStandardOutput: false,
        files: [
          { format: "json", path: "a=b" },
          { format: "text", path: "./x=y" },
        ],
      },
    ],
  ])("%j", (texts, expected) => {
    expect(settingsOf([layer(texts)]).publication).toMatchObject(expected);
  });

  test("two reports for one file", () => {
    expect(mistakesOf([layer({ output: ["json=a", "text=a"] })])).toEqual([
      'output: "a" is named twice, and would hold one report only',
    ]);
  });

  test("the Action prints workflow commands when nobody says", () => {
    expect(settingsOf([], ["github", "json", "text"]).publication.format).toBe("github");
  });

  test.each([{ format: ["github"] }, { output: ["github=a"] }])("a listing has no form for GitHub: %j", (texts) => {
    expect(mistakesOf([layer(texts)], ["text", "json"])).toEqual([
      expect.stringContaining('"github" can\'t be drawn by this command: it has text and json'),
    ]);
  });
});

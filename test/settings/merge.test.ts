import { delimiter } from "node:path";
import { describe, expect, test } from "vitest";
import { readFlags } from "../../src/settings/flags.ts";
import type { Layer } from "../../src/settings/layer.ts";
import { type Formats, mergeLayers } from "../../src/settings/merge.ts";
import { isOptionName, type OptionName } from "../../src/settings/options.ts";

const ruleIds = ["tag-missing", "schema1"];
const everyFormat: Formats = ["text", "json", "github"];

function layer(
  texts: Readonly<Record<string, readonly string[]>>,
  rules: Readonly<Record<string, string>> = {},
): Layer {
  const entries = Object.entries(texts).flatMap(([name, values]): [OptionName, { text: string; place: string }[]][] =>
    isOptionName(name) ? [[name, values.map((text) => ({ text, place: name }))]] : [],
  );
  const ruleEntries = Object.entries(rules).map(([id, text]) => [id, { text, place: "rules" }] as const);
  return { texts: new Map(entries), rules: new Map(ruleEntries), rows: new Map() };
}

function settingsOf(layers: readonly Layer[], formats = everyFormat) {
  const merging = mergeLayers(layers, ruleIds, formats);
  if (merging.kind === "mistakes") throw new Error(merging.mistakes.join("\n"));
  return merging;
}

function mistakesOf(layers: readonly Layer[], formats = everyFormat): readonly string[] {
  const merging = mergeLayers(layers, ruleIds, formats);
  return merging.kind === "mistakes" ? merging.mistakes : [];
}

describe("precedence", () => {
  test("nothing written: the contract's defaults", () => {
    expect(settingsOf([])).toEqual({
      kind: "settings",
      settings: {
        paths: ["."],
        exclude: [],
        depth: "manifest",
        platforms: [{ os: "linux", architecture: "amd64", variant: "", osVersion: "" }],
        containerd: "2.1",
        failOn: "error",
        strict: false,
        rules: {},
        ignore: [],
        imagePaths: [],
        namespace: null,
        nodeCredentials: { kind: "runner", isOwn: false },
        externalSecrets: [],
        privateRegistries: [],
        insecureRegistries: [],
        mirrors: [],
        caFiles: [],
        timeoutMs: 600_000,
        connectTimeoutMs: 10_000,
        concurrency: 64,
      },
      publication: { format: "text", toStandardOutput: true, files: [] },
      base: null,
    });
  });

  test.each([
    ["main", "main"],
    ["none", "none"],
    ["-x", "-x"],
    ["a\nb", "a\nb"],
  ])("a base is what git may understand: %j", (text, base) => {
    expect(mergeLayers([layer({ base: [text] })], [], ["text"])).toMatchObject({ kind: "settings", base });
  });

  test.each(["", "a\0b", "x".repeat(5000)])("and nothing that no name could be: %j", (text) => {
    expect(mergeLayers([layer({ base: [text] })], [], ["text"])).toMatchObject({ kind: "mistakes" });
  });

  test("the first layer wins, and its lists replace", () => {
    const strong = layer({ depth: ["reference"], paths: ["a"], exclude: [] });
    const weak = layer(
      { depth: ["manifest"], paths: ["b", "c"], exclude: ["d"], strict: ["true"] },
      { schema1: "off" },
    );
    const { settings } = settingsOf([strong, weak]);
    expect(settings).toMatchObject({
      depth: "reference",
      paths: ["a"],
      exclude: [],
      strict: true,
      rules: { schema1: "off" },
    });
  });

  test("a list keeps the order it was written in, from the first layer that has it", () => {
    const lists = {
      paths: ["b", "a", "c"],
      exclude: ["z", "y"],
      platform: ["linux/s390x", "linux/amd64"],
      "private-registries": ["b.test", "a.test"],
    };
    const weakest = { paths: ["0"], exclude: ["1"], platform: ["linux/arm64"], "private-registries": ["2.test"] };
    const { settings } = settingsOf([layer({ strict: ["true"] }), layer(lists), layer(weakest)]);
    expect(settings).toMatchObject({
      strict: true,
      paths: lists.paths,
      exclude: lists.exclude,
      platforms: [{ architecture: "s390x" }, { architecture: "amd64" }],
      privateRegistries: lists["private-registries"],
    });
  });

  test("rules are one list: those of a weaker layer are not added", () => {
    const { settings } = settingsOf([
      layer({}),
      layer({}, { schema1: "notice", "tag-missing": "off" }),
      layer({}, { schema1: "error" }),
    ]);
    expect(Object.entries(settings.rules)).toEqual([
      ["schema1", "notice"],
      ["tag-missing", "off"],
    ]);
    expect(settingsOf([layer({}, { schema1: "off" }), layer({}, { "tag-missing": "off" })]).settings.rules).toEqual({
      schema1: "off",
    });
  });

  test("outputs are written in their order", () => {
    const output = ["json=b.json", "text=a.txt"];
    expect(settingsOf([layer({ output }), layer({ output: ["json=c.json"] })]).publication.files).toEqual([
      { format: "json", path: "b.json" },
      { format: "text", path: "a.txt" },
    ]);
  });

  test("flags over a file, from the command line on", () => {
    const command = readFlags(["check", "--strict=false", "--platform", "linux/arm64", "k8s"]);
    if (command.kind !== "check") throw new Error(command.kind);
    const { settings } = settingsOf([
      command.layer,
      layer({ strict: ["true"], paths: ["x"], platform: ["linux/s390x"] }),
    ]);
    expect(settings).toMatchObject({ strict: false, paths: ["k8s"], platforms: [{ architecture: "arm64" }] });
  });

  test("a platform that is written twice is one", () => {
    const { settings } = settingsOf([layer({ platform: ["linux/arm64", "linux/aarch64/v8", "linux/amd64"] })]);
    expect(settings.platforms.map(({ architecture }) => architecture)).toEqual(["arm64", "amd64"]);
  });
});

describe("what stands for the nodes' credentials", () => {
  const written = (...values: readonly string[]): Layer => layer({ "node-credentials": values });

  test.for<[string, object]>([
    ["runner", { kind: "runner" }],
    ["none", { kind: "none" }],
    ["ci/config.json", { kind: "file", path: "ci/config.json" }],
    ["./none", { kind: "file", path: "./none" }],
  ])("%s", ([text, expected]) => {
    expect(settingsOf([written(text)]).settings.nodeCredentials).toMatchObject(expected);
  });

  test("is the settings file's own word only where that file says the same", () => {
    const isOwn = (...layers: readonly Layer[]): boolean => settingsOf(layers).settings.nodeCredentials.isOwn;
    expect(isOwn(layer({}), written("runner"))).toBe(true);
    expect(isOwn(written("runner"), written("runner"))).toBe(true);
    expect(isOwn(written("none"), written("runner"))).toBe(false);
    expect(isOwn(written("runner"), layer({}))).toBe(false);
    expect(isOwn(written("runner"))).toBe(false);
    expect(isOwn()).toBe(false);
  });

  test("an empty one names nothing", () => {
    expect(mistakesOf([written("")])).toEqual(["node-credentials: an empty text names nothing"]);
  });
});

describe("where objects go that don't say", () => {
  test.for(["shop", "a", "kube-system", "0-9", "x".repeat(63)])("%s", (name) => {
    expect(settingsOf([layer({ namespace: [name] })]).settings.namespace).toBe(name);
  });

  test.for(["", "Shop", "-a", "a-", "a.b", "a/b", "x".repeat(64)])("%o is no namespace", (name) => {
    expect(mistakesOf([layer({ namespace: [name] })])[0]).toContain("is no namespace: lower-case letters");
  });
});

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

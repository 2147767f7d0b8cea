// Which layer wins: flags, inputs, the settings file, the defaults.
import { describe, expect, test } from "vitest";
import type { Layer } from "../../src/settings/layer.ts";
import { mergeLayers } from "../../src/settings/merge.ts";
import { readFlags } from "../../src/settings/flags.ts";
import { layer, mistakesOf, settingsOf } from "./merging.ts";

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
        nodes: null,
        egressAddresses: 1,
        pullBudget: { kind: "default" },
        cacheDir: null,
        waitMs: 0,
        waitFor: [],
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

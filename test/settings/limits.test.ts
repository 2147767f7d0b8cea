// What a roll-out needs, what the check may spend, keep and wait for: by flag, by input and by key, down to the settings.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readSettingsDocument } from "../../src/settings/document.ts";
import { readFlags } from "../../src/settings/flags.ts";
import { readInputs } from "../../src/settings/inputs.ts";
import type { LayerReading } from "../../src/settings/layer.ts";
import { mergeLayers } from "../../src/settings/merge.ts";
import { isOptionName, options } from "../../src/settings/options.ts";
import { layer, mistakesOf, settingsOf } from "./merging.ts";

type Texts = Readonly<Record<string, string>>;
type FaceName = "flag" | "input" | "key";

function byFlag(texts: Texts): LayerReading {
  const command = readFlags(["check", ...Object.entries(texts).map(([name, text]) => `--${name}=${text}`)]);
  if (command.kind !== "check") throw new Error(command.kind);
  return command;
}

function byInput(texts: Texts): LayerReading {
  const environment: Record<string, string> = {};
  for (const [name, text] of Object.entries(texts)) environment[`INPUT_${name.toUpperCase()}`] = text;
  return readInputs((name) => texts[name] ?? "", environment);
}

/** Without quotes, as people write it; a list where a list is asked for. */
function byKey(texts: Texts): LayerReading {
  const lines = Object.entries(texts).map(([name, text]) => {
    const isList = isOptionName(name) && options[name].kind === "list";
    return `${name}: ${isList ? `[${JSON.stringify(text)}]` : text}`;
  });
  return readSettingsDocument("p.yaml", lines.join("\n"));
}

const faces = { flag: byFlag, input: byInput, key: byKey } as const;
const names: readonly FaceName[] = ["flag", "input", "key"];

/** The settings that come of it, or every mistake on the way. */
function read(face: FaceName, texts: Texts) {
  const { layer, mistakes } = faces[face](texts);
  const merging = mergeLayers([layer], [], ["text"]);
  if (mistakes.length > 0) return { kind: "mistakes" as const, mistakes };
  return merging;
}

const places: Readonly<Record<FaceName, (name: string) => string>> = {
  flag: (name) => `--${name}`,
  input: (name) => `input "${name}"`,
  key: (name) => `p.yaml:1: "${name}"`,
};

describe.for(names)("by %s", (face) => {
  test.for<[Texts, object]>([
    [{ nodes: "40" }, { nodes: 40 }],
    [{ nodes: "1" }, { nodes: 1 }],
    [{ nodes: "100000" }, { nodes: 100_000 }],
    [{ "egress-addresses": "3" }, { egressAddresses: 3 }],
    [{ "pull-budget": "20" }, { pullBudget: { kind: "count", count: 20 } }],
    [{ "pull-budget": "0" }, { pullBudget: { kind: "count", count: 0 } }],
    [{ "pull-budget": "20%" }, { pullBudget: { kind: "share", percent: 20 } }],
    [{ "pull-budget": "0%" }, { pullBudget: { kind: "share", percent: 0 } }],
    [{ "pull-budget": "100%" }, { pullBudget: { kind: "share", percent: 100 } }],
    [{ "cache-dir": ".cache/pullgate" }, { cacheDir: ".cache/pullgate" }],
    [{ wait: "0" }, { waitMs: 0, waitFor: [] }],
    [{ wait: "0s" }, { waitMs: 0 }],
    [
      { wait: "20m", "wait-for": "ghcr.io/acme/*" },
      { waitMs: 1_200_000, waitFor: ["ghcr.io/acme/*"] },
    ],
    [{ wait: "24h", "wait-for": "*" }, { waitMs: 86_400_000 }],
    [{ "wait-for": "ghcr.io/acme/*" }, { waitMs: 0, waitFor: ["ghcr.io/acme/*"] }],
    [
      { wait: "0", "wait-for": "ghcr.io/acme/*" },
      { waitMs: 0, waitFor: ["ghcr.io/acme/*"] },
    ],
  ])("%j is taken", ([texts, expected]) => {
    expect(read(face, texts)).toMatchObject({ kind: "settings", settings: expected });
  });

  const share = "is neither a number of pulls nor a share of what remains, such as 20%";
  const nodes = "is not a whole number from 1 to 100000";
  test.for<[string, string, string]>([
    ["nodes", "0", nodes],
    ["nodes", "-1", nodes],
    ["nodes", "100001", nodes],
    ["nodes", "1.5", nodes],
    ["egress-addresses", "0", nodes],
    ["egress-addresses", "100001", nodes],
    ["pull-budget", "101%", share],
    ["pull-budget", "1000%", share],
    ["pull-budget", "20.5", share],
    ["pull-budget", "20.5%", share],
    ["pull-budget", "-1", share],
    ["pull-budget", "-1%", share],
    ["pull-budget", "abc", share],
    ["pull-budget", "20 %", share],
    ["pull-budget", "1000000000", share],
    ["wait", "25h", "is not between 0s and 24h"],
    ["wait", "soon", "is not a duration such as 90s, 20m or 1h30m"],
  ])("%s %j is a mistake at its place", ([name, text, words]) => {
    expect(read(face, { [name]: text })).toEqual({
      kind: "mistakes",
      mistakes: [`${places[face](name)}: "${text}" ${words}`],
    });
  });

  test.for(["https://ghcr.io/acme/*", "ghcr.io/acme/* ghcr.io/b/*"])("%j is no glob of images", (glob) => {
    expect(read(face, { "wait-for": glob })).toEqual({
      kind: "mistakes",
      mistakes: [
        `${places[face]("wait-for")}: "${glob}" is no glob of images such as ghcr.io/acme/*: leave scheme and blanks out`,
      ],
    });
  });

  test("wait alone waits for nothing, and is told what to write", () => {
    expect(read(face, { wait: "20m" })).toEqual({
      kind: "mistakes",
      mistakes: [
        `${places[face]("wait")}: "20m" waits for nothing: name in wait-for the images that may be published late, such as ghcr.io/acme/*`,
      ],
    });
  });
});

describe("as the settings file has them", () => {
  test.for<[string, object]>([
    ['pull-budget: "20%"', { pullBudget: { kind: "share", percent: 20 } }],
    ['pull-budget: "20"', { pullBudget: { kind: "count", count: 20 } }],
    ['wait: "0"', { waitMs: 0 }],
    ["wait: 1h30m\nwait-for:\n  - ghcr.io/acme/*\n  - docker.io/acme/*", { waitMs: 5_400_000 }],
    ["wait-for: []", { waitFor: [] }],
  ])("%s", ([text, expected]) => {
    const { layer, mistakes } = readSettingsDocument("p.yaml", text);
    expect(mistakes).toEqual([]);
    expect(settingsOf([layer]).settings).toMatchObject(expected);
  });

  test.for<[string, string]>([
    ["pull-budget: [20]", 'p.yaml:1: "pull-budget": it has to be a number, or a share such as 20%'],
    ["pull-budget: true", 'p.yaml:1: "pull-budget": it has to be a number, or a share such as 20%'],
    ["pull-budget: .nan", 'p.yaml:1: "pull-budget": it has to be a number, or a share such as 20%'],
    ["pull-budget:", 'p.yaml:1: "pull-budget": it has to be a number, or a share such as 20%'],
    ["nodes: [40]", 'p.yaml:1: "nodes": it has to be a number'],
    ['nodes: "40"', 'p.yaml:1: "nodes": it has to be a number'],
    ["wait: 20", 'p.yaml:1: "wait": it has to be a duration, such as 90s, 20m or 1h30m'],
    ["wait: false", 'p.yaml:1: "wait": it has to be a duration, such as 90s, 20m or 1h30m'],
    ["timeout: 0", 'p.yaml:1: "timeout": it has to be a duration, such as 90s, 20m or 1h30m'],
    ["wait-for: ghcr.io/acme/*", 'p.yaml:1: "wait-for": it has to be a list, such as ["IMAGE"]'],
    ["wait-for: [{ a: b }]", 'p.yaml:1: "wait-for": every item has to be a text'],
    ["cache-dir: 1", 'p.yaml:1: "cache-dir": it has to be a text'],
    ["cache-dir: [a]", 'p.yaml:1: "cache-dir": it has to be a text'],
  ])("%s", ([text, mistake]) => {
    expect(readSettingsDocument("p.yaml", text).mistakes).toEqual([mistake]);
  });

  test.for<[string, string]>([
    ["pull-budget: .inf", 'pull-budget": "Infinity" is neither a number of pulls'],
    ["pull-budget: 1e300", 'pull-budget": "1e+300" is neither a number of pulls'],
    ["nodes: .inf", 'nodes": "Infinity" is not a whole number'],
    ["nodes: 1e300", 'nodes": "1e+300" is not a whole number'],
    ['cache-dir: ""', 'cache-dir": an empty text names nothing'],
    ['cache-dir: "a\\0b"', 'cache-dir": "a\0b" holds a NUL character'],
    [`wait-for: ["${"*".repeat(5000)}"]`, "is longer than 4096 characters"],
    ['wait-for: [""]', 'wait-for": an empty text names nothing'],
  ])("%j is no value either", ([text, words]) => {
    const { layer } = readSettingsDocument("p.yaml", text);
    const mistakes = mistakesOf([layer]);
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toContain(words);
  });
});

describe("one face over the other", () => {
  test("what the flag waits for may stand in the file, and a flag turns the file's waiting off", () => {
    const file = layer({ wait: ["20m"], "wait-for": ["ghcr.io/acme/*"] });
    expect(settingsOf([layer({ wait: ["5m"] }), file]).settings).toMatchObject({ waitMs: 300_000 });
    expect(settingsOf([layer({ wait: ["0"] }), layer({ wait: ["20m"] })]).settings).toMatchObject({ waitMs: 0 });
  });

  test("an empty list undoes the other's, and then nothing is waited for", () => {
    const mistakes = mistakesOf([layer({ "wait-for": [] }), layer({ wait: ["20m"], "wait-for": ["x"] })]);
    expect(mistakes).toEqual([expect.stringMatching(/^wait: "20m" waits for nothing/)]);
  });

  test("other mistakes hide none of it, and a wait-for that can't be read is not told twice", () => {
    expect(mistakesOf([layer({ wait: ["20m"], nodes: ["0"] })])).toHaveLength(2);
    expect(mistakesOf([layer({ wait: ["20m"], "wait-for": ["a b"] })])).toHaveLength(1);
  });

  test("a budget's share and number replace each other", () => {
    expect(
      settingsOf([layer({ "pull-budget": ["5"] }), layer({ "pull-budget": ["50%"] })]).settings.pullBudget,
    ).toEqual({
      kind: "count",
      count: 5,
    });
  });
});

test("no text makes a budget that is negative, no whole number, or more than all that remains", () => {
  const text = fc.oneof(
    fc.string(),
    fc.double().map(String),
    fc.integer().map((number) => `${number}%`),
  );
  const property = fc.check(
    fc.property(text, (candidate) => {
      const merging = mergeLayers([layer({ "pull-budget": [candidate] })], [], ["text"]);
      if (merging.kind === "mistakes") return merging.mistakes.length === 1;
      const { pullBudget } = merging.settings;
      switch (pullBudget.kind) {
        case "count":
          return Number.isInteger(pullBudget.count) && pullBudget.count >= 0;
        case "share":
          return Number.isInteger(pullBudget.percent) && pullBudget.percent >= 0 && pullBudget.percent <= 100;
        case "default":
          return false;
      }
    }),
  );
  expect(property.failed, property.counterexample?.join()).toBe(false);
});

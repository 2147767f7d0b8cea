// Where manifest and settings meet: which platforms the nodes of a pod run, and what is said to be the reason.
import { describe, expect, test } from "vitest";
import type { NodeRequirement, Platform } from "../../src/model.ts";
import { platformsOf, reasonsFor } from "../../src/registries/nodes.ts";
import { printBuild } from "../../src/registries/platforms.ts";
import { platform } from "./walks.ts";

type Term = readonly NodeRequirement[];

const properties = { arch: "architecture", os: "os", build: "build" } as const;

/** `arch=arm64`, `os!=windows`, `arch=amd64|arm64`, `build exists`, `arch gone` → requirements of one term. */
function term(...texts: readonly string[]): Term {
  return texts.map((text): NodeRequirement => {
    const [, key = "", sign = "", values = ""] = /^(\w+)( exists| gone|!=|=)(.*)$/.exec(text) ?? [];
    const operator = ({ "=": "In", "!=": "NotIn", " exists": "Exists", " gone": "DoesNotExist" } as const)[sign];
    const of = Object.entries(properties).find(([name]) => name === key)?.[1];
    if (operator === undefined || of === undefined) throw new Error(`${text} is no requirement`);
    return { of, operator, values: values === "" ? [] : values.split("|"), from: "affinity", key };
  });
}

function resolved(nodes: readonly Term[], settings: readonly string[] = ["linux/amd64"]): readonly string[] {
  return platformsOf(nodes, settings.map(platform)).map(printBuild);
}

const mixed = ["linux/amd64", "linux/arm64", "windows/amd64"];

describe("one term", () => {
  test.for<[string, string[], string[], string[]]>([
    ["nothing said", [], ["linux/amd64", "linux/arm64"], ["linux/amd64", "linux/arm64"]],
    ["an architecture, whatever settings say", ["arch=arm64"], ["linux/amd64"], ["linux/arm64"]],
    ["several, in their order", ["arch=s390x|arm64"], ["linux/amd64"], ["linux/s390x", "linux/arm64"]],
    ["the same twice, and by other names", ["arch=arm64|aarch64|ARM64"], ["linux/amd64"], ["linux/arm64"]],
    ["two that agree", ["arch=amd64|arm64", "arch=arm64"], ["linux/amd64"], ["linux/arm64"]],
    ["system and architecture", ["os=windows", "arch=amd64"], ["linux/arm64"], ["windows/amd64"]],
    ["an odd pair, where both are said", ["os=windows", "arch=arm64"], ["linux/amd64"], ["windows/arm64"]],
    ["a system that the settings have", ["os=windows"], mixed, ["windows/amd64"]],
    ["the other one", ["os=linux"], mixed, ["linux/amd64", "linux/arm64"]],
    ["a system that they don't have", ["os=linux"], ["windows/amd64"], ["linux/amd64"]],
    ["another", ["os=freebsd"], ["linux/amd64", "linux/arm64"], ["freebsd/amd64", "freebsd/arm64"]],
    ["Windows, which has nodes of amd64 alone", ["os=windows"], ["linux/amd64", "linux/arm64"], ["windows/amd64"]],
    ["unless they say otherwise", ["os=windows"], ["windows/arm64"], ["windows/arm64"]],
    ["both systems", ["os=linux|windows", "arch=amd64|arm64"], ["linux/s390x"], mixed],
    ["an architecture takes the systems beside it", ["arch=arm64"], mixed, ["linux/arm64"]],
    ["else all that there are", ["arch=amd64"], ["linux/arm64", "windows/arm64"], ["linux/amd64", "windows/amd64"]],
    ["but no nodes that nobody has", ["arch=s390x"], mixed, ["linux/s390x"]],
    ["variants are the settings'", ["arch=arm"], ["linux/arm/v6", "linux/arm/v7"], ["linux/arm/v6", "linux/arm/v7"]],
    ["and their spelling", ["arch=amd64"], ["linux/x86_64"], ["linux/x86_64"]],
    ["NotIn filters", ["arch!=amd64"], mixed, ["linux/arm64"]],
    ["of In as well", ["arch=amd64|arm64", "arch!=amd64"], mixed, ["linux/arm64"]],
    ["what it does not name stays", ["arch!=s390x"], mixed, mixed],
    ["systems", ["os!=windows"], mixed, ["linux/amd64", "linux/arm64"]],
    ["nothing left: the other usual one", ["arch!=amd64"], ["linux/amd64"], ["linux/arm64"]],
    ["or both", ["arch!=s390x"], ["linux/s390x"], ["linux/amd64", "linux/arm64"]],
    ["no Linux", ["os!=linux"], ["linux/amd64", "linux/arm64"], ["windows/amd64"]],
    ["no Windows", ["os!=windows"], ["windows/amd64"], ["linux/amd64"]],
    ["neither of the usual ones", ["arch!=amd64|arm64"], ["linux/amd64"], ["linux/amd64"]],
    ["Exists is true of each node", ["arch exists", "os exists"], ["linux/arm64"], ["linux/arm64"]],
    ["DoesNotExist of none", ["arch gone"], ["linux/arm64"], ["linux/arm64"]],
    ["two that disagree", ["arch=arm64", "arch=amd64"], ["linux/s390x"], ["linux/s390x"]],
    ["a build is Windows'", ["build=10.0.20348"], ["linux/amd64"], ["windows(10.0.20348)/amd64"]],
    ["and never Linux'", ["build=10.0.20348", "os=linux"], ["linux/arm64"], ["linux/arm64"]],
    ["any build", ["build exists"], ["linux/amd64"], ["windows/amd64"]],
    ["no build", ["build gone"], mixed, ["linux/amd64", "linux/arm64"]],
    ["not that build: who knows which", ["build!=10.0.20348"], mixed, mixed],
    [
      "several builds",
      ["os=windows", "build=10.0.17763|10.0.20348"],
      mixed,
      ["windows(10.0.17763)/amd64", "windows(10.0.20348)/amd64"],
    ],
  ])("%s: %j over %j", ([, texts, settings, expected]) => {
    expect(resolved([term(...texts)], settings)).toEqual(expected);
  });
});

describe("terms", () => {
  test.for<[string, Term[], string[]]>([
    ["none", [], ["linux/amd64"]],
    ["of either", [term("arch=arm64"), term("arch=amd64")], ["linux/arm64", "linux/amd64"]],
    ["each once", [term("arch=arm64"), term("arch=arm64|amd64")], ["linux/arm64", "linux/amd64"]],
    ["one says nothing: the settings are among them", [term("arch=arm64"), []], ["linux/arm64", "linux/amd64"]],
    ["one that no node can meet", [term("arch=arm64", "arch=amd64"), term("arch=s390x")], ["linux/s390x"]],
    ["none that a node can meet", [term("arch gone"), term("os gone")], ["linux/amd64"]],
  ])("%s", ([, nodes, expected]) => {
    expect(resolved(nodes)).toEqual(expected);
  });

  test("more platforms than any cluster has are cut", () => {
    const names = (kind: string): string => Array.from({ length: 16 }, (_, index) => `${kind}${index}`).join("|");
    const large = term(`os=${names("os")}`, `arch=${names("arch")}`, `build!=${names("1.1.")}`);
    expect(resolved(Array.from({ length: 16 }, () => large))).toHaveLength(32);
  });
});

describe("reasons", () => {
  const keys = (nodes: readonly Term[], of: string | Platform): readonly string[] =>
    reasonsFor(nodes, typeof of === "string" ? platform(of) : of).map(({ key, operator }) => `${key} ${operator}`);

  test.for<[string, Term[], string, string[]]>([
    ["the architecture", [term("arch=arm64", "os=linux")], "linux/arm64", ["arch In"]],
    ["what excludes the others", [term("arch!=amd64")], "linux/arm64", ["arch NotIn"]],
    ["Windows", [term("os=windows")], "windows/amd64", ["os In"]],
    ["a build says Windows", [term("os=windows", "build=10.0.20348")], "windows(10.0.20348)/amd64", ["build In"]],
    ["Linux is none", [term("os=linux")], "linux/amd64", []],
    ["Exists is none", [term("arch exists")], "linux/amd64", []],
    ["the term that it comes from", [term("arch=amd64"), term("arch!=s390x")], "linux/arm64", ["arch NotIn"]],
    ["by another name", [term("arch=AArch64")], "linux/arm64", ["arch In"]],
    ["nothing said", [], "linux/amd64", []],
    ["what no node can meet", [term("arch=arm64", "arch=s390x")], "linux/amd64", []],
  ])("%s", ([, nodes, wanted, expected]) => {
    expect(keys(nodes, wanted)).toEqual(expected);
  });
});

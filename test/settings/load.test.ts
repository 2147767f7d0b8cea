import { basename } from "node:path";
import { describe, expect, test } from "vitest";
import { nodeFiles } from "../../src/edges/files.ts";
import { Mistake } from "../../src/mistake.ts";
import { readFlags } from "../../src/settings/flags.ts";
import { loadSettings } from "../../src/settings/load.ts";
import type { Merged } from "../../src/settings/merge.ts";
import type { Origin } from "../../src/settings/origin.ts";
import { type CommitFile, findSettings, largestSettings } from "../../src/settings/source.ts";
import { folderWith } from "../manifests/folder.ts";
import { type FileTexts, memoryFiles } from "../support/files.ts";

const commit = "0123456789abcdef0123456789abcdef01234567";
const fromFork: Origin = { kind: "base-commit", commit, because: "the pull request is from a fork" };

interface Case {
  readonly args?: readonly string[];
  readonly files?: FileTexts;
  readonly origin?: Origin;
  readonly base?: Readonly<Record<string, CommitFile>>;
}

async function load({ args = [], files = {}, origin = { kind: "working-tree" }, base = {} }: Case) {
  const command = readFlags(["check", ...args]);
  if (command.kind !== "check") throw new Error(command.kind);
  const logged: string[] = [];
  const asked: string[] = [];
  const places = {
    files: memoryFiles(files),
    fileOfCommit: async (sha: string, path: string): Promise<CommitFile> => {
      asked.push(`${sha} ${path}`);
      return base[path] ?? { kind: "absent" };
    },
    log: (line: string) => void logged.push(line),
  };
  const loading = { written: command, origin, ruleIds: ["tag-missing"], formats: ["text", "json", "github"] as const };
  const result: Merged | Mistake = await loadSettings(loading, places).catch((error: unknown) => {
    if (error instanceof Mistake) return error;
    throw error;
  });
  return { result, logged, asked };
}

async function settingsOf(given: Case): Promise<Merged["settings"]> {
  const { result } = await load(given);
  if (result instanceof Mistake) throw result;
  return result.settings;
}

async function mistakesOf(given: Case): Promise<readonly string[]> {
  const { result } = await load(given);
  return result instanceof Mistake ? result.lines : [];
}

describe("which file", () => {
  test.each([".pullgate.yaml", ".github/pullgate.yaml"])("%s is found by itself", async (path) => {
    expect(await settingsOf({ files: { [path]: "depth: reference" } })).toMatchObject({ depth: "reference" });
  });

  test("none is fine", async () => {
    expect(await settingsOf({})).toMatchObject({ depth: "manifest" });
  });

  test("both are a mistake", async () => {
    const files = { ".pullgate.yaml": "", ".github/pullgate.yaml": "" };
    expect(await mistakesOf({ files })).toEqual([
      "two settings files: .pullgate.yaml and .github/pullgate.yaml: keep one, or name it with --config",
    ]);
  });

  test("--config takes the place of both", async () => {
    const files = { ".pullgate.yaml": "x", ".github/pullgate.yaml": "x", "ci/p.yaml": "strict: true" };
    expect(await settingsOf({ args: ["--config", "ci/p.yaml"], files })).toMatchObject({ strict: true });
  });

  test(".github may be a file", async () => {
    const files = memoryFiles({});
    const read = async (path: string) => (path.startsWith(".github/") ? { code: "ENOTDIR" } : files.read(path));
    const places = {
      files: { ...files, read },
      fileOfCommit: async () => ({ kind: "absent" }) as const,
      log: () => {},
    };
    const written = { layer: { texts: new Map(), rules: new Map(), rows: new Map() }, mistakes: [] };
    const loading = { written, origin: { kind: "working-tree" }, ruleIds: [], formats: ["text"] } as const;
    expect((await loadSettings(loading, places)).settings.depth).toBe("manifest");
  });
});

describe("files that can't be used", () => {
  test.each([
    [["--config", "nope.yaml"], {}, '"nope.yaml": the settings file does not exist'],
    [["--config", "k8s"], { "k8s/a.yaml": "" }, '"k8s": the settings file is a folder'],
    [
      [],
      { ".pullgate.yaml": "#".repeat(largestSettings + 1) },
      '".pullgate.yaml": the settings file is larger than 1 MiB',
    ],
    [
      [],
      { ".pullgate.yaml": Buffer.from([0xff, 0xfe, 0x61, 0x00]) },
      '".pullgate.yaml": the settings file is not UTF-8 text',
    ],
  ])("%j %#", async (args, files, mistake) => {
    expect(await mistakesOf({ args, files })).toEqual([mistake]);
  });

  test.each([".pullgate.yaml", ".github/pullgate.yaml"])(
    "%s, a link that leads nowhere or can't be followed",
    async (path) => {
      for (const [link, why] of [
        ["nowhere", "is a link that leads to nothing"],
        [basename(path), "is a link that leads back to itself"],
      ] as const) {
        const places = {
          files: nodeFiles(folderWith({ [path]: { link } })),
          fileOfCommit: async () => ({ kind: "absent" }) as const,
          log: () => {},
        };
        for (const config of [null, path]) {
          await expect(findSettings(config, { kind: "working-tree" }, places)).rejects.toMatchObject({
            name: "Mistake",
            lines: [`"${path}": the settings file ${why}`],
          });
        }
      }
    },
  );

  test.each([".pullgate.yaml", ".github/pullgate.yaml"])("%s, a file without permission", async (path) => {
    const places = {
      files: { ...memoryFiles({}), read: async (asked: string) => ({ code: asked === path ? "EACCES" : "ENOENT" }) },
      fileOfCommit: async () => ({ kind: "absent" }) as const,
      log: () => {},
    };
    await expect(findSettings(null, { kind: "working-tree" }, places)).rejects.toMatchObject({
      lines: [`"${path}": the settings file can't be read (EACCES)`],
    });
  });

  test("a megabyte of them is told once", async () => {
    const text = Array.from({ length: 20_000 }, (_, index) => `k${index}: 1`).join("\n");
    const mistakes = await mistakesOf({ files: { ".pullgate.yaml": text } });
    expect(mistakes).toHaveLength(51);
    expect(mistakes.at(-1)).toBe("and 19950 more mistakes");
  });
});

test("mistakes of flags and file are told together", async () => {
  const mistakes = await mistakesOf({
    args: ["--nope", "--timeout", "5"],
    files: { ".pullgate.yaml": "dept: x\nconcurrency: 0\nrules: {tag-mising: off}" },
  });
  expect(mistakes).toHaveLength(5);
  expect(mistakes.join("\n")).toContain('.pullgate.yaml:2: "concurrency": "0" is not a whole number from 1 to 1024');
  expect(mistakes.join("\n")).toContain(
    '.pullgate.yaml:3: "rules": there is no rule "tag-mising": did you mean "tag-missing"?',
  );
});

describe("pull requests from forks", () => {
  const evil = { ".pullgate.yaml": "fail-on: never" };

  test("settings come from the base commit, and that is said", async () => {
    const base = { ".pullgate.yaml": { kind: "file", bytes: Buffer.from("strict: true") } } as const;
    const { result, logged } = await load({ files: evil, origin: fromFork, base });
    expect(result).toMatchObject({ settings: { strict: true, failOn: "error" } });
    expect(logged).toEqual([
      "settings are .pullgate.yaml of the base commit 0123456789ab: the working tree's are not read, because the pull request is from a fork",
    ]);
  });

  test("a base commit without settings has none", async () => {
    const { result, logged, asked } = await load({ files: evil, origin: fromFork });
    expect(result).toMatchObject({ settings: { failOn: "error" } });
    expect(asked).toEqual([`${commit} .pullgate.yaml`, `${commit} .github/pullgate.yaml`]);
    expect(logged).toEqual([expect.stringContaining("there are no settings in the base commit 0123456789ab")]);
  });

  test("without the base commit there are none", async () => {
    const base = { ".pullgate.yaml": { kind: "unread", why: "git does not have that commit" } } as const;
    const { result, logged } = await load({ files: evil, origin: fromFork, base });
    expect(result).toMatchObject({ settings: { failOn: "error" } });
    expect(logged).toEqual([
      "settings files are not read, because the pull request is from a fork, and git does not have that commit",
    ]);
  });

  test("an event without a base commit asks git nothing", async () => {
    const { result, asked, logged } = await load({ files: evil, origin: { ...fromFork, commit: null } });
    expect(result).toMatchObject({ settings: { failOn: "error" } });
    expect(asked).toEqual([]);
    expect(logged).toHaveLength(1);
  });

  test("--config names a file of the base commit too", async () => {
    const base = { "ci/p.yaml": { kind: "file", bytes: Buffer.from("strict: true") } } as const;
    const { result } = await load({
      args: ["--config", "ci/p.yaml"],
      files: { "ci/p.yaml": "fail-on: never" },
      origin: fromFork,
      base,
    });
    expect(result).toMatchObject({ settings: { strict: true, failOn: "error" } });
  });

  test("flags are the workflow's own, and count", async () => {
    const { result } = await load({ args: ["--fail-on", "warning"], files: evil, origin: fromFork });
    expect(result).toMatchObject({ settings: { failOn: "warning" } });
  });
});

// README.md shows options, settings and steps: what it shows has to be there, and to be taken.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { isObject } from "../src/json.ts";
import { rules } from "../src/rules/index.ts";
import { readSettingsDocument } from "../src/settings/document.ts";
import { mergeLayers } from "../src/settings/merge.ts";
import { namesOf } from "../src/settings/options.ts";

const page = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const blocks = [...page.matchAll(/```yaml\n([^]*?)```/g)].map(([, text = ""]) => text);

test("its table has every flag, in the order of --help", () => {
  const rows = [...page.matchAll(/^\| `--([a-z-]+)/gm)].map(([, name]) => name);
  expect(rows).toEqual(namesOf("flag"));
});

test("its settings are taken", () => {
  const settings = blocks.filter((text) => text.startsWith("paths: "));
  expect(settings).toHaveLength(1);
  const { layer, mistakes } = readSettingsDocument("README.md", settings[0] ?? "");
  const ids = rules.map(({ id }) => id);
  const merging = mergeLayers([layer], ids, ["text"]);
  expect([mistakes, merging.kind]).toEqual([[], "settings"]);
});

test("the cache's step keeps the folder that the check is given", () => {
  const steps: unknown = blocks
    .filter((text) => text.includes("actions/cache@"))
    .map((text): unknown => parse(text))[0];
  const inputs = (Array.isArray(steps) ? steps : []).map((step: unknown) => (isObject(step) ? step["with"] : null));
  const [kept, given] = inputs.map((one) => (isObject(one) ? (one["path"] ?? one["cache-dir"]) : null));
  expect(kept).toEqual(expect.stringMatching(/./));
  expect(given).toBe(kept);
});

test("actions of others are pinned by commit", () => {
  const used = [...page.matchAll(/uses: (?!OWNER)(\S+)/g)].map(([, action = ""]) => action);
  expect(used.length).toBeGreaterThan(1);
  expect(used.filter((action) => !/@[0-9a-f]{40}$/.test(action))).toEqual([]);
});

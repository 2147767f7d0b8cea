// Layers of settings as a test writes them, and what comes of putting them together.
import type { Layer } from "../../src/settings/layer.ts";
import { type Formats, mergeLayers } from "../../src/settings/merge.ts";
import { isOptionName, type OptionName } from "../../src/settings/options.ts";

const ruleIds = ["tag-missing", "schema1"];
const everyFormat: Formats = ["text", "json", "github"];

export function layer(
  texts: Readonly<Record<string, readonly string[]>>,
  rules: Readonly<Record<string, string>> = {},
): Layer {
  const entries = Object.entries(texts).flatMap(([name, values]): [OptionName, { text: string; place: string }[]][] =>
    isOptionName(name) ? [[name, values.map((text) => ({ text, place: name }))]] : [],
  );
  const ruleEntries = Object.entries(rules).map(([id, text]) => [id, { text, place: "rules" }] as const);
  return { texts: new Map(entries), rules: new Map(ruleEntries), rows: new Map() };
}

export function settingsOf(layers: readonly Layer[], formats = everyFormat) {
  const merging = mergeLayers(layers, ruleIds, formats);
  if (merging.kind === "mistakes") throw new Error(merging.mistakes.join("\n"));
  return merging;
}

export function mistakesOf(layers: readonly Layer[], formats = everyFormat): readonly string[] {
  const merging = mergeLayers(layers, ruleIds, formats);
  return merging.kind === "mistakes" ? merging.mistakes : [];
}

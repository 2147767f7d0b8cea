// Settings as a run without flags has them: the defaults, under the text of a settings file.
import { rules } from "../../src/rules/index.ts";
import { readSettingsDocument } from "../../src/settings/document.ts";
import { mergeLayers } from "../../src/settings/merge.ts";
import type { Settings } from "../../src/settings/settings.ts";

/** Settings of that text; a mistake in it is thrown: the test is wrong. */
export function settingsOf(text = ""): Settings {
  const ids = rules.map(({ id }) => id);
  const { layer, mistakes } = readSettingsDocument("pullgate.yaml", text);
  const merging = mergeLayers([layer], ids, ["text", "json", "github"]);
  const all = [...mistakes, ...(merging.kind === "mistakes" ? merging.mistakes : [])];
  if (merging.kind === "mistakes" || all.length > 0) throw new Error(all.join("\n"));
  return merging.settings;
}

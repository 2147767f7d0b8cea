// What somebody wrote on the command line or in a workflow → Settings, with the settings file in between.
// Whatever is wrong is thrown as one mistake of many lines: nobody mends a file by running it once a line.
import { shown } from "../manifests/shown.ts";
import { Mistake } from "../mistake.ts";
import { emptyLayer, type Layer, type LayerReading } from "./layer.ts";
import { type Formats, type Merged, type Merging, mergeLayers } from "./merge.ts";
import type { Origin } from "./origin.ts";
import type { Settings } from "./settings.ts";
import type { Files } from "../edges/edges.ts";
import { findSettings, findSettingsIn, type SettingsPlaces } from "./source.ts";

export interface Loading {
  /** Flags or inputs. */
  readonly written: LayerReading;
  readonly origin: Origin;
  readonly ruleIds: readonly string[];
  readonly formats: Formats;
}

/** More lines than anybody reads: a hostile settings file can hold a hundred thousand mistakes. */
const mostMistakes = 50;

/** Settings, or a thrown `Mistake` with everything that is wrong. */
export async function loadSettings(loading: Loading, places: SettingsPlaces): Promise<Merged> {
  const { written, origin, ruleIds, formats } = loading;
  const file = await readFile(written.layer, origin, places);
  const merging = mergeLayers([written.layer, file.layer], ruleIds, formats);
  const mistakes = [...written.mistakes, ...file.mistakes, ...(merging.kind === "mistakes" ? merging.mistakes : [])];
  if (merging.kind === "settings" && mistakes.length === 0) return merging;
  throw new Mistake(...firstOf(mistakes));
}

/** As many as anybody reads, and how many there are beside them. */
export function firstOf(mistakes: readonly string[]): readonly string[] {
  const more = mistakes.length - mostMistakes;
  return [...mistakes.slice(0, mostMistakes), ...(more > 0 ? [`and ${more} more mistakes`] : [])];
}

/**
 * The settings that held in another tree: those of its own settings file, under the same flags or inputs. A sentence where that
 * file is broken; one that is not there leaves the defaults, even where somebody names it: it may be new.
 */
export async function loadSettingsIn(files: Files, loading: Omit<Loading, "origin">): Promise<Settings | string> {
  const { written, ruleIds, formats } = loading;
  try {
    const found = await findSettingsIn(configOf(written.layer), files);
    if (found === null) return settingsOr(mergeLayers([written.layer], ruleIds, formats));
    const { readSettingsDocument } = await import("./document.ts");
    const file = readSettingsDocument(found.path, found.text);
    return file.mistakes[0] ?? settingsOr(mergeLayers([written.layer, file.layer], ruleIds, formats));
  } catch (error) {
    if (error instanceof Mistake) return error.lines[0] ?? "";
    throw error;
  }
}

function settingsOr(merging: Merging): Settings | string {
  return merging.kind === "settings" ? merging.settings : (merging.mistakes[0] ?? "");
}

/** The settings file that somebody names. */
export function configOf(layer: Layer): string | null {
  return layer.texts.get("config")?.[0]?.text ?? null;
}

async function readFile(layer: Layer, origin: Origin, places: SettingsPlaces): Promise<LayerReading> {
  try {
    const found = await findSettings(configOf(layer), origin, places);
    if (found === null) return { layer: emptyLayer, mistakes: [] };
    const { readSettingsDocument } = await import("./document.ts");
    return readSettingsDocument(found.path, found.text, shown(found.path, places.files));
  } catch (error) {
    // Told together with what is wrong with the flags.
    if (error instanceof Mistake) return { layer: emptyLayer, mistakes: error.lines };
    throw error;
  }
}

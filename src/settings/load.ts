// What somebody wrote on the command line or in a workflow → Settings, with the settings file in between.
// Whatever is wrong is thrown as one mistake of many lines: nobody mends a file by running it once a line.
import { shown } from "../manifests/shown.ts";
import { Mistake } from "../mistake.ts";
import { emptyLayer, type Layer, type LayerReading } from "./layer.ts";
import { type Formats, mergeLayers } from "./merge.ts";
import type { Origin } from "./origin.ts";
import type { Publication } from "./outputs.ts";
import type { Settings } from "./settings.ts";
import { findSettings, type SettingsPlaces } from "./source.ts";

export interface Loading {
  /** Flags or inputs. */
  readonly written: LayerReading;
  readonly origin: Origin;
  readonly ruleIds: readonly string[];
  readonly formats: Formats;
}

export interface Loaded {
  readonly settings: Settings;
  readonly publication: Publication;
}

/** More lines than anybody reads: a hostile settings file can hold a hundred thousand mistakes. */
const mostMistakes = 50;

/** Settings, or a thrown `Mistake` with everything that is wrong. */
export async function loadSettings(loading: Loading, places: SettingsPlaces): Promise<Loaded> {
  const { written, origin, ruleIds, formats } = loading;
  const file = await readFile(written.layer, origin, places);
  const merging = mergeLayers([written.layer, file.layer], ruleIds, formats);
  const mistakes = [...written.mistakes, ...file.mistakes, ...(merging.kind === "mistakes" ? merging.mistakes : [])];
  if (merging.kind === "settings" && mistakes.length === 0) return merging;
  const more = mistakes.length - mostMistakes;
  throw new Mistake(...mistakes.slice(0, mostMistakes), ...(more > 0 ? [`and ${more} more mistakes`] : []));
}

async function readFile(layer: Layer, origin: Origin, places: SettingsPlaces): Promise<LayerReading> {
  try {
    const config = layer.texts.get("config")?.[0]?.text ?? null;
    const found = await findSettings(config, origin, places);
    if (found === null) return { layer: emptyLayer, mistakes: [] };
    const { readSettingsDocument } = await import("./document.ts");
    return readSettingsDocument(found.path, found.text, shown(found.path, places.files));
  } catch (error) {
    // Told together with what is wrong with the flags.
    if (error instanceof Mistake) return { layer: emptyLayer, mistakes: error.lines };
    throw error;
  }
}

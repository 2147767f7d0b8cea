// What one face says, before anybody asked whether it is valid: names of the table with texts, each with its place.
// Flags, inputs, file and defaults all become this, so there is one reader of values for all of them.
import type { OptionName } from "./options.ts";

/** One text and where it stands, ready to begin a message: `--depth`, `input "depth"`, `.pullgate.yaml:3: "depth"`. */
export interface Written {
  readonly text: string;
  readonly place: string;
}

export interface Layer {
  /** An empty list is one that was written empty. */
  readonly texts: ReadonlyMap<OptionName, readonly Written[]>;
  /** By rule id: the one option that is no list of texts. */
  readonly rules: ReadonlyMap<string, Written>;
}

/** A layer, and what was wrong with the way it was written: names nobody knows, flags without a value. */
export interface LayerReading {
  readonly layer: Layer;
  readonly mistakes: readonly string[];
}

export const emptyLayer: Layer = { texts: new Map(), rules: new Map() };

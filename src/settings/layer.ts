// What one face says, before anybody asked whether it is valid: names of the table with texts, each with its place.
// Flags, inputs, file and defaults all become this, so there is one reader of values for all of them.
import type { Span } from "../model.ts";
import type { OptionName } from "./options.ts";

/** One text and where it stands, ready to begin a message: `--depth`, `input "depth"`, `.pullgate.yaml:3: "depth"`. */
export interface Written {
  readonly text: string;
  readonly place: string;
}

/** One small table of a list of them: its texts by column, one or several in each, none of them checked yet. */
export interface WrittenRow {
  readonly place: string;
  /** The row's first line in its file. */
  readonly span: Span;
  readonly cells: ReadonlyMap<string, readonly Written[]>;
}

export interface Layer {
  /** An empty list is one that was written empty. */
  readonly texts: ReadonlyMap<OptionName, readonly Written[]>;
  /** By rule id. */
  readonly rules: ReadonlyMap<string, Written>;
  /** Of options that are lists of small tables. */
  readonly rows: ReadonlyMap<OptionName, readonly WrittenRow[]>;
}

/** A layer, and what was wrong with the way it was written: names nobody knows, flags without a value. */
export interface LayerReading {
  readonly layer: Layer;
  readonly mistakes: readonly string[];
}

export const emptyLayer: Layer = { texts: new Map(), rules: new Map(), rows: new Map() };

// What one option is: where it may be written, what it takes, what holds without it. Types only; the table is `options.ts`.

/** Where an option may be written. `paths` are arguments on the command line, and a name in the other two. */
export type Face = "flag" | "argument" | "input" | "key";

interface Common {
  readonly faces: readonly Face[];
  /** What stands for the value in `--help`; empty for switches. */
  readonly value: string;
  /** What holds where nothing is written, as it would be written; `fallbackWords` says it where that can't be read off it. */
  readonly fallback: readonly string[];
  readonly fallbackWords?: string;
  /** One sentence, lower-case start, no full stop: the same in `--help` and in `action.yml`. */
  readonly help: string;
}

export interface Choice<Name extends string = string> extends Common {
  readonly kind: "choice";
  readonly choices: readonly Name[];
  /** Names that are agreed on and not built yet, each with what to write until then. */
  readonly later: Readonly<Record<string, string>>;
}

interface Switch extends Common {
  readonly kind: "switch";
}

/** Milliseconds once read; the bounds are in milliseconds too. */
export interface Duration extends Common {
  readonly kind: "duration";
  readonly least: number;
  readonly most: number;
}

export interface Count extends Common {
  readonly kind: "count";
  readonly least: number;
  readonly most: number;
}

/** One text, or several: a repeatable flag, an input of one a line, a list in the settings file. */
interface Texts extends Common {
  readonly kind: "text" | "list";
  readonly of: "path" | "glob" | "host" | "namespace" | "platform" | "version" | "output" | "revision" | "budget";
  /** A list may be written empty to undo another face's. */
  readonly mayBeEmpty: boolean;
  /** In the settings file, a list of one may be written as that one. */
  readonly mayBeOne?: boolean;
}

/** Rule ids with their severities: it has a structure, so it is written in the settings file alone. */
interface RuleTable extends Common {
  readonly kind: "rules";
}

/** A list of small tables, written in the settings file alone, too. */
export interface Table extends Common {
  readonly kind: "table";
  /** Whether a column holds one text or a list of them; none of them has to be there for its shape's sake. */
  readonly columns: Readonly<Record<string, "text" | "texts">>;
  /** One row, as it would be written. */
  readonly example: string;
  /** Rows, at most. */
  readonly most: number;
}

export type Option = Choice | Switch | Duration | Count | Texts | RuleTable | Table;

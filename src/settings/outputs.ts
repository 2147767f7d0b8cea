// Where reports go: `--format` for standard output, `--output FILE` and `--output FORMAT=FILE` for files.
import type { Written } from "./layer.ts";
import { quoted } from "./nearest.ts";
import type { Format } from "./settings.ts";
import { type Reading, readPath } from "./values.ts";

/** One report that goes to a file; `path` as written. */
interface OutputFile {
  readonly format: Format;
  readonly path: string;
}

/** What is to be drawn, and where to. */
export interface Publication {
  /** What `--format` says. */
  readonly format: Format;
  /** `--output FILE` takes standard output's place. */
  readonly toStandardOutput: boolean;
  readonly files: readonly OutputFile[];
}

/** `json=out.json` → one more report; `out.txt` → the report itself, so its format is `null` until `--format` is known. */
export interface OutputText {
  readonly format: Format | null;
  readonly path: string;
}

/**
 * Reads one `--output`. Letters before the first `=` are always a format, so that a mistyped one is not taken for a file;
 * a file of such a name is written `./a=b`.
 */
export function readOutput(written: Written, readFormat: (written: Written) => Reading<Format>): Reading<OutputText> {
  const { text, place } = written;
  const [, prefix, path] = /^([A-Za-z]+)=(.*)$/s.exec(text) ?? [];
  if (prefix === undefined || path === undefined) return readTarget(written, null);
  const format = readFormat({ text: prefix, place });
  return format.kind === "value" ? readTarget({ text: path, place }, format.value) : format;
}

function readTarget(written: Written, format: Format | null): Reading<OutputText> {
  if (written.text === "-") {
    return {
      kind: "mistakes",
      mistakes: [`${written.place}: "-" is no file: without --output the report goes to standard output`],
    };
  }
  const path = readPath(written);
  return path.kind === "value" ? { kind: "value", value: { format, path: path.value } } : path;
}

/** A file that is named twice would hold the second report only. */
export function repeatedOutputs(written: readonly Written[], outputs: readonly OutputText[]): readonly string[] {
  const seen = new Set<string>();
  const mistakes: string[] = [];
  for (const [index, { path }] of outputs.entries()) {
    if (seen.has(path))
      mistakes.push(`${written[index]?.place ?? ""}: ${quoted(path)} is named twice, and would hold one report only`);
    seen.add(path);
  }
  return mistakes;
}

/** What goes where, from `--format` and every `--output`. */
export function publicationOf(format: Format, outputs: readonly OutputText[]): Publication {
  return {
    format,
    toStandardOutput: outputs.every((output) => output.format !== null),
    files: outputs.map((output) => ({ format: output.format ?? format, path: output.path })),
  };
}

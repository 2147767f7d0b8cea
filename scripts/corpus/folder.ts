// Folders that are measured: each has its rows beside it, as `NAME.expected.jsonl`.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { readRows, type Row } from "./row.ts";

export interface Corpus {
  readonly name: string;
  readonly folder: string;
  readonly rows: readonly Row[];
}

const ending = ".expected.jsonl";

/** The folder itself where its rows stand beside it, else every folder in it that has some; throws where there are none. */
export function corporaAt(path: string): readonly Corpus[] {
  const folder = resolve(path);
  if (existsSync(`${folder}${ending}`)) return [corpusAt(folder)];
  if (!existsSync(folder)) throw new Error(`"${path}" is not there`);
  const inside = readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name.slice(0, -ending.length)));
  if (inside.length === 0) throw new Error(`"${path}" has no ${basename(folder)}${ending} beside it, and none in it`);
  return inside.toSorted().map(corpusAt);
}

function corpusAt(folder: string): Corpus {
  const file = `${folder}${ending}`;
  return { name: basename(folder), folder, rows: readRows(readFileSync(file, "utf8"), file) };
}

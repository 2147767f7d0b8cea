// What Pullgate finds: the uses of `list --format json`, as far as a comparison needs them.
import { spawnSync } from "node:child_process";
import { isObject, listAt, parseJson, stringAt } from "../../src/json.ts";

export interface Use {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly image: string;
  readonly source: string;
  /** `KIND NAME`, for whoever reads the differences. */
  readonly owner: string;
  readonly path: string;
  /** Lines of the other scalars that the image is written in, and of aliases: `FILE:LINE`. */
  readonly related: readonly string[];
}

/** Runs `entry` (a bundle, or a source that Node runs) with `folder` as its working folder; throws where it doesn't end well. */
export function usesIn(folder: string, entry: string): readonly Use[] {
  const { status, error, stdout, stderr } = spawnSync(
    process.execPath,
    [entry, "list", "--render", "never", "--format", "json"],
    { cwd: folder, encoding: "utf8", maxBuffer: 1024 ** 3 },
  );
  if (status !== 0) throw new Error(`pullgate list ended with ${error?.message ?? status} in ${folder}:\n${stderr}`);
  return usesInListing(stdout);
}

/** The uses of a listing as JSON. */
export function usesInListing(text: string): readonly Use[] {
  const listing = parseJson(text);
  const uses = isObject(listing) ? listAt(listing, "uses") : null;
  if (uses === null) throw new Error(`no listing: ${text.slice(0, 200)}`);
  return uses.filter(isObject).map((use) => ({
    file: stringAt(use, "file"),
    line: Number(use["line"]),
    column: Number(use["column"]),
    image: stringAt(use, "image"),
    source: stringAt(use, "source"),
    owner: `${stringAt(use, "kind")} ${stringAt(use, "name")}`.trim(),
    path: stringAt(use, "path"),
    related: (listAt(use, "related") ?? [])
      .filter(isObject)
      .map((place) => `${stringAt(place, "file")}:${Number(place["line"])}`),
  }));
}

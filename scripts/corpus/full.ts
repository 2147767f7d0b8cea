// The cheap look held against full parsing: a document that is spared must hold no use.
import { nodeFiles } from "../../src/edges/files.ts";
import { withoutTemplates } from "../../src/manifests/charts.ts";
import { decode } from "../../src/manifests/decode.ts";
import { discover } from "../../src/manifests/discover.ts";
import { documentSlices } from "../../src/manifests/documents.ts";
import { extract } from "../../src/manifests/extract.ts";
import { type Outline, outlineOf } from "../../src/manifests/outline.ts";
import { positionOf } from "../../src/manifests/position.ts";
import { maxFileBytes } from "../../src/manifests/problems.ts";
import type { ImageUse, SourceFile } from "../../src/model.ts";

export interface Spared {
  /** Documents in all files, and those that the cheap look has parsed. */
  readonly documents: number;
  readonly parsed: number;
  readonly uses: number;
  /** Uses that only full parsing finds, one line each. */
  readonly lost: readonly string[];
}

/** Reads every file below `folder` twice: as a run does, and with each of its documents parsed. */
export async function sparedIn(folder: string): Promise<Spared> {
  const files = nodeFiles(folder);
  const { paths } = await withoutTemplates((await discover({ paths: ["."], exclude: [] }, files)).paths, files);
  const all: Spared[] = [];
  for (const path of paths) {
    const got = await files.read(path, maxFileBytes);
    const decoded = "bytes" in got ? decode(got.bytes) : null;
    if (decoded?.kind === "text") all.push(sparedOf({ path, text: decoded.text }));
  }
  return {
    documents: all.reduce((sum, { documents }) => sum + documents, 0),
    parsed: all.reduce((sum, { parsed }) => sum + parsed, 0),
    uses: all.reduce((sum, { uses }) => sum + uses, 0),
    lost: all.flatMap(({ lost }) => lost),
  };
}

/** The same of one file. */
export function sparedOf(source: SourceFile, look: (source: SourceFile) => Outline = outlineOf): Spared {
  const everything = documentSlices(source.text).map((slice) => ({
    slice,
    object: true,
    quiet: false,
    lenient: false,
  }));
  const outline = look(source);
  const cheap = new Set(extract(source, outline).uses.map(keyOf));
  const { uses } = extract(source, {
    toParse: everything,
    settled: 0,
    access: { secrets: [], roles: [] },
    isManifest: true,
  });
  return {
    documents: everything.length,
    parsed: outline.toParse.length,
    uses: uses.length,
    lost: uses.filter((use) => !cheap.has(keyOf(use))).map(told),
  };
}

function keyOf({ span, apiVersion, kind, name, path, image }: ImageUse): string {
  return JSON.stringify([span.start, apiVersion, kind, name, path, image]);
}

function told(use: ImageUse): string {
  const { line, column } = positionOf(use.span);
  return `${use.span.file.path}:${line}:${column}  ${use.source} ${JSON.stringify(use.image)} ${use.kind}, ${use.path}`;
}

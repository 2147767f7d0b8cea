// A file's documents at a glance: which must be parsed, and how many objects are settled without.
import type { SourceFile } from "../model.ts";
import { documentSlices } from "./documents.ts";
import { type Glance, glance } from "./glance.ts";
import { isKustomizationName } from "./names.ts";
import type { DocumentSlice } from "./slice.ts";

/** A document that must be parsed. */
export interface Sighted {
  readonly slice: DocumentSlice;
  /** It looks like a Kubernetes object: counted as one, even where it doesn't parse. */
  readonly object: boolean;
  /** It starts no pull, and is only asked whether it parses. */
  readonly quiet: boolean;
}

export interface Outline {
  readonly toParse: readonly Sighted[];
  /** Objects that start no pull, told without parsing. */
  readonly settled: number;
  /** Some document looks like a Kubernetes object: what doesn't parse is worth saying. */
  readonly isManifest: boolean;
}

/** Looks at every document of a file without parsing one; those of `kinds` are parsed whatever they say. */
export function outlineOf({ path, text }: SourceFile, kinds: readonly string[] = []): Outline {
  const isKustomization = isKustomizationName(path);
  const sights = documentSlices(text).map((slice) => ({ slice, ...glance(slice, { isKustomization, kinds }) }));
  const isManifest = sights.some(({ object }) => object);
  const mustParse = sights.some(({ parse }) => parse === "always" || (isManifest && parse === "in-manifest"));
  const toParse = mustParse ? sights.filter(({ parse }) => parse !== "never").map(sighted) : [];
  return { toParse, settled: objectsAmong(sights) - objectsAmong(toParse), isManifest };
}

function sighted({ slice, object, parse }: Glance & Pick<Sighted, "slice">): Sighted {
  return { slice, object, quiet: parse === "with-neighbours" };
}

function objectsAmong(sights: readonly { readonly object: boolean }[]): number {
  return sights.filter(({ object }) => object).length;
}

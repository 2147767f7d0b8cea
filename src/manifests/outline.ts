// A file's documents at a glance: which must be parsed, and how many objects are settled without.
import type { AccessObjects, SourceFile } from "../model.ts";
import { documentSlices } from "./documents.ts";
import { glance } from "./glance.ts";
import { headedIn } from "./headed.ts";
import { isKustomizationName } from "./names.ts";
import type { DocumentSlice } from "./slice.ts";

/** A document that must be parsed. */
export interface Sighted {
  readonly slice: DocumentSlice;
  /** It looks like a Kubernetes object: counted as one, even where it doesn't parse. */
  readonly object: boolean;
  /** It starts no pull, and is only asked whether it parses. */
  readonly quiet: boolean;
  /** Nobody complains where it doesn't parse. */
  readonly lenient: boolean;
}

export interface Outline {
  readonly toParse: readonly Sighted[];
  /** Objects that start no pull, told without parsing. */
  readonly settled: number;
  /** Secrets, roles and bindings, told without parsing. */
  readonly access: AccessObjects;
  /** Some document looks like a Kubernetes object: what doesn't parse is worth saying. */
  readonly isManifest: boolean;
}

/** Looks at every document of a file without parsing one; those of `kinds` are parsed whatever they say. */
export function outlineOf(source: SourceFile, kinds: readonly string[] = []): Outline {
  const isKustomization = isKustomizationName(source.path);
  const sights = documentSlices(source.text).map((slice) => ({ slice, ...glance(slice, { isKustomization, kinds }) }));
  const isManifest = sights.some(({ object }) => object);
  const mustParse = sights.some(({ parse }) => parse === "always" || (isManifest && parse === "in-manifest"));
  const toParse = sights
    .filter(({ parse }) => parse === "for-access" || (mustParse && parse !== "never"))
    .map(({ slice, object, parse }) => ({ slice, object, quiet: parse === "with-neighbours", lenient: !mustParse }));
  const access = headedIn(source, sights);
  return { toParse, settled: objectsAmong(sights) - objectsAmong(toParse), access, isManifest };
}

function objectsAmong(sights: readonly { readonly object: boolean }[]): number {
  return sights.filter(({ object }) => object).length;
}

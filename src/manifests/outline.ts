// A file's documents at a glance: which must be parsed, and how many objects are settled without.
import type { AccessObjects, Named, RoleObject, SecretObject, SourceFile } from "../model.ts";
import { documentSlices } from "./documents.ts";
import { type Glance, glance } from "./glance.ts";
import type { Word } from "./heads.ts";
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
  /** Secrets and roles, told without parsing. */
  readonly access: Pick<AccessObjects, "secrets" | "roles">;
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
  const access = accessFrom(source, sights);
  return { toParse, settled: objectsAmong(sights) - objectsAmong(toParse), access, isManifest };
}

function objectsAmong(sights: readonly { readonly object: boolean }[]): number {
  return sights.filter(({ object }) => object).length;
}

function accessFrom(file: SourceFile, sights: readonly (Glance & Pick<Sighted, "slice">)[]): Outline["access"] {
  const secrets: SecretObject[] = [];
  const roles: RoleObject[] = [];
  for (const { slice, headed } of sights) {
    if (headed === null) continue;
    const { kind, head } = headed;
    const named = ({ word, start }: Word): Named => {
      const from = slice.start + start;
      return { name: word, span: { file, start: from, end: from + word.length } };
    };
    const namespace = head.namespace?.word ?? null;
    const placed = { ...named(head.name), namespace, namespaces: namespace === null ? [] : [namespace] };
    const type = head.type === null ? null : named(head.type);
    if (kind === "Secret") secrets.push({ ...placed, type, values: [], ...untold });
    else roles.push({ ...placed, ...(kind === "Role" ? {} : { namespace: null, namespaces: [] }), kind });
  }
  return { secrets, roles };
}

/** Had it said so, it would have been parsed. */
const untold = { isEncrypted: false, isCopied: false, isFilledIn: false } as const;

// Texts at known places of an object → uses: whole images, images in parts, and artifacts that a controller fetches.
import type { ImageUse, Named, UseSource } from "../model.ts";
import type { KindRow, PairWays } from "./kinds.ts";
import type { KubernetesObject } from "./objects.ts";
import { hasEnding, type Joined, joined, leftOpen } from "./pairs.ts";
import type { ParsedDocument } from "./parse.ts";
import { lastKey, type Place, placeAt, placesAt } from "./paths.ts";
import { namedAt } from "./named.ts";
import { podFacts } from "./pod-facts.ts";
import { pullPolicyOf, useAt } from "./podspec.ts";
import { hasHost } from "./shape.ts";
import { member, text, type Value } from "./values.ts";

/** The object that uses are of, and how they were found. */
export interface Owner {
  readonly object: Omit<KubernetesObject, "value"> & { readonly value: Value };
  readonly source: UseSource;
}

/** Whole images; with `kind`, only those whose mapping says that it is one. */
export function imagesAt(
  document: ParsedDocument,
  { object, source }: Owner,
  places: readonly Place[],
  kind?: string,
): readonly ImageUse[] {
  return places.flatMap(({ value, path, scopes }) => {
    const [beside = null] = scopes;
    if (kind !== undefined && text(document, member(document, beside, "kind")) !== kind) return [];
    if (path.endsWith(".rbd.image")) return [];
    const use = useAt(document, podFacts(document, object, scopes, source), {
      image: value,
      path,
      container: containerOf(document, path, beside),
      slot: path.endsWith(".image.reference") ? "volume" : "container",
      pullPolicy: pullPolicyIn(document, beside),
    });
    return use === null ? [] : [use];
  });
}

/** Images under keys that no row is about: beside one without a tag, the tag may stand under a key of nearly the same name. */
export function looseImagesAt(document: ParsedDocument, owner: Owner, places: readonly Place[]): readonly ImageUse[] {
  return places.flatMap((place) => {
    const { path, scopes } = place;
    const [beside = null] = scopes;
    const key = lastKey(path);
    const besides = key === "image" ? ["tag", "imageTag", "image_tag"] : [`${key}Tag`, `${key}_tag`];
    const tag = [...besides, `${key}Version`, `${key}_version`].find((one) => member(document, beside, one) !== null);
    const written = text(document, place.value) ?? "";
    if (tag === undefined || hasEnding(written)) return imagesAt(document, owner, [place]);
    const found = joined(document, { name: place.value, tag: member(document, beside, tag) });
    const facts = podFacts(document, owner.object, scopes, owner.source);
    const rest = { container: null, slot: "container", pullPolicy: pullPolicyIn(document, beside), path } as const;
    return found === null ? [] : [{ ...found.part, ...facts, ...rest }];
  });
}

/** The name beside an image is its container's, where it is one of a list. */
function containerOf(document: ParsedDocument, path: string, beside: Value | null): string | null {
  return /\]\.[^.[\]]+$/.test(path) ? text(document, member(document, beside, "name")) : null;
}

function pullPolicyIn(document: ParsedDocument, beside: Value | null): ImageUse["pullPolicy"] {
  const written = member(document, beside, "imagePullPolicy") ?? member(document, beside, "pullPolicy");
  return pullPolicyOf(text(document, written));
}

/** Images in parts; those that name neither tag nor digest are their operator's to complete, and no use. */
export function pairsAt(document: ParsedDocument, owner: Owner, ways: PairWays): readonly ImageUse[] {
  return joinedAt(document, owner, ways, "container").flatMap(({ use, isWhole, isRange }) =>
    isWhole || isRange ? [use] : [],
  );
}

/** What a controller fetches from a registry: `package`, `oci://…`, a bundle. Without a tag, `latest` is meant. */
export function artifactsAt(document: ParsedDocument, owner: Owner, row: KindRow): readonly ImageUse[] {
  const ways = [
    ...(row.artifacts ?? []).map((way): PairWays => ({ at: parentOf(way), name: way.slice(parentOf(way).length + 1) })),
    ...(row.artifactPairs ?? []),
  ];
  if (ways.length === 0) return [];
  const pullSecrets = secretsByRow(document, owner, row);
  return ways
    .flatMap((one) => joinedAt(document, owner, one, "artifact"))
    .flatMap(({ use }) => {
      if (use.target.kind === "open") return [{ ...use, pullSecrets }];
      const name = registryName(use.target.name);
      if (name === null) return [];
      const source = row.hasOwnRegistry === true && !hasHost(name) ? "string" : use.source;
      return [{ ...use, source, pullSecrets, target: { kind: "named", name } as const }];
    });
}

/** The secrets that a row knows. */
export function secretsByRow(document: ParsedDocument, { object }: Owner, { secrets = [] }: KindRow): readonly Named[] {
  return secrets
    .flatMap((way) => placesAt(document, object.value, way))
    .flatMap(({ value }) => namedAt(document, value) ?? []);
}

/** `a.b.c` → `a.b` */
function parentOf(way: string): string {
  return way.slice(0, way.lastIndexOf("."));
}

/** Without the scheme of an artifact; `null` for what isn't fetched from a registry (`https://…/filter.wasm`). */
function registryName(written: string): string | null {
  // `git@host:owner/name` is a repository of sources (git-clone(1), scp-like syntax).
  if (/^[\w.-]+@[^/]*:/.test(written)) return null;
  const [, scheme, name = ""] = /^([a-z][a-z+]*):\/\/(.*)$/is.exec(written) ?? [];
  if (scheme === undefined) return written;
  return ["oci", "docker", "registry"].includes(scheme.toLowerCase()) ? name : null;
}

/** The scalar keeps its `+`, so that nothing could be put in its place as it is. */
function withoutPlus(found: Joined, { plus }: PairWays): Joined {
  const { image } = found.part;
  if (plus === undefined || !image.includes("+")) return found;
  const name = image.replaceAll("+", plus);
  return { ...found, part: { ...found.part, image: name, frame: null, target: { kind: "named", name } } };
}

interface JoinedUse {
  readonly use: ImageUse;
  readonly isWhole: boolean;
  readonly isRange: boolean;
}

function joinedAt(
  document: ParsedDocument,
  { object, source }: Owner,
  ways: PairWays,
  slot: ImageUse["slot"],
): readonly JoinedUse[] {
  return placesAt(document, object.value, ways.at).flatMap((place) => {
    const partAt = (way: string | undefined): Value | null =>
      way === undefined ? null : (placeAt(document, place.value, way)?.value ?? null);
    const found = joined(document, {
      registry: partAt(ways.registry),
      name: partAt(ways.name),
      tag: partAt(ways.tag),
      digest: partAt(ways.digest),
    });
    if (found === null) return [];
    const { isWhole } = found;
    const isRange = !isWhole && (text(document, partAt(ways.range)) ?? "") !== "";
    const { part: image } = isRange ? leftOpen(found, "version-range") : withoutPlus(found, ways);
    const facts = podFacts(document, object, [place.value, ...place.scopes], source);
    const rest = { container: null, slot, pullPolicy: pullPolicyIn(document, place.value) } as const;
    return [{ use: { ...image, ...facts, ...rest, path: `${place.path}.${ways.name}` }, isWhole, isRange }];
  });
}

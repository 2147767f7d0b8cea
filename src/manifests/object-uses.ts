// An object → its uses of images: by the tables of kinds, by shape, and in the objects and texts that it holds.
import type { ImageUse } from "../model.ts";
import { type Holder, holderOf, isSilent } from "./held-objects.ts";
import { helmUsesIn } from "./helm-values.ts";
import { helmParameterUsesIn } from "./helm-parameters.ts";
import { artifactsAt, imagesAt, looseImagesAt, pairsAt, secretsByRow, type Owner } from "./image-places.ts";
import type { KindRow, KindTable } from "./kinds.ts";
import type { KubernetesObject } from "./objects.ts";
import { defaultedIn, filledByDefaults } from "./parameters.ts";
import type { ParsedDocument } from "./parse.ts";
import { podsOf } from "./pods.ts";
import { placesAt } from "./paths.ts";
import { usesIn as usesInPod } from "./podspec.ts";
import type { Shapes } from "./shape.ts";
import { stringUsesIn } from "./strings.ts";
import { filledByTriggers } from "./triggers.ts";

/** Every use in an object and in what it holds, in no order; none twice. */
export function usesOf(document: ParsedDocument, object: KubernetesObject, kinds: KindTable): readonly ImageUse[] {
  return usesIn(holderOf(document, object, kinds), kinds);
}

/** The same, of one that was looked into before. */
export function usesIn(holder: Holder, kinds: KindTable): readonly ImageUse[] {
  const { document, object, shapes, asText, inFields } = holder;
  if (isSilent(object, kinds)) return [];
  const known = kinds.find(object.apiVersion, object.kind);
  const owner: Owner = { object, source: known?.source ?? "shape" };
  const within = (held: readonly Holder[]): readonly ImageUse[] => held.flatMap((inner) => usesIn(inner, kinds));
  const pods = podsOf(document, object);
  const counted = (own: readonly ImageUse[]): readonly ImageUse[] =>
    pods === 1 ? own : own.map((use) => ({ ...use, pods }));
  const byRows = counted((known?.rows ?? []).flatMap((row) => usesByRow(document, owner, row)));
  const byTable = [...byRows, ...within(asText)];
  if (shapes === null) return filledByTriggers(document, object, byTable);
  const byShape = counted(usesByShape(document, owner, shapes, known?.rows ?? null));
  const uses = filledByTriggers(document, object, once([...byTable, ...byShape]));
  const all = [...uses, ...within(inFields)];
  const parameters = known === null ? [] : defaultedIn(document, owner, known.rows, all);
  return [...filledByDefaults(all, parameters), ...parameters.map(({ use }) => use)];
}

function usesByRow(document: ParsedDocument, owner: Owner, row: KindRow): readonly ImageUse[] {
  const { object, source } = owner;
  const at = (ways: readonly string[] | undefined) =>
    (ways ?? []).flatMap((way) => placesAt(document, object.value, way));
  return [
    ...at(row.pods).flatMap(({ value, path, scopes }) => [
      ...usesInPod(document, { object, value, path, source, scopes: source === "core" ? [] : scopes }),
      ...stringUsesIn(document, owner, value, path),
    ]),
    ...withSecrets(imagesAt(document, owner, at(row.images)), secretsByRow(document, owner, row)),
    ...imagesAt(document, owner, at(row.dockerImages), "DockerImage"),
    ...firstOfPath((row.pairs ?? []).flatMap((pair) => pairsAt(document, owner, pair))),
    ...artifactsAt(document, owner, row),
    ...at(row.values).flatMap((place) => helmUsesIn(document, owner, place)),
    ...at(row.helmParameters).flatMap((list) => helmParameterUsesIn(document, owner, list)),
  ];
}

/** Those that name none of their own have these. */
function withSecrets(uses: readonly ImageUse[], pullSecrets: ImageUse["pullSecrets"]): readonly ImageUse[] {
  if (pullSecrets.length === 0) return uses;
  return uses.map((use) => (use.pullSecrets.length === 0 ? { ...use, pullSecrets } : use));
}

function usesByShape(
  document: ParsedDocument,
  { object, source }: Owner,
  { podSpecs, containerImages, images }: Shapes,
  rows: readonly KindRow[] | null,
): readonly ImageUse[] {
  // In a chart's values an image may have its tag anywhere, or nowhere.
  const isOfChart = rows?.some(({ values }) => values !== undefined) === true;
  return [
    ...podSpecs.flatMap(({ value, path, scopes }) => [
      ...usesInPod(document, { object, value, path, source, scopes }),
      ...stringUsesIn(document, { object }, value, path),
    ]),
    ...(isOfChart ? [] : imagesAt(document, { object, source }, containerImages)),
    ...(rows === null ? looseImagesAt(document, { object, source: "shape" }, images) : []),
  ];
}

/** Of rows that tell where else the tag may be, the first that found one. */
function firstOfPath(uses: readonly ImageUse[]): readonly ImageUse[] {
  const seen = new Set<string>();
  return uses.filter(({ path }) => !seen.has(path) && seen.add(path));
}

/** The first of those that stand at one path. */
function once(uses: readonly ImageUse[]): readonly ImageUse[] {
  const seen = new Map<string, ImageUse>();
  for (const use of uses) {
    const key = `${use.path} ${use.span.start}`;
    if (!seen.has(key)) seen.set(key, use);
  }
  return [...seen.values()];
}

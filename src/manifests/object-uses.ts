// An object → its uses of images: by the tables of kinds, by shape, and in the objects and texts that it holds.
import type { ImageUse } from "../model.ts";
import { documentsWithin } from "./embedded.ts";
import { helmUsesIn } from "./helm-values.ts";
import { helmParameterUsesIn } from "./helm-parameters.ts";
import { artifactsAt, imagesAt, looseImagesAt, pairsAt, type Owner } from "./image-places.ts";
import { isImageless } from "./imageless.ts";
import { groupOf, isGroupOf } from "./groups.ts";
import type { KindRow, KindTable } from "./kinds.ts";
import { type KubernetesObject, objectsIn, objectsUnder } from "./objects.ts";
import { defaultedIn, filledByDefaults } from "./parameters.ts";
import type { ParsedDocument } from "./parse.ts";
import { placesAt } from "./paths.ts";
import { usesIn } from "./podspec.ts";
import { shapesIn } from "./shape.ts";
import { stringUsesIn } from "./strings.ts";
import { filledByTriggers } from "./triggers.ts";

/** Objects hold objects (a Template, a ManifestWork); a stranger's may go on for ever. */
const mostNested = 8;

/** Every use in an object and in what it holds, in no order; none twice. */
export function usesOf(
  document: ParsedDocument,
  object: KubernetesObject,
  kinds: KindTable,
  nested = 0,
): readonly ImageUse[] {
  const group = groupOf(object.apiVersion);
  if (nested > mostNested) return [];
  const isSilent = isGroupOf(group, notPulled) || isImageless(group, object.kind);
  if (isSilent && !kinds.isAdded(object.apiVersion, object.kind)) return [];
  const known = kinds.find(object.apiVersion, object.kind);
  const owner: Owner = { object, source: known?.source ?? "shape" };
  const byTable = known === null ? [] : known.rows.flatMap((row) => usesByRow(document, owner, row, kinds, nested));
  if (known?.source === "core") return filledByTriggers(document, object, byTable);
  const byShape = usesByShape(document, owner, kinds, nested, known?.rows ?? null);
  const uses = filledByTriggers(document, object, once([...byTable, ...byShape.own]));
  const all = [...uses, ...byShape.within];
  const parameters = known === null ? [] : defaultedIn(document, owner, known.rows, all);
  return [...filledByDefaults(all, parameters), ...parameters.map(({ use }) => use)];
}

/**
 * Groups whose objects speak of images and start no pull: patterns of policies, and what tools read on somebody's machine.
 */
const notPulled: readonly string[] = [
  "apiextensions.k8s.io",
  "admissionregistration.k8s.io",
  "kyverno.io",
  "*.kyverno.io",
  "*.gatekeeper.sh",
  "policy.sigstore.dev",
  "kind.x-k8s.io",
  "kind.sigs.k8s.io",
  "k3d.io",
  // Machines' disks, and forms that people fill in; and what tools scan for tags, write into files, or make.
  "kops.k8s.io",
  "infrastructure.cluster.x-k8s.io",
  "backstage.io",
  "image.toolkit.fluxcd.io",
  "argocd-image-updater.argoproj.io",
  "kctrl.carvel.dev",
  "skaffold",
  "kbld.k14s.io",
  "kbld.carvel.dev",
  "vendir.k14s.io",
  "imgpkg.carvel.dev",
  "kpt.dev",
  "config.kubernetes.io",
  "kuttl.dev",
  "scorecard.operatorframework.io",
  "audit.k8s.io",
];

function usesByRow(
  document: ParsedDocument,
  owner: Owner,
  row: KindRow,
  kinds: KindTable,
  nested: number,
): readonly ImageUse[] {
  const { object, source } = owner;
  const at = (ways: readonly string[] | undefined) =>
    (ways ?? []).flatMap((way) => placesAt(document, object.value, way));
  return [
    ...at(row.pods).flatMap(({ value, path, scopes }) => [
      ...usesIn(document, { object, value, path, source, scopes: source === "core" ? [] : scopes }),
      ...stringUsesIn(document, owner, value, path),
    ]),
    ...imagesAt(document, owner, at(row.images)),
    ...imagesAt(document, owner, at(row.dockerImages), "DockerImage"),
    ...firstOfPath((row.pairs ?? []).flatMap((pair) => pairsAt(document, owner, pair))),
    ...artifactsAt(document, owner, row),
    ...at(row.values).flatMap((place) => helmUsesIn(document, owner, place)),
    ...at(row.helmParameters).flatMap((list) => helmParameterUsesIn(document, owner, list)),
    ...at(row.manifests).flatMap(({ value }) =>
      documentsWithin(document, value).flatMap((inner) =>
        objectsIn(inner).flatMap((held) => usesOf(inner, held, kinds, nested + 1)),
      ),
    ),
  ];
}

function usesByShape(
  document: ParsedDocument,
  { object, source }: Owner,
  kinds: KindTable,
  nested: number,
  rows: readonly KindRow[] | null,
): { readonly own: readonly ImageUse[]; readonly within: readonly ImageUse[] } {
  const { podSpecs, objects, containerImages, images } = shapesIn(document, object.value);
  // In a chart's values an image may have its tag anywhere, or nowhere.
  const isOfChart = rows?.some(({ values }) => values !== undefined) === true;
  return {
    own: [
      ...podSpecs.flatMap(({ value, path, scopes }) => [
        ...usesIn(document, { object, value, path, source, scopes }),
        ...stringUsesIn(document, { object }, value, path),
      ]),
      ...(isOfChart ? [] : imagesAt(document, { object, source }, containerImages)),
      ...(rows === null ? looseImagesAt(document, { object, source: "shape" }, images) : []),
    ],
    within: objects.flatMap(({ value }) =>
      objectsUnder(document, value).flatMap((held) => usesOf(document, held, kinds, nested + 1)),
    ),
  };
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

// A kustomization, or what takes its fields (Flux, Argo CD): its entries, its patches as they stand, and the values of its charts.
import type { ImageUse } from "../model.ts";
import { documentsWithin } from "./embedded.ts";
import { helmUsesIn } from "./helm-values.ts";
import type { Owner } from "./image-places.ts";
import { isJsonPatch, patchedUses } from "./json-patches.ts";
import type { KindTable } from "./kinds.ts";
import { groupOf } from "./groups.ts";
import { argoImagesIn, entriesIn, entriesOf, type EntryReading, entryOf } from "./kustomize-images.ts";
import { linksOf } from "./kustomize-links.ts";
import { generatedIn } from "./kustomize-secrets.ts";
import type { KustomizationLinks } from "./kustomize-reach.ts";
import { type KubernetesObject, objectsIn } from "./objects.ts";
import { usesOf } from "./object-uses.ts";
import type { ParsedDocument } from "./parse.ts";
import { type Place, placesAt } from "./paths.ts";
import type { ProducerReading } from "./secret-producers.ts";
import { descend, member, rootOf, text, type Value } from "./values.ts";

/** Everything that a document says of other objects' images; `isKustomization`: its file's name makes it one, `kind` or not. */
export function kustomizeReading(
  document: ParsedDocument,
  objects: readonly KubernetesObject[],
  isKustomization: boolean,
  kinds: KindTable,
): EntryReading & { readonly links: readonly KustomizationLinks[]; readonly generated: readonly ProducerReading[] } {
  const root = rootOf(document);
  const isOwn = isKustomization && root !== null && objects.every(isKustomize);
  const owners = isOwn ? [kustomizationAt(document, root)] : objects;
  const readings = owners.flatMap((object) => {
    const owner: Owner = { object, source: "kustomize" };
    const places = isOwn || isKustomize(object) ? [whole(object.value)] : placesOf(document, object);
    return [
      ...places.map((place) => readingAt(document, owner, place, kinds)),
      ...(isArgo(object) ? [argoImagesIn(document, owner)] : []),
      ...(object.kind === "ImageTagTransformer"
        ? [entryOf(document, owner, member(document, object.value, "imageTag"), "imageTag")]
        : []),
    ];
  });
  const patchFile =
    objects.length === 0 && isJsonPatch(document, root) ? patchedUses(document, ofNoObject(root), root) : [];
  const entries = entriesOf(readings);
  const kustomizations = owners.filter((object) => isOwn || isKustomize(object));
  return {
    ...entries,
    uses: [...entries.uses, ...patchFile],
    links: kustomizations.map(({ value }) => linksOf(document, value, document.source.path)),
    generated: kustomizations.flatMap(({ value }) => generatedIn(document, value)),
  };
}

/** The fields that may be missing have defaults (kustomize `api/types/kustomization.go`, FixKustomizationPostUnmarshalling). */
function kustomizationAt(document: ParsedDocument, value: Value): KubernetesObject {
  const at = (...way: readonly string[]): string | null => text(document, descend(document, value, way));
  return {
    apiVersion: at("apiVersion") ?? "kustomize.config.k8s.io/v1beta1",
    kind: at("kind") ?? "Kustomization",
    name: at("metadata", "name") ?? "",
    namespace: null,
    value,
  };
}

/** A file of patches says of which objects only in the kustomization that names it. */
function ofNoObject(value: Value | null): Owner {
  if (value === null) throw new Error("a patch without a document");
  return { object: { apiVersion: "", kind: "", name: "", namespace: null, value }, source: "kustomize" };
}

function whole(value: Value): Place {
  return { value, path: "", scopes: [] };
}

function isKustomize({ apiVersion, kind }: KubernetesObject): boolean {
  return groupOf(apiVersion) === "kustomize.config.k8s.io" && (kind === "Kustomization" || kind === "Component");
}

function isArgo({ apiVersion, kind }: KubernetesObject): boolean {
  return groupOf(apiVersion) === "argoproj.io" && kind.startsWith("Application");
}

/** Where other kinds hold a kustomization's fields. */
function placesOf(document: ParsedDocument, object: KubernetesObject): readonly Place[] {
  const ways: Readonly<Record<string, string>> = {
    "kustomize.toolkit.fluxcd.io Kustomization": "spec",
    "helm.toolkit.fluxcd.io HelmRelease": "spec.postRenderers[].kustomize",
  };
  const way = isArgo(object) ? "**.kustomize" : ways[`${groupOf(object.apiVersion)} ${object.kind}`];
  return way === undefined ? [] : placesAt(document, object.value, way);
}

function readingAt(document: ParsedDocument, owner: Owner, { value, path }: Place, kinds: KindTable): EntryReading {
  const root = path === "" ? "" : `${path}.`;
  const entries = entriesIn(document, owner, member(document, value, "images"), `${root}images`);
  const texts = ["patches[].patch", "patchesStrategicMerge[]", "patchesJson6902[].patch"].flatMap((way) =>
    placesAt(document, value, way),
  );
  const charts = placesAt(document, value, "helmCharts[].valuesInline").flatMap((place) =>
    helmUsesIn(document, owner, { ...place, path: root + place.path }),
  );
  const patched = texts.flatMap((place) => patchUses(document, owner, place, kinds));
  return { ...entries, uses: [...entries.uses, ...charts, ...patched] };
}

/** A patch as text, or, as Flux has it, as it is; a text of one line is the name of a file, which is read by itself. */
function patchUses(document: ParsedDocument, owner: Owner, place: Place, kinds: KindTable): readonly ImageUse[] {
  const target = targetOf(document, owner, place);
  const written = text(document, place.value);
  if (written === null) return isJsonPatch(document, place.value) ? patchedUses(document, target, place.value) : [];
  if (!/[\n{[]/.test(written)) return [];
  return documentsWithin(document, place.value).flatMap((inner) => {
    if (isJsonPatch(inner, rootOf(inner))) return patchedUses(inner, target, rootOf(inner));
    const uses = objectsIn(inner).flatMap((object) => usesOf(inner, object, kinds));
    return uses.map((use): ImageUse => ({ ...use, source: "kustomize", isPatched: true }));
  });
}

/** Beside a patch stands what it is for. */
function targetOf(document: ParsedDocument, owner: Owner, { scopes }: Place): Owner {
  const target = member(document, scopes[0] ?? null, "target");
  const at = (key: string): string => text(document, member(document, target, key)) ?? "";
  if (at("kind") === "") return owner;
  const apiVersion = [at("group"), at("version")].filter((part) => part !== "").join("/");
  const namespace = at("namespace") === "" ? null : at("namespace");
  return { ...owner, object: { ...owner.object, apiVersion, kind: at("kind"), name: at("name"), namespace } };
}

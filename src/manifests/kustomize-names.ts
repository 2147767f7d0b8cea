// Names that the `images:` of kustomizations replace: an image of such a name may never be pulled as written.
import type { KubernetesObject } from "./objects.ts";
import type { ParsedDocument } from "./parse.ts";
import type { ReplacedName } from "./replaced.ts";
import { spanOf } from "./spans.ts";
import { descend, elements, member, rootOf, text, type Value } from "./values.ts";

/** The names that a document's kustomization replaces; `isKustomization`: the file's name makes it one, `kind` or not. */
export function replacedNamesIn(
  document: ParsedDocument,
  objects: readonly KubernetesObject[],
  isKustomization: boolean,
): readonly ReplacedName[] {
  const roots = isKustomization ? [rootOf(document)] : objects.filter(isKustomize).map(({ value }) => value);
  const lists = [
    ...roots.map((root) => member(document, root, "images")),
    ...objects.filter(isFlux).map(({ value }) => descend(document, value, ["spec", "images"])),
  ];
  return lists.flatMap((list) => elements(document, list)).flatMap((entry) => replacedName(document, entry));
}

function isKustomize({ apiVersion, kind }: KubernetesObject): boolean {
  return apiVersion.startsWith("kustomize.config.k8s.io/") && (kind === "Kustomization" || kind === "Component");
}

/** Flux's own Kustomization takes the same entries (spec.images). */
function isFlux({ apiVersion, kind }: KubernetesObject): boolean {
  return apiVersion.startsWith("kustomize.toolkit.fluxcd.io/") && kind === "Kustomization";
}

/** An entry that sets nothing replaces nothing. */
function replacedName(document: ParsedDocument, entry: Value | null): readonly ReplacedName[] {
  const value = member(document, entry, "name");
  const name = text(document, value);
  const sets = ["newName", "newTag", "digest", "tagSuffix"].some((key) => text(document, member(document, entry, key)));
  return value === null || name === null || !sets ? [] : [{ name, span: spanOf(document, value.node) }];
}

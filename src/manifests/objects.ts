// A document → the Kubernetes objects in it: itself, or the items of a list, at any depth.
import type { ParsedDocument } from "./parse.ts";
import { descend, elements, member, rootOf, text, type Value } from "./values.ts";

export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  /** `metadata.name`, else `metadata.generateName`, else empty. */
  readonly name: string;
  readonly namespace: string | null;
  readonly value: Value;
}

/** The objects of a document; none where its root has no `apiVersion` and `kind`. */
export function objectsIn(document: ParsedDocument): readonly KubernetesObject[] {
  return objectsAt(document, rootOf(document), { apiVersion: null, kind: null });
}

/** The same of a value within a document. */
export function objectsUnder(document: ParsedDocument, value: Value): readonly KubernetesObject[] {
  return objectsAt(document, value, { apiVersion: null, kind: null });
}

/** Has the document's root `apiVersion` and `kind`? A list counts, empty or not, and needs the latter alone, as to kubectl. */
export function isObject(document: ParsedDocument): boolean {
  const root = rootOf(document);
  const kind = text(document, member(document, root, "kind"));
  if (kind === null) return false;
  return text(document, member(document, root, "apiVersion")) !== null || itemsOf(document, root, kind) !== null;
}

function itemsOf(document: ParsedDocument, value: Value | null, kind: string): Value | null {
  return kind.endsWith("List") ? member(document, value, "items") : null;
}

interface Inherited {
  readonly apiVersion: string | null;
  readonly kind: string | null;
}

/**
 * Items of a typed list (`DeploymentList`) may leave out what the list's own kind says, as a server's answers do;
 * apimachinery fills it in the same way (unstructured/helpers.go, decodeToList).
 */
function objectsAt(document: ParsedDocument, value: Value | null, inherited: Inherited): readonly KubernetesObject[] {
  const apiVersion = text(document, member(document, value, "apiVersion")) ?? inherited.apiVersion;
  const kind = text(document, member(document, value, "kind")) ?? inherited.kind;
  if (value === null || kind === null) return [];
  const items = itemsOf(document, value, kind);
  if (items !== null) {
    const itemKind = kind.slice(0, -"List".length);
    const ofItems = itemKind === "" ? { apiVersion: null, kind: null } : { apiVersion, kind: itemKind };
    return elements(document, items).flatMap((item) => objectsAt(document, item, ofItems));
  }
  if (apiVersion === null) return [];
  const name = text(document, descend(document, value, ["metadata", "name"]));
  const generateName = text(document, descend(document, value, ["metadata", "generateName"]));
  const namespace = text(document, descend(document, value, ["metadata", "namespace"]));
  return [{ apiVersion, kind, name: name ?? generateName ?? "", namespace, value }];
}

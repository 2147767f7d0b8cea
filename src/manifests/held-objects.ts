// Objects that stand in other objects (a Template's, a ManifestWork's), or in a text of them: what is read of an object is read of those.
import type { Span } from "../model.ts";
import { documentsWithin } from "./embedded.ts";
import { groupOf, isGroupOf } from "./groups.ts";
import { isImageless } from "./imageless.ts";
import type { KindTable } from "./kinds.ts";
import { notPulled } from "./kinds-silent.ts";
import { type KubernetesObject, objectsIn, objectsUnder } from "./objects.ts";
import type { ParsedDocument } from "./parse.ts";
import { placesAt } from "./paths.ts";
import { shapesIn } from "./shape.ts";
import { spanOf } from "./spans.ts";

/** A stranger's may go on for ever. */
export const mostNested = 8;

/** An object in a document, which is another one where it was read out of a text. */
export interface Held {
  readonly document: ParsedDocument;
  readonly object: KubernetesObject;
  /** All of what holds it, in the file, up to the outermost; `null`: nothing does. */
  readonly within: Span | null;
}

/** What an object holds right below itself. */
interface Holding {
  /** In texts, as the table of kinds has them. */
  readonly asText: readonly Held[];
  /** In fields, told by their shape. */
  readonly inFields: readonly Held[];
}

const nothingHeld: Holding = { asText: [], inFields: [] };

/** Asked for twice: for uses, and for what is said of access. */
const known = new WeakMap<KubernetesObject, Holding>();

export function holdingOf(document: ParsedDocument, object: KubernetesObject, kinds: KindTable): Holding {
  const found = known.get(object) ?? search(document, object, kinds);
  known.set(object, found);
  return found;
}

function search(document: ParsedDocument, object: KubernetesObject, kinds: KindTable): Holding {
  if (isSilent(object, kinds)) return nothingHeld;
  const about = kinds.find(object.apiVersion, object.kind);
  const ways = about?.rows.flatMap(({ manifests = [] }) => manifests) ?? [];
  const texts = ways.flatMap((way) => placesAt(document, object.value, way));
  const asText = texts.flatMap(({ value }) =>
    documentsWithin(document, value).flatMap((inner) =>
      objectsIn(inner).map((held): Held => ({ document: inner, object: held, within: spanOf(document, value.node) })),
    ),
  );
  if (about?.source === "core") return { asText, inFields: [] };
  const inFields = shapesIn(document, object.value).objects.flatMap(({ value }) =>
    objectsUnder(document, value).map((held): Held => ({
      document,
      object: held,
      within: spanOf(document, value.node),
    })),
  );
  return { asText, inFields };
}

/** Are objects of its kind passed by, whatever stands in them? */
export function isSilent({ apiVersion, kind }: KubernetesObject, kinds: KindTable): boolean {
  const group = groupOf(apiVersion);
  return (isGroupOf(group, notPulled) || isImageless(group, kind)) && !kinds.isAdded(apiVersion, kind);
}

/** The objects of a document, and those in them at any depth; a reference to an object, which has no name of its own, is none. */
export function allObjects(
  document: ParsedDocument,
  objects: readonly KubernetesObject[],
  kinds: KindTable,
): readonly Held[] {
  const found: Held[] = [];
  const visit = (held: Held, nested: number): void => {
    if (nested > mostNested) return;
    found.push(held);
    const { asText, inFields } = holdingOf(held.document, held.object, kinds);
    for (const inner of [...asText, ...inFields]) {
      if (inner.object.name !== "") visit({ ...inner, within: held.within ?? inner.within }, nested + 1);
    }
  };
  for (const object of objects) visit({ document, object, within: null }, 0);
  return found;
}

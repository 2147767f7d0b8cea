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
import { type Shapes, shapesIn } from "./shape.ts";
import { spanOf } from "./spans.ts";
import type { Value } from "./values.ts";

/** A stranger's may go on for ever. */
const mostNested = 8;

/** An object in a document, which is another one where it was read out of a text. */
export interface Held {
  readonly document: ParsedDocument;
  readonly object: KubernetesObject;
  /** All of what holds it, in the file, up to the outermost; `null`: nothing does. */
  readonly within: Span | null;
}

/** An object with what was found in it, which is asked for twice: for uses, and for what is said of access. */
export interface Holder extends Held {
  /** `null` where it is not looked for: its kind is known to hold no image, or to hold all in its pods. */
  readonly shapes: Shapes | null;
  /** Objects in its texts, as the table of kinds has them. */
  readonly asText: readonly Holder[];
  /** Objects in its fields, told by their shape. */
  readonly inFields: readonly Holder[];
}

/** Looks into an object, and into those in it. */
export function holderOf(document: ParsedDocument, object: KubernetesObject, kinds: KindTable): Holder {
  return search({ document, object, within: null }, kinds, 0);
}

function search(held: Held, kinds: KindTable, nested: number): Holder {
  const { document, object } = held;
  if (isSilent(object, kinds)) return { ...held, shapes: null, asText: [], inFields: [] };
  const below = (inner: ParsedDocument, objects: readonly KubernetesObject[], { node }: Value): readonly Holder[] => {
    const within = held.within ?? spanOf(document, node);
    return objects.map((one) => search({ document: inner, object: one, within }, kinds, nested + 1));
  };
  const about = kinds.find(object.apiVersion, object.kind);
  const shapes = about?.source === "core" ? null : shapesIn(document, object.value);
  if (nested === mostNested) return { ...held, shapes, asText: [], inFields: [] };
  const ways = about?.rows.flatMap(({ manifests = [] }) => manifests) ?? [];
  const asText = ways
    .flatMap((way) => placesAt(document, object.value, way))
    .flatMap(({ value }) => documentsWithin(document, value).flatMap((inner) => below(inner, objectsIn(inner), value)));
  const inFields = (shapes?.objects ?? []).flatMap(({ value }) =>
    below(document, objectsUnder(document, value), value),
  );
  return { ...held, shapes, asText, inFields };
}

/** Are objects of its kind passed by, whatever stands in them? */
export function isSilent({ apiVersion, kind }: KubernetesObject, kinds: KindTable): boolean {
  const group = groupOf(apiVersion);
  return (isGroupOf(group, notPulled) || isImageless(group, kind)) && !kinds.isAdded(apiVersion, kind);
}

/** Those objects and all that are in them, at any depth; a reference to an object, which has no name of its own, is none. */
export function withHeld(holders: readonly Holder[]): readonly Held[] {
  return holders.flatMap((holder) => {
    const inner = [...holder.asText, ...holder.inFields].filter(({ object }) => object.name !== "");
    return [holder, ...withHeld(inner)];
  });
}

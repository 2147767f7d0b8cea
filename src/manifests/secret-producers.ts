// Objects that make a Secret in the cluster whose content is not in the repository: what it will be called, and where it will be.
import { hasAnnotation } from "./annotations.ts";
import type { SecretProducer } from "../model.ts";
import { groupOf, isGroupOf } from "./groups.ts";
import type { Held } from "./held-objects.ts";
import { type ProducerRow, producerRows } from "./kinds-producers.ts";
import { namespacesOf } from "./namespace-written.ts";
import { type Place, placesAt } from "./paths.ts";
import { copying } from "./secret-annotations.ts";
import { withStars } from "./secret-names.ts";
import { spanOf } from "./spans.ts";
import { text, type Value } from "./values.ts";

/** A producer, and whether the object says itself where its Secret goes, so that no kustomization moves it. */
export interface ProducerReading {
  readonly producer: SecretProducer;
  readonly isFixed: boolean;
}

/** Every Secret that an object makes. */
export function producersOf(held: Held): readonly ProducerReading[] {
  const { apiVersion, kind } = held.object;
  const rows = rowsByKind.get(kind)?.filter(({ groups }) => isGroupOf(groupOf(apiVersion), groups)) ?? [];
  return rows.flatMap((row) => producersByRow(held, row));
}

const rowsByKind = rowsOf(producerRows);

function rowsOf(rows: readonly ProducerRow[]): ReadonlyMap<string, readonly ProducerRow[]> {
  const found = new Map<string, ProducerRow[]>();
  for (const row of rows) for (const kind of row.kinds) found.set(kind, [...(found.get(kind) ?? []), row]);
  return found;
}

function producersByRow(held: Held, row: ProducerRow): readonly ProducerReading[] {
  const { document, object } = held;
  const places = row.at === undefined ? [object.value] : placesAt(document, object.value, row.at).map(valueOf);
  return places.flatMap((value) => {
    const at = (way: string): readonly Place[] => placesAt(document, value, way);
    const isMeant =
      row.where === undefined || at(row.where.way).some((place) => text(document, place.value) === row.where?.is);
    const named = row.names.flatMap(at).find((place) => (text(document, place.value) ?? "") !== "");
    if (!isMeant || named === undefined) return [];
    const name = withStars(`${text(document, named.value) ?? ""}${row.suffix ?? ""}`);
    const isCopied = (row.annotations ?? []).flatMap(at).some((place) => hasAnnotation(document, place.value, copying));
    const { isFixed, ...namespaces } = isCopied ? { ...everywhere, isFixed: true } : landing(held, row, at);
    return [{ producer: { name, ...namespaces, by: object.kind, span: spanOf(document, named.value.node) }, isFixed }];
  });
}

function valueOf({ value }: Place): Value {
  return value;
}

function landing(
  { document, object: { namespace } }: Held,
  row: ProducerRow,
  at: (way: string) => readonly Place[],
): Pick<SecretProducer, "namespace" | "namespaces"> & Pick<ProducerReading, "isFixed"> {
  const own = { namespace, namespaces: namespacesOf(namespace), isFixed: false };
  const written = (row.namespaces ?? []).flatMap(at).flatMap(({ value }) => text(document, value) ?? []);
  const isAnywhere =
    (row.selectors ?? []).flatMap(at).length > 0 || written.some((one) => withStars(one).includes("*"));
  if (isAnywhere || (written.length === 0 && row.isEverywhere === true)) return { ...everywhere, isFixed: true };
  if (written.length === 0) return own;
  const [first = null, ...others] = written;
  return { namespace: others.length === 0 ? first : null, namespaces: [...new Set(written)], isFixed: true };
}

/** Where something is of which there is one in every namespace. */
export const everywhere = { namespace: null, namespaces: [] } as const;

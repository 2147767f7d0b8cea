// Ways into an object, as the table of kinds writes them: `spec.template.spec`, `spec.steps[].image`, `**.container.image`.
import { isScalar } from "yaml";
import type { ParsedDocument } from "./parse.ts";
import { elements, member, members, type Value } from "./values.ts";

/** One step of a way: a key, any key (`*`), any depth (`**`), every element of a list (`[]`). */
type Step =
  | { readonly kind: "key"; readonly key: string }
  | { readonly kind: "any-key" }
  | { readonly kind: "any-depth" }
  | { readonly kind: "elements" };

/** A value that a way leads to. */
export interface Place {
  readonly value: Value;
  /** From the object's root, with indices: `spec.steps[0].image`. */
  readonly path: string;
  /** The mappings that it is in, innermost first. */
  readonly scopes: readonly Value[];
}

const known = new Map<string, readonly Step[]>();

/** Every value that `way` leads to from `root`. `**` goes neither into `metadata` nor into `status`, where nothing is asked for. */
export function placesAt(document: ParsedDocument, root: Value, way: string): readonly Place[] {
  const steps = known.get(way) ?? stepsOf(way);
  known.set(way, steps);
  const isDoubled = steps.filter(({ kind }) => kind === "any-depth").length > 1;
  return follow(document, { value: root, path: "", scopes: [] }, steps, 0, isDoubled ? new Map() : null);
}

/** The first of them. */
export function placeAt(document: ParsedDocument, root: Value, way: string): Place | null {
  return placesAt(document, root, way)[0] ?? null;
}

/** `spec.values.sidecars[0].image` → `image`; of an element, its list's key. */
export function lastKey(path: string): string {
  return path.replace(/(?:\[\d+\])+$/, "").slice(path.lastIndexOf(".") + 1);
}

function stepsOf(way: string): readonly Step[] {
  return way.split(".").flatMap((segment): readonly Step[] => {
    if (segment === "**") return [{ kind: "any-depth" }];
    const key = segment.replace(/\[\]$/, "");
    const step: Step = key === "*" ? { kind: "any-key" } : { kind: "key", key };
    return key === segment ? [step] : [step, { kind: "elements" }];
  });
}

/** Where a `**` has begun, where a way has two: from each place once, for they lead to one in as many ways as it is deep. */
type Begun = Map<Value["node"], Set<string>> | null;

function follow(
  document: ParsedDocument,
  place: Place,
  steps: readonly Step[],
  from: number,
  begun: Begun,
): readonly Place[] {
  const step = steps[from];
  if (step === undefined) return [place];
  const onward = (child: Place): readonly Place[] => follow(document, child, steps, from + 1, begun);
  switch (step.kind) {
    case "key": {
      const value = member(document, place.value, step.key);
      return value === null ? [] : onward(below(place, step.key, value));
    }
    case "any-key":
      return membersOf(document, place).flatMap(onward);
    case "elements":
      return elementsOf(document, place).flatMap(onward);
    case "any-depth": {
      if (!begins(place, from, begun)) return [];
      const isLast = from + 1 === steps.length;
      const all = isLast ? allBelow(document, place) : collectionsBelow(document, place);
      return all.filter((inner) => inner === place || begins(inner, from, begun)).flatMap(onward);
    }
  }
}

/** By its node, too: a key may hold a dot, and an anchor stands at many paths. */
function begins({ value, path }: Place, from: number, begun: Begun): boolean {
  if (begun === null) return true;
  const key = `${from} ${path}`;
  const ofNode = begun.get(value.node) ?? new Set();
  if (ofNode.has(key)) return false;
  begun.set(value.node, ofNode.add(key));
  return true;
}

/** A place and everything below it, from the outside in. */
function allBelow(document: ParsedDocument, place: Place): readonly Place[] {
  return [place, ...childrenOf(document, place).flatMap((child) => allBelow(document, child))];
}

const collections = new WeakMap<Value, readonly Place[]>();

/** The mappings and lists among them: from a scalar nothing leads on. Of an object they are kept, for several ways of a kind ask. */
function collectionsBelow(document: ParsedDocument, place: Place): readonly Place[] {
  const known = place.path === "" ? collections.get(place.value) : undefined;
  if (known !== undefined) return known;
  const found: Place[] = [];
  const visit = (inner: Place): void => {
    found.push(inner);
    for (const child of childrenOf(document, inner)) if (!isScalar(child.value.node)) visit(child);
  };
  visit(place);
  if (place.path === "") collections.set(place.value, found);
  return found;
}

const notEntered = new Set(["metadata", "status"]);

/** The values right below a place that are looked into; at an object's root neither `metadata` nor `status`. */
export function childrenOf(document: ParsedDocument, place: Place): readonly Place[] {
  if (isScalar(place.value.node)) return [];
  const held = membersOf(document, place);
  const inner = place.path === "" ? held.filter(({ path }) => !notEntered.has(path)) : held;
  return [...inner, ...elementsOf(document, place)];
}

function membersOf(document: ParsedDocument, place: Place): readonly Place[] {
  return [...members(document, place.value)].map(([key, value]) => below(place, key, value));
}

function elementsOf(document: ParsedDocument, { value, path, scopes }: Place): readonly Place[] {
  return elements(document, value).flatMap((element, index) =>
    element === null ? [] : [{ value: element, path: `${path}[${index}]`, scopes }],
  );
}

function below(place: Place, key: string, value: Value): Place {
  const path = place.path === "" ? key : `${place.path}.${key}`;
  return { value, path, scopes: [place.value, ...place.scopes] };
}

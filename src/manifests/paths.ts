// Ways into an object, as the table of kinds writes them: `spec.template.spec`, `spec.steps[].image`, `**.container.image`.
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
  return follow(document, { value: root, path: "", scopes: [] }, steps, new Map());
}

/** The first of them. */
export function placeAt(document: ParsedDocument, root: Value, way: string): Place | null {
  return placesAt(document, root, way)[0] ?? null;
}

function stepsOf(way: string): readonly Step[] {
  return way.split(".").flatMap((segment): readonly Step[] => {
    if (segment === "**") return [{ kind: "any-depth" }];
    const key = segment.replace(/\[\]$/, "");
    const step: Step = key === "*" ? { kind: "any-key" } : { kind: "key", key };
    return key === segment ? [step] : [step, { kind: "elements" }];
  });
}

/** Where a `**` has begun: from each place once, for two of them lead to one place in as many ways as it is deep. */
type Begun = Map<Value["node"], Set<string>>;

function follow(document: ParsedDocument, place: Place, steps: readonly Step[], begun: Begun): readonly Place[] {
  const [step, ...rest] = steps;
  if (step === undefined) return [place];
  switch (step.kind) {
    case "key": {
      const value = member(document, place.value, step.key);
      return value === null ? [] : follow(document, below(place, step.key, value), rest, begun);
    }
    case "any-key":
      return membersOf(document, place).flatMap((child) => follow(document, child, rest, begun));
    case "elements":
      return elementsOf(document, place).flatMap((child) => follow(document, child, rest, begun));
    case "any-depth": {
      if (!begins(place, steps, begun)) return [];
      const here = follow(document, place, rest, begun);
      const deeper = childrenOf(document, place).flatMap((child) => follow(document, child, steps, begun));
      return [...here, ...deeper];
    }
  }
}

/** By its node, too: a key may hold a dot, and an anchor stands at many paths. */
function begins({ value, path }: Place, steps: readonly Step[], begun: Begun): boolean {
  const key = `${steps.length} ${path}`;
  const ofNode = begun.get(value.node) ?? new Set();
  if (ofNode.has(key)) return false;
  begun.set(value.node, ofNode.add(key));
  return true;
}

const notEntered = new Set(["metadata", "status"]);

/** The values right below a place that are looked into; at an object's root neither `metadata` nor `status`. */
export function childrenOf(document: ParsedDocument, place: Place): readonly Place[] {
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

// Argo CD's `helm.parameters`: values of a chart, one `name` with dots and one `value` each.
// Source: argo-cd `docs/user-guide/helm.md` (Helm Parameters).
import type { ImageUse } from "../model.ts";
import type { Owner } from "./image-places.ts";
import { type Joined, joined } from "./pairs.ts";
import type { ParsedDocument } from "./parse.ts";
import type { Place } from "./paths.ts";
import { podFacts } from "./pod-facts.ts";
import { isUnmistakable } from "./shape.ts";
import { elements, member, text, type Value } from "./values.ts";

/** Every image that a list of parameters names: `image.repository` with `image.tag`, or `image` alone. */
export function helmParameterUsesIn(document: ParsedDocument, owner: Owner, list: Place): readonly ImageUse[] {
  const values = valuesByName(document, list);
  const prefixes = new Set([...values.keys()].map((name) => name.replace(/\.(?:registry|repository|tag|digest)$/, "")));
  return [...prefixes].flatMap((prefix) => {
    const found = imageOf(document, values, prefix);
    if (found === null) return [];
    const facts = podFacts(document, owner.object, [], "helm-values");
    const path = `${list.path}.${prefix}`;
    return [{ ...found.part, ...facts, path, container: null, slot: "container", pullPolicy: null } as const];
  });
}

/** The last of a name counts, as on Helm's command line. */
function valuesByName(document: ParsedDocument, list: Place): ReadonlyMap<string, Value> {
  const values = new Map<string, Value>();
  for (const parameter of elements(document, list.value)) {
    const name = text(document, member(document, parameter, "name"));
    const value = member(document, parameter, "value");
    if (name !== null && value !== null) values.set(name, value);
  }
  return values;
}

/** `null` where no image is whole: what the chart adds nobody knows without rendering it. */
function imageOf(document: ParsedDocument, values: ReadonlyMap<string, Value>, prefix: string): Joined | null {
  const at = (key: string): Value | null => values.get(`${prefix}.${key}`) ?? null;
  const pair = joined(document, {
    registry: at("registry"),
    name: at("repository"),
    tag: at("tag"),
    digest: at("digest"),
  });
  if (pair !== null) return pair.isWhole && /image/i.test(prefix) ? pair : null;
  const whole = values.get(prefix) ?? null;
  const isImage = /image$/i.test(prefix) && isUnmistakable(text(document, whole));
  return isImage ? joined(document, { name: whole }) : null;
}

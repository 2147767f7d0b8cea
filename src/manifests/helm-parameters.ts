// Argo CD's `helm.parameters`: values of a chart, one `name` with dots and one `value` each.
// Source: argo-cd `docs/user-guide/helm.md` (Helm Parameters).
import type { ImageUse, Named } from "../model.ts";
import { chartFacts, withChartSecrets } from "./helm-values.ts";
import type { Owner } from "./image-places.ts";
import { namedAt } from "./named.ts";
import { type Joined, joined } from "./pairs.ts";
import type { ParsedDocument } from "./parse.ts";
import type { Place } from "./paths.ts";
import { isUnmistakable } from "./shape.ts";
import { elements, member, text, type Value } from "./values.ts";

/** Every image that a list of parameters names: `image.repository` with `image.tag`, or `image` alone. */
export function helmParameterUsesIn(document: ParsedDocument, owner: Owner, list: Place): readonly ImageUse[] {
  const values = valuesByName(document, list);
  const chart = chartFacts(document, owner);
  const prefixes = new Set([...values.keys()].map((name) => name.replace(/\.(?:registry|repository|tag|digest)$/, "")));
  return [...prefixes].flatMap((prefix) => {
    const found = imageOf(document, values, prefix);
    if (found === null) return [];
    const facts = withChartSecrets(chart, secretsFor(document, values, prefix));
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

/** `global.imagePullSecrets[0].name`, `web.image.pullSecrets[0]`. */
const secretName = /^(?:(.{1,500})\.)?(?:imagePullSecrets?|pullSecrets?)(?:\[\d{1,9}\]|\.\d{1,9})?(?:\.name)?$/;

/** Those that are named nearest to an image; what is global counts last. */
function secretsFor(document: ParsedDocument, values: ReadonlyMap<string, Value>, prefix: string): readonly Named[] {
  const found = new Map<string, Named[]>();
  for (const [name, value] of values) {
    const [matched, owner = ""] = secretName.exec(name) ?? [];
    const named = matched === undefined ? null : namedAt(document, value);
    if (named !== null) found.set(owner, [...(found.get(owner) ?? []), named]);
  }
  const nearest = [...found.keys()]
    .filter((owner) => `${prefix}.`.startsWith(scopeOf(owner)))
    .toSorted((a, b) => Number(a.startsWith("global")) - Number(b.startsWith("global")) || b.length - a.length)[0];
  return nearest === undefined ? [] : (found.get(nearest) ?? []);
}

/** An image's own, and what is said beside it, are for what is below their owner. */
function scopeOf(owner: string): string {
  const scope = owner.replace(/(?:^|\.)(?:image|global|global\.image)$/, "");
  return scope === "" ? "" : `${scope}.`;
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

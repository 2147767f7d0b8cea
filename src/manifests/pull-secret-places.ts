// Names of pull secrets where no PodSpec says what they are called: in custom resources and in values of charts.
import type { Named } from "../model.ts";
import { isSeq } from "yaml";
import { namedAt, secretNames } from "./named.ts";
import type { ParsedDocument } from "./parse.ts";
import { descend, elements, member, text, type Value } from "./values.ts";

type Ways = readonly (readonly string[])[];

/** Beside an image or further out in a custom resource, in the pod's template at times (Tekton, Strimzi). */
const inCustomResources: Ways = [
  ["imagePullSecrets"],
  ["imagePullSecret"],
  ["pullSecrets"],
  ["pullSecret"],
  ["podTemplate", "imagePullSecrets"],
  ["podTemplate", "spec", "imagePullSecrets"],
  ["taskRunTemplate", "podTemplate", "imagePullSecrets"],
  ["template", "pod", "imagePullSecrets"],
];

/** In values: `image.pullSecrets` is Bitnami's, `defaultPodOptions` bjw-s's; `global` is handed down to all charts below. */
const inValues: Ways = [
  ["imagePullSecrets"],
  ["imagePullSecret"],
  ["pullSecrets"],
  ["pullSecret"],
  ["image", "pullSecrets"],
  ["image", "imagePullSecrets"],
  ["image", "pullSecret"],
  ["pod", "imagePullSecrets"],
  ["defaultPodOptions", "imagePullSecrets"],
  ["serviceAccount", "imagePullSecrets"],
  ["imageCredentials"],
];

const inGlobal: Ways = [...inValues].map((way) => ["global", ...way]);

const accountsOfCustom: Ways = [
  ["serviceAccountName"],
  ["serviceAccount"],
  ["taskRunTemplate", "serviceAccountName"],
  ["podTemplate", "serviceAccountName"],
  ["podTemplate", "spec", "serviceAccountName"],
];

const ofTask: Ways = [["podTemplate", "imagePullSecrets"], ["serviceAccountName"], ["taskServiceAccountName"]];

/** Of the innermost of `scopes` that names any, or has an empty list as a PodSpec would. */
export function secretsOfCustom(document: ParsedDocument, scopes: readonly Value[]): readonly Named[] {
  return nearest(scopes, (scope) => customSecrets(document, scope)) ?? [];
}

/** Tekton: tasks of a run may each have secrets and an account of their own, in a list beside them. */
export function isSaidByTask(document: ParsedDocument, scopes: readonly Value[]): boolean {
  return scopes.some((scope) =>
    elements(document, member(document, scope, "taskRunSpecs")).some((spec) =>
      ofTask.some((way) => descend(document, spec, way) !== null),
    ),
  );
}

/** The account that the pods of a custom resource have, as far as it says so. */
export function accountOfCustom(document: ParsedDocument, scopes: readonly Value[]): Named | null {
  return nearest(scopes, (scope) => customAccount(document, scope))?.account ?? null;
}

/** As for a custom resource, of a chart's values; what is global counts last. */
export function secretsOfValues(document: ParsedDocument, scopes: readonly Value[]): readonly Named[] {
  return (
    nearest(scopes, (scope) => ownValues(document, scope)) ??
    nearest(scopes, (scope) => globalValues(document, scope)) ??
    []
  );
}

function nearest<Found>(scopes: readonly Value[], find: (scope: Value) => Found | null): Found | null {
  for (const scope of scopes) {
    const found = find(scope);
    if (found !== null) return found;
  }
  return null;
}

type Find<Found> = (document: ParsedDocument, scope: Value) => Found | null;

/** A mapping is around each image in it, and is asked once. */
function onceEach<Found>(find: Find<Found>): Find<Found> {
  const known = new WeakMap<Value["node"], { readonly found: Found | null }>();
  return (document, scope) => {
    const before = known.get(scope.node);
    if (before !== undefined) return before.found;
    const found = find(document, scope);
    known.set(scope.node, { found });
    return found;
  };
}

const customSecrets = onceEach((document, scope) => secretsBy(inCustomResources, document, scope, true));
const ownValues = onceEach((document, scope) => secretsBy(inValues, document, scope, false));
const globalValues = onceEach((document, scope) => secretsBy(inGlobal, document, scope, false));

const customAccount = onceEach((document, scope): { readonly account: Named | null } | null => {
  const written = accountsOfCustom.map((way) => descend(document, scope, way)).filter((value) => value !== null);
  if (written.length === 0) return null;
  return { account: written.map((value) => namedAt(document, value)).find((named) => named !== null) ?? null };
});

function secretsBy(ways: Ways, document: ParsedDocument, scope: Value, isEmptyHeard: boolean): readonly Named[] | null {
  for (const way of ways) {
    const value = descend(document, scope, way);
    const found = namesIn(document, value);
    if (found.length > 0) return found;
    if (isEmptyHeard && way.length === 1 && isSeq(value?.node)) return secretNames(document, value);
  }
  return null;
}

/** A name, or a mapping that has one; a list of either. What a chart is to create is its own, by whatever name. */
function namesIn(document: ParsedDocument, value: Value | null): readonly Named[] {
  const held = elements(document, value);
  const all = held.length > 0 ? held : [value];
  return all.flatMap((one) => {
    if (text(document, member(document, one, "create")) === "true") return [];
    const named = namedAt(document, text(document, one) === null ? member(document, one, "name") : one);
    return named !== null && isName(named.name) ? [named] : [];
  });
}

/** What a Secret can be called, or what is yet to be filled in; a docker config, which some take in its stead, is none. */
function isName(name: string): boolean {
  return name.length <= 253 && /^(?:[a-z0-9][-a-z0-9.]*|[^\s"':]*(?:\$\{|\$\(|\{\{)[^"':]*)$/.test(name);
}

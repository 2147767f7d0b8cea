// What the uses of one pod share: whose they are, whose credentials are shown for them, and where they can land.
import type { ImageUse, UseSource } from "../model.ts";
import { nodesOf } from "./nodes.ts";
import type { KubernetesObject } from "./objects.ts";
import type { ParsedDocument } from "./parse.ts";
import { elements, member, text, type Value } from "./values.ts";

/** The part of a use that is the same for all of a pod. */
export type PodFacts = Pick<
  ImageUse,
  | "source"
  | "apiVersion"
  | "kind"
  | "name"
  | "namespace"
  | "via"
  | "pullSecrets"
  | "serviceAccount"
  | "nodes"
  | "overriddenBy"
>;

/**
 * Of a PodSpec, or of any mapping in a custom resource: operators write the same fields beside the image or further out,
 * and the innermost of `scopes` that has one is heard.
 */
export function podFacts(
  document: ParsedDocument,
  object: Omit<KubernetesObject, "value">,
  scopes: readonly Value[],
  source: UseSource,
): PodFacts {
  const { apiVersion, kind, name, namespace } = object;
  const scopeOf = (...keys: readonly string[]): Value | null =>
    scopes.find((scope) => keys.some((key) => member(document, scope, key) !== null)) ?? null;
  const account = scopeOf("serviceAccountName", "serviceAccount");
  const named = text(document, member(document, account, "serviceAccountName"));
  // `serviceAccount` is the field's deprecated alias, which the API server still reads.
  const legacy = text(document, member(document, account, "serviceAccount"));
  return {
    source,
    apiVersion,
    kind,
    name,
    namespace,
    via: null,
    pullSecrets: secretNames(document, member(document, scopeOf("imagePullSecrets"), "imagePullSecrets")),
    serviceAccount: named || legacy || null,
    nodes: nodesOf(document, scopeOf("nodeSelector", "affinity", "os")),
    overriddenBy: null,
  };
}

/** The names in a list of references to secrets: `[{ name: regcred }]`. */
export function secretNames(document: ParsedDocument, secrets: Value | null): readonly string[] {
  return elements(document, secrets)
    .map((secret) => text(document, member(document, secret, "name")) ?? "")
    .filter((name) => name !== "");
}

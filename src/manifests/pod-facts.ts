// What the uses of one pod share: whose they are, whose credentials are shown for them, and where they can land.
import type { ImageUse, Named, UseSource } from "../model.ts";
import { namespacesOf } from "./namespace-written.ts";
import { namedAt, secretNames } from "./named.ts";
import { nodesOf } from "./nodes.ts";
import type { KubernetesObject } from "./objects.ts";
import type { ParsedDocument } from "./parse.ts";
import { accountOfCustom, isSaidByTask, secretsOfCustom } from "./pull-secret-places.ts";
import { member, type Value } from "./values.ts";

/** The part of a use that is the same for all of a pod. */
export type PodFacts = Pick<
  ImageUse,
  | "source"
  | "apiVersion"
  | "kind"
  | "name"
  | "namespace"
  | "namespaces"
  | "via"
  | "pullSecrets"
  | "serviceAccount"
  | "isPatched"
  | "nodes"
  | "pods"
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
  const isCustom = source === "custom" || source === "shape";
  return {
    source,
    apiVersion,
    kind,
    name,
    namespace,
    namespaces: namespacesOf(namespace),
    via: null,
    pullSecrets: isCustom
      ? secretsOfCustom(document, scopes)
      : secretNames(document, member(document, scopeOf("imagePullSecrets"), "imagePullSecrets")),
    serviceAccount: isCustom
      ? accountOfCustom(document, scopes)
      : accountOf(document, scopeOf("serviceAccountName", "serviceAccount")),
    isPatched: isCustom && isSaidByTask(document, scopes),
    nodes: nodesOf(document, scopeOf("nodeSelector", "affinity", "os")),
    pods: 1,
    overriddenBy: null,
  };
}

/** `serviceAccount` is the field's deprecated alias, which the API server still reads. */
function accountOf(document: ParsedDocument, podSpec: Value | null): Named | null {
  const [named, legacy] = ["serviceAccountName", "serviceAccount"].map((key) =>
    namedAt(document, member(document, podSpec, key)),
  );
  return named ?? legacy ?? null;
}

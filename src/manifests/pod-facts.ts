// What the uses of one pod share: whose they are, whose credentials are shown for them, and where they can land.
import type { ImageUse, Named, UseSource } from "../model.ts";
import { namespacesOf } from "./namespace-written.ts";
import { nodesOf } from "./nodes.ts";
import type { KubernetesObject } from "./objects.ts";
import type { ParsedDocument } from "./parse.ts";
import { spanOf } from "./spans.ts";
import { elements, member, text, type Value } from "./values.ts";

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
  const named = namedAt(document, member(document, account, "serviceAccountName"));
  // `serviceAccount` is the field's deprecated alias, which the API server still reads.
  const legacy = namedAt(document, member(document, account, "serviceAccount"));
  return {
    source,
    apiVersion,
    kind,
    name,
    namespace,
    namespaces: namespacesOf(namespace),
    via: null,
    pullSecrets: secretNames(document, member(document, scopeOf("imagePullSecrets"), "imagePullSecrets")),
    serviceAccount: named ?? legacy,
    isPatched: false,
    nodes: nodesOf(document, scopeOf("nodeSelector", "affinity", "os")),
    overriddenBy: null,
  };
}

/**
 * The names in a list of references to secrets: `[{ name: regcred }]`. An element without one is empty: the kubelet passes it
 * by, and the list is a list all the same (kubernetes `pkg/kubelet/kubelet_pods.go`, getPullSecretsForPod).
 */
export function secretNames(document: ParsedDocument, secrets: Value | null): readonly Named[] {
  return elements(document, secrets).flatMap((secret) => {
    if (secret === null) return [];
    const name = member(document, secret, "name");
    return [namedAt(document, name) ?? { name: "", span: spanOf(document, (name ?? secret).node) }];
  });
}

/** A text with its place; `null` where there is none, or an empty one. */
export function namedAt(document: ParsedDocument, value: Value | null): Named | null {
  const name = text(document, value) ?? "";
  return value === null || name === "" ? null : { name, span: spanOf(document, value.node) };
}

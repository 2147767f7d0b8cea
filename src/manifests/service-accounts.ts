// ServiceAccounts among the manifests: their pull secrets are added to every pod that names none of its own.
import type { ServiceAccount } from "../model.ts";
import type { KubernetesObject } from "./objects.ts";
import type { ParsedDocument } from "./parse.ts";
import { secretNames } from "./pod-facts.ts";
import { spanOf } from "./spans.ts";
import { descend, member } from "./values.ts";

/** The ServiceAccounts of `objects`; each span is the account's name, or the whole object where the name is missing. */
export function serviceAccountsIn(
  document: ParsedDocument,
  objects: readonly KubernetesObject[],
): readonly ServiceAccount[] {
  return objects
    .filter(({ apiVersion, kind }) => apiVersion === "v1" && kind === "ServiceAccount")
    .map(({ name, namespace, value }) => ({
      name,
      namespace,
      namespaces: namespace === null ? [] : [namespace],
      pullSecrets: secretNames(document, member(document, value, "imagePullSecrets")),
      span: spanOf(document, (descend(document, value, ["metadata", "name"]) ?? value).node),
    }));
}

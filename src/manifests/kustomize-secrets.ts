// Secrets that a kustomization generates: from files that are rarely in the repository, so that the name is all that is known.
// Source: kustomize `api/types/secretargs.go`. The hash that goes behind a name is put behind those that refer to it, too.
import type { SecretProducer } from "../model.ts";
import { namespaceOf } from "./kustomize-links.ts";
import { namespacesOf } from "./namespace-written.ts";
import type { ParsedDocument } from "./parse.ts";
import { placesAt } from "./paths.ts";
import { spanOf } from "./spans.ts";
import { withStars } from "./secret-names.ts";
import { member, text, type Value } from "./values.ts";

/**
 * By the name that its neighbours call it by, and by the one that it has in the cluster, which whoever is not built together with
 * it has to write.
 */
export function generatedIn(document: ParsedDocument, kustomization: Value): readonly SecretProducer[] {
  const at = (owner: Value, key: string): string => text(document, member(document, owner, key)) ?? "";
  const [prefix, suffix] = [at(kustomization, "namePrefix"), at(kustomization, "nameSuffix")];
  return placesAt(document, kustomization, "secretGenerator[]").flatMap(({ value }): readonly SecretProducer[] => {
    const named = member(document, value, "name");
    const name = at(value, "name");
    if (named === null || name === "") return [];
    const own = at(value, "namespace");
    const namespace = own === "" ? namespaceOf(document, kustomization) : own;
    const names = new Set([name, `${prefix}${name}${suffix}`]);
    return [...names].map((one) => ({
      name: withStars(one),
      namespace,
      namespaces: namespacesOf(namespace),
      by: "secretGenerator",
      span: spanOf(document, named.node),
    }));
  });
}

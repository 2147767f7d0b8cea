// Secrets that a kustomization generates: from files that are rarely in the repository, so that the name is all that is known.
// Source: kustomize `api/types/secretargs.go`. The hash that goes behind a name is put behind those that refer to it, too.
import { hasAnnotation } from "./annotations.ts";
import { namespaceOf } from "./kustomize-links.ts";
import { namespacesOf } from "./namespace-written.ts";
import type { ParsedDocument } from "./parse.ts";
import { placesAt } from "./paths.ts";
import { spanOf } from "./spans.ts";
import { withStars } from "./secret-names.ts";
import { copying } from "./secret-annotations.ts";
import { everywhere, type ProducerReading } from "./secret-producers.ts";
import { descend, member, text, type Value } from "./values.ts";

/**
 * By the name that its neighbours call it by, and by the one that it has in the cluster, which whoever is not built together with
 * it has to write.
 */
export function generatedIn(document: ParsedDocument, kustomization: Value): readonly ProducerReading[] {
  const at = (owner: Value, key: string): string => text(document, member(document, owner, key)) ?? "";
  const [prefix, suffix] = [at(kustomization, "namePrefix"), at(kustomization, "nameSuffix")];
  return placesAt(document, kustomization, "secretGenerator[]").flatMap(({ value }): readonly ProducerReading[] => {
    const named = member(document, value, "name");
    const name = at(value, "name");
    if (named === null || name === "") return [];
    const annotated = [value, kustomization].map((one, index) =>
      descend(document, one, [index === 0 ? "options" : "generatorOptions", "annotations"]),
    );
    const isCopied = annotated.some((annotations) => hasAnnotation(document, annotations, copying));
    const own = at(value, "namespace");
    const namespace = own === "" ? namespaceOf(document, kustomization) : own;
    const names = new Set([name, `${prefix}${name}${suffix}`]);
    const placed = isCopied ? everywhere : { namespace, namespaces: namespacesOf(namespace) };
    return [...names].map((one) => ({
      producer: { ...placed, name: withStars(one), by: "secretGenerator", span: spanOf(document, named.node) },
      isFixed: isCopied,
    }));
  });
}

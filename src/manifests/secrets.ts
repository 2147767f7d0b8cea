// Secrets among the manifests: their names, their types, and what they hold for pulls. Nothing else of a Secret is kept.
import { hasAnnotation } from "./annotations.ts";
import { isMap } from "yaml";
import type { SecretObject, SecretValue } from "../model.ts";
import type { Held } from "./held-objects.ts";
import { placedIn } from "./placed-in.ts";
import { namedAt } from "./named.ts";
import { copying, filling } from "./secret-annotations.ts";
import { spanOf } from "./spans.ts";
import { descend, member, rootOf, text, type Value } from "./values.ts";

/** The Secret that an object is; `null` for any other. */
export function secretOf(held: Held): SecretObject | null {
  const { document, object } = held;
  const { apiVersion, kind, value } = object;
  if (apiVersion !== "v1" || kind !== "Secret") return null;
  const annotations = descend(document, value, ["metadata", "annotations"]);
  return {
    ...placedIn(held),
    type: namedAt(document, member(document, value, "type")),
    values: keys.flatMap((key) => valueOf(held, key) ?? []),
    isEncrypted: [rootOf(document), value].some((root) => hasSops(held, root)),
    isCopied: hasAnnotation(document, annotations, copying),
    isFilledIn: hasAnnotation(document, annotations, filling),
  };
}

const keys = [".dockerconfigjson", ".dockercfg"] as const;

/** The API server merges `stringData` over `data` (kubernetes `pkg/registry/core/secret/strategy.go`, `dropDisabledFields` aside). */
function valueOf({ document, object }: Held, key: SecretValue["key"]): SecretValue | null {
  for (const field of ["stringData", "data"] as const) {
    const value = member(document, member(document, object.value, field), key);
    const written = text(document, value);
    if (value !== null && written !== null) return { key, field, text: written, span: spanOf(document, value.node) };
  }
  return null;
}

/** SOPS leaves what it needs to decrypt beside what it encrypted (getsops.io, "Encryption protocol"). */
function hasSops({ document }: Held, root: Value | null): boolean {
  const sops = member(document, root, "sops");
  return sops !== null && isMap(sops.node);
}

// Texts that name other objects, each with its place.
import type { Named } from "../model.ts";
import type { ParsedDocument } from "./parse.ts";
import { spanOf } from "./spans.ts";
import { elements, member, text, type Value } from "./values.ts";

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

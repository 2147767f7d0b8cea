// What all objects that are looked up by name share: the name, the namespace, and where the name stands.
import type { Span } from "../model.ts";
import type { Held } from "./held-objects.ts";
import { namespacesOf } from "./namespace-written.ts";
import { spanOf } from "./spans.ts";
import { descend } from "./values.ts";

/** As written; the span is the object's name, or all of the object where it has none. */
export function placedIn({ document, object: { name, namespace, value } }: Held): {
  readonly name: string;
  readonly namespace: string | null;
  readonly namespaces: readonly string[];
  readonly span: Span;
} {
  const named =
    descend(document, value, ["metadata", "name"]) ?? descend(document, value, ["metadata", "generateName"]);
  return {
    name,
    namespace,
    namespaces: namespacesOf(namespace),
    span: spanOf(document, (named ?? value).node),
  };
}

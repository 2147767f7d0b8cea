// Annotations of an object, looked for by how their names begin.
// Apart from the names themselves, which are looked for in texts before anything is parsed.
import type { ParsedDocument } from "./parse.ts";
import { members, type Value } from "./values.ts";

/** Is there one among some annotations whose name begins as one of those? */
export function hasAnnotation(document: ParsedDocument, annotations: Value | null, names: readonly string[]): boolean {
  return [...members(document, annotations).keys()].some((name) => names.some((prefix) => name.startsWith(prefix)));
}

// The composer of `yaml`, made to stop at a document's first error: one is told, and a broken file can hold a million.
import { Composer, type YAMLParseError } from "yaml";
import { binaryTag, notBase64 } from "./binary.ts";

export type ComposerToken = Parameters<Composer["next"]>[0];
export type ComposedDocument = ReturnType<Composer["next"]> extends Generator<infer Document> ? Document : never;

/**
 * What `yaml` calls an error and go-yaml, hence kubectl, reads: an unknown tag, which changes no string; a comment right
 * behind a token (scannerc.go, yaml_parser_scan_to_next_token); and `\'` in double quotes (yaml_parser_scan_flow_scalar).
 */
function isHarmless(code: unknown, message: unknown): boolean {
  switch (code) {
    case "TAG_RESOLVE_FAILED":
      return message !== notBase64;
    case "MISSING_CHAR":
      return String(message).startsWith("Comments must be separated from other tokens");
    case "BAD_DQ_ESCAPE":
      return message === "Invalid escape sequence \\'";
    default:
      return false;
  }
}

/** Thrown out of the composer, which knows no other way to stop; never leaves this file. */
class FirstError extends Error {}

export type Composition =
  | { readonly kind: "composed"; readonly documents: readonly ComposedDocument[] }
  | { readonly kind: "failed"; readonly error: YAMLParseError };

/**
 * Composes a slice's tokens. Scalars are not resolved (schema "failsafe"): `1.10` and `on` stay what is written.
 * Duplicate keys are left in, as kubectl takes the last. `onError` is private to `yaml`, whose version is pinned: it is
 * looked up at run time, and a release that renames it fails loudly.
 */
export function composeUntilError(tokens: Iterable<ComposerToken>): Composition {
  const composer = new Composer({ schema: "failsafe", customTags: [binaryTag], uniqueKeys: false });
  const onError: unknown = Reflect.get(composer, "onError");
  if (!isHandler(onError)) throw new Error("the composer of yaml has no onError any more");
  Object.assign(composer, {
    onError(source: unknown, code: unknown, message: unknown, warning: unknown): void {
      if (warning === true || isHarmless(code, message)) return;
      onError(source, code, message, warning);
      throw new FirstError();
    },
  });
  try {
    const documents = [...composer.compose(tokens)];
    // What the composer itself complains of, between documents, passes by its handler.
    const error = documents.flatMap(({ errors }) => errors).find(({ code, message }) => !isHarmless(code, message));
    return error === undefined ? { kind: "composed", documents } : { kind: "failed", error };
  } catch (thrown) {
    // On its way out, each node that holds the place reports it once more as its own: the first is the error itself.
    const [error] = composer.streamInfo().errors;
    if (thrown instanceof FirstError && error !== undefined) return { kind: "failed", error };
    throw thrown;
  }
}

type Handler = (source: unknown, code: unknown, message: unknown, warning: unknown) => void;

function isHandler(value: unknown): value is Handler {
  return typeof value === "function";
}

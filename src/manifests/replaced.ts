// Uses whose image a kustomization of the tree replaces, so that it may never be pulled as written.
import type { ImageUse, Span } from "../model.ts";

/** One entry of `images:`; the span is its name. */
export interface ReplacedName {
  readonly name: string;
  readonly span: Span;
}

/** What kustomize lets follow a name (api/internal/image/image.go, IsImageMatched); no registry is filled in on either side. */
const tagAndDigest = /(?::[a-zA-Z0-9_.{}-]*)?(?:@sha256:[a-zA-Z0-9_.{}-]*)?$/;

/** Marks the uses whose name, as written, one of `names` replaces; the first entry wins. */
export function markReplaced(uses: readonly ImageUse[], names: readonly ReplacedName[]): readonly ImageUse[] {
  if (names.length === 0) return uses;
  const spans = new Map(names.toReversed().map(({ name, span }) => [name, span]));
  return uses.map((use) => {
    const span = spans.get(use.image.replace(tagAndDigest, ""));
    return span === undefined ? use : { ...use, overriddenBy: span };
  });
}

// What nodes have already: the images of the base, by name and by digest.
import type { ImageUse, Reference } from "../model.ts";
import { printReference } from "../references/print.ts";
import { readUse } from "../registries/read-use.ts";
import type { Settings } from "../settings/settings.ts";

/** References as printed, and digests with their registry. */
export interface Running {
  readonly references: ReadonlySet<string>;
  readonly digests: ReadonlySet<string>;
}

/** `uses`: of the base. */
export function runningIn(uses: readonly ImageUse[], settings: Settings): Running {
  const references = uses.flatMap((use) => {
    const { parsed } = readUse(use, settings);
    return parsed.kind === "reference" && use.slot !== "artifact" ? [parsed.reference] : [];
  });
  return {
    references: new Set(references.map(printReference)),
    digests: new Set(references.flatMap(({ registry, digest }) => (digest === null ? [] : [`${registry} ${digest}`]))),
  };
}

/**
 * Is what `reference` comes to (`digest`) on nodes before this change? A tag may have moved since, so its name has to be the same; one
 * that is pinned now is taken for what it stood for.
 */
export function isRunning({ references, digests }: Running, reference: Reference, digest: string): boolean {
  if (references.has(printReference(reference)) || digests.has(`${reference.registry} ${digest}`)) return true;
  return reference.tag !== null && references.has(printReference({ ...reference, digest: null }));
}

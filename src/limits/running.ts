// What nodes have already: the images of the base, by name and by digest.
import type { ImageUse, Reference } from "../model.ts";
import { printReference } from "../references/print.ts";
import { readUse } from "../registries/read-use.ts";
import type { Settings } from "../settings/settings.ts";

/** References as printed, and digests with their registry. */
export interface Running {
  readonly references: ReadonlySet<string>;
  readonly digests: ReadonlySet<string>;
  /** Those that say no digest, each once. */
  readonly tagged: readonly Reference[];
}

export const nothingRuns: Running = { references: new Set(), digests: new Set(), tagged: [] };

/** `uses`: of the base. */
export function runningIn(uses: readonly ImageUse[], settings: Settings): Running {
  const references = uses.flatMap((use) => {
    const { parsed } = readUse(use, settings);
    return parsed.kind === "reference" && startsPulls(use) ? [parsed.reference] : [];
  });
  const tagged = references.filter(({ digest }) => digest === null);
  return {
    tagged: [...new Map(tagged.map((reference) => [printReference(reference), reference])).values()],
    references: new Set(references.map(printReference)),
    digests: new Set(references.flatMap(({ registry, digest }) => (digest === null ? [] : [`${registry} ${digest}`]))),
  };
}

/** A text is none for sure; what a kustomization replaces isn't pulled as written, and a controller fetches an artifact once. */
export function startsPulls({ slot, source, overriddenBy, pullPolicy, pods }: ImageUse): boolean {
  return slot !== "artifact" && source !== "string" && overriddenBy === null && pullPolicy !== "Never" && pods !== 0;
}

/** Is what `reference` comes to (`digest`) on nodes before this change? A tag may have moved since: its name has to be the same. */
export function isRunning({ references, digests }: Running, reference: Reference, digest: string): boolean {
  return references.has(printReference(reference)) || digests.has(`${reference.registry} ${digest}`);
}

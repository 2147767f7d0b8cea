// Uses whose image a kustomization of the tree replaces, so that it may never be pulled as written.
import { posix } from "node:path";
import type { ImageUse, Span } from "../model.ts";
import { matches, nameEnds, type NamePattern, patternOf } from "./kustomize-pattern.ts";
import { buildersOf, type KustomizationLinks } from "./kustomize-reach.ts";

/** One entry of `images:`; the span is its name. */
export interface ReplacedName {
  readonly name: string;
  readonly span: Span;
}

/** Thousands of images beside a thousand names, and about half a second; then names are compared by their letters. */
export const mostSteps = 5_000_000;

/**
 * Marks the uses whose name, as written, one of `names` replaces; the first entry wins. What a kustomization sets itself is
 * replaced by those alone that build on it.
 */
export function markReplaced(
  uses: readonly ImageUse[],
  names: readonly ReplacedName[],
  links: readonly KustomizationLinks[] = [],
): readonly ImageUse[] {
  if (names.length === 0) return uses;
  const find = finderOf(names);
  const findAbove = finderAbove(names, links);
  return uses.map((use) => {
    const span = isOutOfReach(use) ? findAbove(use) : find(use.image);
    return span === null ? use : { ...use, overriddenBy: span };
  });
}

/** For what a kustomization says itself. */
function finderAbove(
  names: readonly ReplacedName[],
  links: readonly KustomizationLinks[],
): (use: ImageUse) => Span | null {
  const byFolder = Map.groupBy(names, ({ span }) => posix.dirname(span.file.path));
  const builders = buildersOf(links);
  const finders = new Map<string, (image: string) => Span | null>();
  return ({ source, image, target, span }) => {
    if (source !== "kustomize") return null;
    const folder = posix.dirname(span.file.path);
    const finder =
      finders.get(folder) ?? finderOf([...builders(folder)].sort().flatMap((above) => byFolder.get(above) ?? []));
    finders.set(folder, finder);
    return finder(target.kind === "named" ? target.name : image);
  };
}

/**
 * kustomize looks for images in lists of these names, at any depth, and in image volumes; of a pod's lists of containers it
 * leaves the ephemeral ones as they are: measured with 5.5, in kubectl 1.32.
 */
export function isOutOfReach({ path, source }: ImageUse): boolean {
  const isOfPod = source === "core" || source === "custom" || source === "shape";
  return !isOfPod || !/(?:^|\.)(?:(?:initC|c)ontainers\[\d+\]\.image|volumes\[\d+\]\.image\.reference)$/.test(path);
}

interface Entry {
  readonly order: number;
  readonly span: Span;
}

/** Which entry replaces an image as written; no registry is filled in on either side. */
function finderOf(names: readonly ReplacedName[]): (image: string) => Span | null {
  const literals = new Map<string, Entry>();
  const patterns: (Entry & { readonly pattern: NamePattern })[] = [];
  for (const [order, { name, span }] of names.entries()) {
    if (literals.has(name)) continue;
    literals.set(name, { order, span });
    const pattern = patternOf(name);
    if (pattern !== null) patterns.push({ order, span, pattern });
  }
  const steps = { left: mostSteps };
  const known = new Map<string, Span | null>();

  function find(image: string): Span | null {
    const ends = nameEnds(image);
    const same = ends.flatMap((end) => literals.get(image.slice(0, end)) ?? []).sort((a, b) => a.order - b.order)[0];
    for (const { order, span, pattern } of patterns) {
      if (steps.left <= 0 || (same !== undefined && order >= same.order)) break;
      if (matches(pattern, image, ends, steps)) return span;
    }
    return same?.span ?? null;
  }

  return (image) => {
    const before = known.get(image);
    if (before !== undefined) return before;
    const found = find(image);
    known.set(image, found);
    return found;
  };
}

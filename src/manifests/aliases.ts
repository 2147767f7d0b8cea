// What each alias of a document stands for, and whether writing them all out stays within limits.
import { type Alias, isAlias, isMap, isPair, isScalar, isSeq, type Scalar, type YAMLMap, type YAMLSeq } from "yaml";

/** A node that is no alias. */
export type Content = Scalar | YAMLMap | YAMLSeq;

/** `targets` has every alias of the document; a fault says at which alias reading stops. */
export type Aliases =
  | { readonly kind: "resolved"; readonly targets: ReadonlyMap<Alias, Content> }
  | { readonly kind: "fault"; readonly fault: AliasFault; readonly alias: Alias };

/** `endless`: the anchor's own value contains the alias. */
export type AliasFault = "unknown" | "endless" | "too-many" | "too-deep";

/**
 * Nodes that aliases may add to a document: up to here go-yaml lets them be 99 of a hundred
 * (decode.go, alias_ratio_range_low), and kubectl refuses "excessive aliasing" beyond.
 */
export const maxAliasedNodes = 400_000;

interface Size {
  readonly nodes: number;
  readonly depth: number;
}

/** Resolves every alias below `root` to the last anchor of its name before it (YAML 1.2 §7.1), without expanding one. */
export function resolveAliases(root: unknown, maxDepth: number): Aliases {
  const anchors = new Map<string, Content>();
  const sizes = new Map<Content, Size>();
  const targets = new Map<Alias, Content>();
  let aliasedNodes = 0;
  let fault: Aliases | null = null;

  const sizeOfAlias = (alias: Alias, depth: number): Size => {
    const stop = (reason: AliasFault): Size => {
      fault ??= { kind: "fault", fault: reason, alias };
      return { nodes: 1, depth: 1 };
    };
    const target = anchors.get(alias.source);
    if (target === undefined) return stop("unknown");
    const size = sizes.get(target);
    if (size === undefined) return stop("endless");
    targets.set(alias, target);
    aliasedNodes += size.nodes;
    if (aliasedNodes > maxAliasedNodes) return stop("too-many");
    if (depth + size.depth > maxDepth) return stop("too-deep");
    return size;
  };

  // Recursion is safe: the parser has already refused what is nested deeper than `maxDepth`.
  const visit = (node: unknown, depth: number): Size => {
    if (isAlias(node)) return sizeOfAlias(node, depth);
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return { nodes: 0, depth: 0 };
    if (node.anchor !== undefined) anchors.set(node.anchor, node);
    let nodes = 1;
    let deepest = 0;
    for (const child of childrenOf(node)) {
      if (fault !== null) break;
      const size = visit(child, depth + 1);
      nodes += size.nodes;
      deepest = Math.max(deepest, size.depth);
    }
    const size = { nodes, depth: deepest + 1 };
    if (node.anchor !== undefined) sizes.set(node, size);
    return size;
  };

  visit(root, 1);
  return fault ?? { kind: "resolved", targets };
}

function childrenOf(node: Content): readonly unknown[] {
  if (isScalar(node)) return [];
  return node.items.flatMap((item) => (isPair(item) ? [item.key, item.value] : [item]));
}

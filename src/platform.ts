// What nodes run, and what a manifest says of it. Types only; `model.ts` hands them on.

/** What runs an image, in the words of the image specification: `linux/arm64/v8` is `{ os, architecture, variant }`. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  /** Empty where there is none. */
  readonly variant: string;
  /** The build of Windows, `10.0.20348` of a node, `10.0.20348.2113` of an image; empty where nobody says. */
  readonly osVersion: string;
}

/**
 * One thing that a pod asks of its nodes, as far as it is about their platform; values are as written.
 * `of` is what the label tells; `build` is the build of Windows, and no other node has that label.
 */
export interface NodeRequirement {
  readonly of: "os" | "architecture" | "build";
  readonly operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
  /** Empty for `Exists` and `DoesNotExist` alone. */
  readonly values: readonly string[];
  readonly from: "nodeSelector" | "affinity" | "pod";
  /** The label, or of the pod itself the field: `kubernetes.io/arch`, `os.name`. */
  readonly key: string;
}

/**
 * What the manifest says of its nodes' platforms: all of one term holds on each of them. A term without requirements is
 * for any node; no terms at all: the manifest says nothing, or what no node can meet.
 */
export type NodeConstraint = readonly (readonly NodeRequirement[])[];

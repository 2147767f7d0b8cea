// The classes of rows, and what is promised of them.

/** Shares of 1. */
interface Reach {
  readonly recall: number;
  readonly precision: number;
}

/** Classes that are counted together. */
export interface Group {
  readonly name: string;
  readonly classes: readonly string[];
  /** Uses of these sources are extras of this group where no row names them. */
  readonly sources: readonly string[];
  /** `null`: shown, and decides nothing. Where it isn't, every position must be right, too. */
  readonly reach: Reach | null;
}

/** In the table's order; a class or source that none of them names follows, and decides nothing. */
export const groups: readonly Group[] = [
  { name: "core kinds", classes: ["core"], sources: ["core"], reach: { recall: 1, precision: 0.999 } },
  {
    name: "custom resources",
    classes: ["crd", "generic"],
    sources: ["custom", "shape"],
    reach: { recall: 0.99, precision: 0.995 },
  },
  {
    name: "kustomize, Helm",
    classes: ["kustomize", "helm-values"],
    sources: ["kustomize", "helm-values"],
    reach: { recall: 0.98, precision: 0.98 },
  },
  { name: "patches", classes: ["patch"], sources: [], reach: null },
  { name: "artifacts", classes: ["artifact"], sources: [], reach: null },
  { name: "parameters", classes: ["param"], sources: [], reach: null },
  {
    name: "strings",
    classes: ["arg", "env", "annotation", "configmap", "embedded"],
    sources: ["string"],
    reach: null,
  },
  { name: "names alone", classes: ["repo-only"], sources: [], reach: null },
];

/** Rows of these classes say what must not be found: patterns, what is yet to be built, nothing at all. */
export const forbidden: readonly string[] = ["policy", "output", "empty"];

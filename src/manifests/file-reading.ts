// What reading one file gives, whoever reads it.
import type { GateComment, ImageUse, Problem, ServiceAccount } from "../model.ts";
import type { OpenEntry } from "./kustomize-images.ts";
import type { KustomizationLinks } from "./kustomize-reach.ts";
import type { ReplacedName } from "./replaced.ts";

/** What one file holds. */
export interface FileReading {
  readonly uses: readonly ImageUse[];
  readonly comments: readonly GateComment[];
  readonly serviceAccounts: readonly ServiceAccount[];
  readonly replacedNames: readonly ReplacedName[];
  /** Entries among `uses` that leave the tag to their base. */
  readonly open: readonly OpenEntry[];
  readonly links: readonly KustomizationLinks[];
  readonly problems: readonly Problem[];
  /** Kubernetes documents, those without any image included. */
  readonly documents: number;
  /** Those of `documents` that don't parse. */
  readonly unparsed: number;
}

export const nothingRead: FileReading = {
  uses: [],
  comments: [],
  serviceAccounts: [],
  replacedNames: [],
  open: [],
  links: [],
  problems: [],
  documents: 0,
  unparsed: 0,
};

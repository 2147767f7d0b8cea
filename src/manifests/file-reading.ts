// What reading one file gives, whoever reads it.
import type { AccessObjects, GateComment, ImageUse, Problem, ServiceAccount, Span } from "../model.ts";
import type { ImageEntry } from "./kustomize-images.ts";
import type { KustomizationLinks } from "./kustomize-reach.ts";
import type { WordedFile } from "./patch-words.ts";
import type { ReplacedName } from "./replaced.ts";

/** What one file holds. */
export interface FileReading {
  readonly uses: readonly ImageUse[];
  readonly comments: readonly GateComment[];
  readonly serviceAccounts: readonly ServiceAccount[];
  readonly access: AccessObjects;
  /** What stands in one of these lands where it is written, whatever a kustomization says. */
  readonly unmoved: readonly Span[];
  readonly replacedNames: readonly ReplacedName[];
  /** Those among `uses` that are entries of kustomizations. */
  readonly entries: readonly ImageEntry[];
  readonly links: readonly KustomizationLinks[];
  /** The file itself, where its text has a word in what pods pull with: it may be a patch. */
  readonly worded: readonly WordedFile[];
  readonly problems: readonly Problem[];
  /** Kubernetes documents, those without any image included. */
  readonly documents: number;
  /** Those of `documents` that don't parse. */
  readonly unparsed: number;
}

export const noAccess: AccessObjects = { secrets: [], producers: [], accountProducers: [], roles: [], bindings: [] };

export const nothingRead: FileReading = {
  uses: [],
  comments: [],
  serviceAccounts: [],
  access: noAccess,
  unmoved: [],
  replacedNames: [],
  entries: [],
  links: [],
  worded: [],
  problems: [],
  documents: 0,
  unparsed: 0,
};

/** What several readings hold of it. */
export function joinedAccess(readings: readonly Pick<FileReading, "access">[]): AccessObjects {
  return {
    secrets: readings.flatMap(({ access }) => access.secrets),
    producers: readings.flatMap(({ access }) => access.producers),
    accountProducers: readings.flatMap(({ access }) => access.accountProducers),
    roles: readings.flatMap(({ access }) => access.roles),
    bindings: readings.flatMap(({ access }) => access.bindings),
  };
}

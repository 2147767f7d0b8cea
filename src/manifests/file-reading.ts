// What reading one file gives, whoever reads it.
import type { AccessObjects, GateComment, ImageUse, Problem, ServiceAccount, Span } from "../model.ts";
import type { OpenEntry } from "./kustomize-images.ts";
import type { KustomizationLinks } from "./kustomize-reach.ts";
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
  /** Entries among `uses` that leave the tag to their base. */
  readonly open: readonly OpenEntry[];
  readonly links: readonly KustomizationLinks[];
  readonly problems: readonly Problem[];
  /** Kubernetes documents, those without any image included. */
  readonly documents: number;
  /** Those of `documents` that don't parse. */
  readonly unparsed: number;
}

export const noAccess: AccessObjects = { secrets: [], producers: [], roles: [], bindings: [] };

export const nothingRead: FileReading = {
  uses: [],
  comments: [],
  serviceAccounts: [],
  access: noAccess,
  unmoved: [],
  replacedNames: [],
  open: [],
  links: [],
  problems: [],
  documents: 0,
  unparsed: 0,
};

/** What several readings hold of it. */
export function joinedAccess(readings: readonly Pick<FileReading, "access">[]): AccessObjects {
  return {
    secrets: readings.flatMap(({ access }) => access.secrets),
    producers: readings.flatMap(({ access }) => access.producers),
    roles: readings.flatMap(({ access }) => access.roles),
    bindings: readings.flatMap(({ access }) => access.bindings),
  };
}

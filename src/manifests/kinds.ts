// Which kinds name images, and where in them. The tables are data: a kind more is a line more.
import type { UseSource } from "../model.ts";
import type { Settings } from "../settings/settings.ts";
import { artifactKinds } from "./kinds-artifacts.ts";
import { clusterKinds } from "./kinds-cluster.ts";
import { groupOf, isGroupOf } from "./groups.ts";
import { coreKinds } from "./kinds-core.ts";
import { deliveryKinds } from "./kinds-delivery.ts";
import { operatorKinds } from "./kinds-operators.ts";

/**
 * A row of a table: objects, and ways from their root (`paths.ts`): `.` between keys, `[]` behind a list, `*` for any key,
 * `**` for any depth.
 */
export interface KindRow {
  /** API groups, in any version; `""` is the core group, `*.example.com` every group below. */
  readonly groups: readonly string[];
  /** `*`: every kind of the group. */
  readonly kinds: readonly string[];
  /** To PodSpecs. Containers of other kinds are found by their shape, too. */
  readonly pods?: readonly string[];
  /** To texts that are whole images. */
  readonly images?: readonly string[];
  /** To images whose mapping says `kind: DockerImage`: OpenShift's references. */
  readonly dockerImages?: readonly string[];
  /** To texts that have to be put together. */
  readonly pairs?: readonly PairWays[];
  /** To texts of what is fetched and never run. */
  readonly artifacts?: readonly string[];
  readonly artifactPairs?: readonly PairWays[];
  /** Without a host their manager's own registry is meant, which differs between its versions; else Docker Hub. */
  readonly hasOwnRegistry?: true;
  /** To the names of secrets that a controller fetches artifacts with, or that it gives to the pods of images. */
  readonly secrets?: readonly string[];
  /** To values of Helm charts, as mappings or as text. */
  readonly values?: readonly string[];
  /** To lists of such values, one name with dots and one value each. */
  readonly helmParameters?: readonly string[];
  /** To texts that hold manifests. */
  readonly manifests?: readonly string[];
  /** To lists of parameters, of which some default to images. */
  readonly parameters?: readonly string[];
}

/** An image in parts; what is absent or empty is left out. */
export interface PairWays {
  /** To the mapping that the other ways begin in. */
  readonly at: string;
  readonly registry?: string;
  readonly name: string;
  readonly tag?: string;
  readonly digest?: string;
  /** A range of versions: which one will be taken, nobody knows. */
  readonly range?: string;
  /** What the controller makes of a `+`, which versions may have and tags may not. */
  readonly plus?: "-";
}

/** A kind's rows, and how its uses were found. */
interface KnownKind {
  readonly rows: readonly KindRow[];
  readonly source: Extract<UseSource, "core" | "custom">;
}

/** The tables, with rows that somebody adds. */
export interface KindTable {
  /** `null` for a kind that no row is about. */
  find(apiVersion: string, kind: string): KnownKind | null;
  /** Is one of the added rows about it? */
  isAdded(apiVersion: string, kind: string): boolean;
}

const custom = [...clusterKinds, ...deliveryKinds, ...operatorKinds, ...artifactKinds];
const core = byKind(coreKinds);
const known = byKind(custom);

/** All kinds that are known, and those that settings add. */
export function kindTable(imagePaths: Settings["imagePaths"]): KindTable {
  const table = tables.get(imagePaths) ?? tableWith(imagePaths);
  tables.set(imagePaths, table);
  return table;
}

/** Asked for once a file. */
const tables = new WeakMap<Settings["imagePaths"], KindTable>();

function tableWith(imagePaths: Settings["imagePaths"]): KindTable {
  const added = byKind(rowsOf(imagePaths));
  const found = new Map<string, KnownKind | null>();
  const rowsAbout = (group: string, kind: string): KnownKind | null => {
    const ofCore = matching(core, group, kind);
    const ofCustom = [...matching(known, group, kind), ...matching(added, group, kind)];
    if (ofCore.length > 0) return { rows: [...ofCore, ...ofCustom], source: "core" };
    return ofCustom.length > 0 ? { rows: ofCustom, source: "custom" } : null;
  };
  return {
    find: (apiVersion, kind) => {
      const group = groupOf(apiVersion);
      const key = `${group} ${kind}`;
      const rows = found.get(key);
      if (rows !== undefined) return rows;
      const about = rowsAbout(group, kind);
      found.set(key, about);
      return about;
    },
    isAdded: (apiVersion, kind) => matching(added, groupOf(apiVersion), kind).length > 0,
  };
}

/** Rows that settings add: of one group, in whatever version, or of every group. */
function rowsOf(imagePaths: Settings["imagePaths"]): readonly KindRow[] {
  return imagePaths.map(({ apiVersion, kind, paths }) => ({
    groups: [apiVersion === null ? "*" : groupWritten(apiVersion)],
    kinds: [kind],
    images: paths,
  }));
}

/** `example.com/v1`, `example.com`, or `v1` for the core group. */
function groupWritten(apiVersion: string): string {
  return apiVersion.includes("/") || /^v\d/.test(apiVersion) ? groupOf(apiVersion) : apiVersion;
}

type ByKind = ReadonlyMap<string, readonly KindRow[]>;

function byKind(rows: readonly KindRow[]): ByKind {
  const found = new Map<string, KindRow[]>();
  for (const row of rows) for (const kind of row.kinds) found.set(kind, [...(found.get(kind) ?? []), row]);
  return found;
}

function matching(rows: ByKind, group: string, kind: string): readonly KindRow[] {
  return [...(rows.get(kind) ?? []), ...(rows.get("*") ?? [])].filter(({ groups }) => isGroupOf(group, groups));
}

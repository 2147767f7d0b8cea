// What a run was asked to do, after flags, inputs, settings file and defaults were merged.
import type { ContainerdSeries, Depth, Platform, Severity, Span } from "../model.ts";

export type Format = "text" | "json" | "github";

/** `off` silences a rule. */
export type RuleSetting = Severity | "off";

/** What not to check. One of `rule`, `image` and `path` at least is there; without a rule nobody is asked about the uses. */
export interface IgnoreEntry {
  /** Its first line in the settings file. */
  readonly span: Span;
  readonly rule: string | null;
  /** A glob of images, as written or as a node reads them. */
  readonly image: string | null;
  /** A glob of files. */
  readonly path: string | null;
  readonly reason: string;
  /** The last day, in UTC, on which it counts: `2027-01-31`. */
  readonly until: string | null;
}

/** Where objects of one kind hold images. */
export interface ImagePathsRow {
  /** `example.com/v1`, or a group for all its versions; `null`: whatever the object has. */
  readonly apiVersion: string | null;
  readonly kind: string;
  /**
   * From the object's root, never empty: keys with dots between them, each perhaps with `[]` behind it for every element of
   * a list; `*` is any key, `**` any depth, none included. The last one is a key or `*`.
   */
  readonly paths: readonly string[];
}

/**
 * `runner`: the runner's docker login · `none`: nodes have nothing · a kubelet's `config.json`. `isOwn`: the settings file says
 * so; on a fork's pull request that file is the base's, and nothing else may send what is the runner's.
 */
export type NodeCredentialsSetting = { readonly isOwn: boolean } & (
  { readonly kind: "runner" | "none" } | { readonly kind: "file"; readonly path: string; readonly place: string }
);

/** A file or folder, and who names it: `.pullgate.yaml:3: "mirrors"`. */
export interface NamedPath {
  readonly path: string;
  readonly place: string;
}

/** A file of authorities; `host`: a glob of `host[:port]`, those alone that it is for; `null`: every host. */
export interface CaFile extends NamedPath {
  readonly host: string | null;
}

/**
 * What of a registry's pull limit the check itself may spend: so many counted pulls, or a share of what remains (percent).
 * `default`: a fifth of what remains, but not less than ten of it.
 */
export type PullBudget =
  | { readonly kind: "default" }
  | { readonly kind: "count"; readonly count: number }
  | { readonly kind: "share"; readonly percent: number };

export interface Settings {
  /** Files, folders or globs; `-` is standard input. */
  readonly paths: readonly string[];
  /** Globs of files to leave out. */
  readonly exclude: readonly string[];
  readonly depth: Depth;
  /** What the nodes run, where the manifest doesn't say; never empty. */
  readonly platforms: readonly Platform[];
  /** Whose rules decide where containerd's versions differ. */
  readonly containerd: ContainerdSeries;
  readonly failOn: "error" | "warning" | "never";
  readonly strict: boolean;
  readonly rules: Readonly<Record<string, RuleSetting>>;
  readonly ignore: readonly IgnoreEntry[];
  readonly imagePaths: readonly ImagePathsRow[];
  /** Where objects go that name no namespace, and that no kustomization places; `null`: nobody says. */
  readonly namespace: string | null;
  /** What stands for the credentials that nodes have. */
  readonly nodeCredentials: NodeCredentialsSetting;
  /** Globs of `name` or `namespace/name`: Secrets that are in the cluster though nothing here makes them. */
  readonly externalSecrets: readonly string[];
  /** Globs of `host[:port]` that only the cluster can see. */
  readonly privateRegistries: readonly string[];
  /** Globs of `host[:port]` whose certificate nodes don't look at, and which they speak to in plain HTTP where it has to be. */
  readonly insecureRegistries: readonly string[];
  /** Folders with a folder for each registry, the first one first (containerd's `config_path`). */
  readonly mirrors: readonly NamedPath[];
  readonly caFiles: readonly CaFile[];
  /** How many nodes there are; `null`: nobody says. */
  readonly nodes: number | null;
  /** By how many addresses the nodes are seen from outside. */
  readonly egressAddresses: number;
  readonly pullBudget: PullBudget;
  /** Where content by digest is kept between runs; `null`: nowhere. */
  readonly cacheDir: string | null;
  /** How long images of `waitFor` are waited for that aren't there yet, in milliseconds; 0: not at all. */
  readonly waitMs: number;
  /** Globs of images, as written or as a node reads them. */
  readonly waitFor: readonly string[];
  /** Milliseconds, waiting not counted. */
  readonly timeoutMs: number;
  readonly connectTimeoutMs: number;
  /** Requests at once to one host, at most. */
  readonly concurrency: number;
}

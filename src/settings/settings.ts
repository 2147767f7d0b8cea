// What a run was asked to do, after flags, inputs, settings file and defaults were merged.
import type { ContainerdSeries, Depth, Platform, Severity } from "../model.ts";

export type Format = "text" | "json" | "github";

/** `off` silences a rule. */
export type RuleSetting = Severity | "off";

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
  /** Globs of `host[:port]` that only the cluster can see. */
  readonly privateRegistries: readonly string[];
  /** Milliseconds. */
  readonly timeoutMs: number;
  readonly connectTimeoutMs: number;
  /** Requests at once to one host, at most. */
  readonly concurrency: number;
}

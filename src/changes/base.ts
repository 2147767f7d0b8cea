// What a change is compared with: the files of a commit and the settings that held there. Types, and the value for "nothing".
import type { CommitFiles } from "../edges/edges.ts";
import type { Settings } from "../settings/settings.ts";

export type Base = {
  /** Do comments of the working tree count? On pull requests from forks only those do that the base has, too. */
  readonly trustsChange: boolean;
} & (
  | /** Everything is judged; `because`: why, where somebody asked for less. */
    { readonly kind: "none"; readonly because: string | null }
  | {
      readonly kind: "commit";
      /** Its full name. */
      readonly commit: string;
      readonly files: CommitFiles;
      readonly settings: Settings;
    }
);

/** Nobody asked for a comparison. */
export const noBase: Base = { kind: "none", because: null, trustsChange: true };

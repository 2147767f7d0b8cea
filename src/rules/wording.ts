// How findings speak of what is pulled and of who pulls it: nodes pull the images of pods, controllers fetch artifacts.
import type { ImageUse } from "../model.ts";

export interface Wording {
  /** What is pulled: `image`, `artifact`; both go with "an". */
  readonly thing: string;
  /** Who pulls it: `node`, `controller`. */
  readonly puller: string;
  /** What names the pull secrets: `pod`, `OCIRepository`. */
  readonly owner: string;
}

export function wordingOf({ slot, kind }: Pick<ImageUse, "slot" | "kind">): Wording {
  return slot === "artifact"
    ? { thing: "artifact", puller: "controller", owner: kind }
    : { thing: "image", puller: "node", owner: "pod" };
}

/** The whole name, as whoever pulls is given it: without an artifact's `oci://`, with the tag that a kustomization's base has. */
export function pulledName({ image, target }: Pick<ImageUse, "image" | "target">): string {
  return target.kind === "named" ? target.name : image;
}

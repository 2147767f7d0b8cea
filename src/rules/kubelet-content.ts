// The node's words for what it fetched and can't use: nothing for its platform, no config, an end that comes too early.
import { pullRules } from "../registries/containerd.ts";
import { failedToPull, failedToUnpack, type FailingPull } from "./kubelet-words.ts";

/**
 * The content is fetched by then: `words` is what looking for the image's config said: while it is unpacked (`client/pull.go`),
 * or afterwards (`image_pull.go`, PullImage).
 */
export function noConfig(pull: FailingPull, words: string): string {
  return pullRules(pull.containerd).puller === "client"
    ? failedToUnpack(pull, "NotFound", `${unpacking}${words}: not found`)
    : noConfigLater(pull, words);
}

/** The same, where all was fetched and unpacked that could be. */
function noConfigLater(pull: FailingPull, words: string): string {
  return failedToPull(pull, "NotFound", `get image config descriptor: ${words}: not found`);
}

/** An index that has nothing for the node: the client says so when it chooses (`images/handlers.go`, LimitManifests). */
export function noMatch(pull: FailingPull, how: "index" | "config" | "beside" | "next-best", digest: string): string {
  // Looked for again by its platform, another entry is found, which nobody fetched (`core/images/image.go`, Manifest).
  if (how === "beside" || how === "next-best") return failedToPull(pull, "NotFound", "…content digest …: not found");
  return pullRules(pull.containerd).puller === "client" && how === "index"
    ? failedToUnpack(pull, "NotFound", "no match for platform in manifest: not found")
    : noConfigLater(pull, `no match for platform in manifest ${digest}`);
}

/** What was pulled and unpacked, and isn't taken up by the runtime (`internal/cri/store/image/image.go`). */
export function notStored(pull: FailingPull): string {
  return failedToPull(
    pull,
    "Unknown",
    'failed to update image store "…": get image info from containerd: get image diffIDs: …',
  );
}

/** How the client's words begin where it unpacks what nothing was unpacked of on its way. */
export const unpacking = "failed to unpack image on snapshotter overlayfs: ";

/** Content that ends too early (`content/helpers.go`, Copy; from 2.0 on `core/content/helpers.go`). */
export function shortRead(pull: FailingPull, expected: number | null, actual: number | null): string {
  const words =
    pullRules(pull.containerd).puller === "client"
      ? "failed to read expected number of bytes"
      : `short read: expected ${expected ?? "…"} bytes but got ${actual ?? "…"}`;
  return failedToUnpack(pull, "Unknown", `${words}: unexpected EOF`);
}

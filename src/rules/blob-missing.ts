// The name resolves, and a part of the image is gone: clean-up jobs and garbage collection do this.
import type { Digest, ImageUse, Reference } from "../model.ts";
import { hostFor, schemeFor } from "../registries/host.ts";
import type { UseRule } from "./rule.ts";
import { failedToUnpack } from "./kubelet-words.ts";
import { shortDigest, shortName } from "./names.ts";

export const blobMissing: UseRule = {
  id: "blob-missing",
  title: "a part of the image is gone",
  over: "use",
  check({ use, parsed, outcome }) {
    if (outcome.kind !== "faulty" || outcome.fault.kind !== "blob-missing" || parsed.kind !== "reference") return null;
    const { what, digest } = outcome.fault;
    const name = shortName(parsed.reference);
    return {
      severity: "error",
      message: `${name} is there, but its ${what} ${shortDigest(digest)} is gone from the registry`,
      kubelet: kubeletWords(use, parsed.reference, what, digest),
      fix: "push the image again, and keep clean-up jobs away from untagged manifests",
    };
  },
};

/** A manifest that is gone is said by its address, a blob by its digest (containerd `core/remotes/docker/fetcher.go`). */
function kubeletWords(use: ImageUse, reference: Reference, what: "child manifest" | "config", digest: Digest): string {
  const host = hostFor(reference.registry);
  const gone =
    what === "child manifest"
      ? `content at ${schemeFor(host)}://${host}/v2/${reference.repository}/manifests/${digest} not found`
      : `could not fetch content descriptor ${digest} (…) from remote`;
  return failedToUnpack(use, reference, "NotFound", `failed to copy: httpReadSeeker: failed open: ${gone}: not found`);
}

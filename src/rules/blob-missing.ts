// The name resolves, and a part of the image is gone: clean-up jobs and garbage collection do this.
import type { Digest } from "../model.ts";
import { hostFor, schemeFor } from "../registries/host.ts";
import type { UseRule } from "./rule.ts";
import { failedToUnpack, type FailingPull } from "./kubelet-words.ts";
import { shortDigest, shortName } from "./names.ts";

export const blobMissing: UseRule = {
  id: "blob-missing",
  title: "a part of the image is gone",
  over: "use",
  check({ use, parsed, outcome, containerd }) {
    if (outcome.kind !== "faulty" || outcome.fault.kind !== "blob-missing" || parsed.kind !== "reference") return null;
    const { what, digest } = outcome.fault;
    const name = shortName(parsed.reference);
    return {
      severity: "error",
      message: `${name} is there, but its ${what} ${shortDigest(digest)} is gone from the registry`,
      kubelet: kubeletWords({ use, reference: parsed.reference, containerd }, what, digest),
      fix: "push the image again, and keep clean-up jobs away from untagged manifests",
    };
  },
};

/** A manifest that is gone is said by its address, a blob by its digest (containerd `core/remotes/docker/fetcher.go`). */
function kubeletWords(pull: FailingPull, what: "child manifest" | "config" | "layer", digest: Digest): string {
  const { reference } = pull;
  const host = hostFor(reference.registry);
  const gone =
    what === "child manifest"
      ? `content at ${schemeFor(host)}://${host}/v2/${reference.repository}/manifests/${digest} not found`
      : `could not fetch content descriptor ${digest} (…) from remote`;
  return failedToUnpack(pull, "NotFound", `failed to copy: httpReadSeeker: failed open: ${gone}: not found`);
}

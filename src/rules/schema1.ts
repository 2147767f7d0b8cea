// The manifest is of Docker's first schema, which containerd no longer reads.
import type { Exchange } from "../model.ts";
import { pullRules } from "../registries/containerd.ts";
import { manifestType } from "../registries/media-types.ts";
import type { UseRule } from "./rule.ts";
import { failedToUnpack, type FailingPull, resolving } from "./kubelet-words.ts";
import { resolvedName, shortName } from "./names.ts";

export const schema1: UseRule = {
  id: "schema1",
  title: "the manifest is of Docker's schema 1",
  over: "use",
  check({ use, parsed, outcome, containerd }) {
    if (outcome.kind !== "faulty" || outcome.fault.kind !== "schema1" || parsed.kind !== "reference") return null;
    const { reference } = parsed;
    const name = resolvedName(reference);
    const { mediaType } = outcome.fault;
    const isSigned = manifestType(mediaType) === "schema1";
    return {
      severity: "error",
      message: `${shortName(reference)} is a schema 1 manifest, which containerd ${containerd} refuses`,
      kubelet: kubeletWords(
        { use, reference, containerd },
        outcome.evidence,
        isSigned ? null : mediaType,
        outcome.digest,
      ),
      fix: `use a newer image, or convert it into a repository of yours: skopeo copy --format v2s2 docker://${name} docker://…`,
    };
  },
};

/**
 * 2.1 says so wherever it meets one; 2.0 has the reader switched off, and 1.7 still converts. The kind without signatures no
 * version knows. Sources: `core/transfer/local/pull.go`, `core/remotes/docker/resolver.go`, `fetcher.go`.
 */
function kubeletWords(
  pull: FailingPull,
  evidence: readonly Exchange[],
  unknown: string | null,
  digest: string | null,
): string {
  if (unknown !== null) {
    const gone = `could not fetch content descriptor ${digest ?? "sha256:…"} (${unknown}) from remote: not found`;
    return failedToUnpack(pull, "NotFound", `failed to copy: httpReadSeeker: failed open: ${gone}`);
  }
  if (pullRules(pull.containerd).puller === "client") {
    const converter = `failed to get converter for "${resolvedName(pull.reference)}": Pulling Schema 1 images have been deprecated and disabled by default…`;
    return failedToUnpack(pull, "Unknown", converter);
  }
  if (evidence.at(-1)?.method === "GET") {
    return failedToUnpack(
      pull,
      "Unimplemented",
      `${resolving(pull)}not implemented: media type "…" is no longer supported since containerd v2.0, please rebuild the image as …`,
    );
  }
  return failedToUnpack(pull, "InvalidArgument", "schema 1 image manifests are no longer supported: invalid argument");
}

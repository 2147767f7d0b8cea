// The manifest is of Docker's first schema, which containerd no longer reads.
import type { UseRule } from "./rule.ts";
import { failedToUnpack } from "./kubelet-words.ts";
import { resolvedName, shortName } from "./names.ts";

export const schema1: UseRule = {
  id: "schema1",
  title: "the manifest is of Docker's schema 1",
  over: "use",
  check({ use, parsed, outcome, containerd }) {
    if (outcome.kind !== "faulty" || outcome.fault.kind !== "schema1" || parsed.kind !== "reference") return null;
    const { reference } = parsed;
    const name = resolvedName(reference);
    return {
      severity: "error",
      message: `${shortName(reference)} is a schema 1 manifest, which containerd 2.1 refuses`,
      // containerd `core/transfer/local/pull.go`; 2.0 has the reader switched off, 1.7 still converts.
      kubelet: failedToUnpack(
        { use, reference, containerd },
        "InvalidArgument",
        "schema 1 image manifests are no longer supported: invalid argument",
      ),
      fix: `use a newer image, or convert it into a repository of yours: skopeo copy --format v2s2 docker://${name} docker://…`,
    };
  },
};

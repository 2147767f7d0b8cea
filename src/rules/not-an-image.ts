// The name leads to an artifact of another kind: a chart, a signature, a bundle.
import type { UseRule } from "./rule.ts";
import { failedToUnpack } from "./kubelet-words.ts";
import { shortName } from "./names.ts";

export const notAnImage: UseRule = {
  id: "not-an-image",
  title: "what is there is not a container image",
  over: "use",
  check({ use, parsed, outcome, containerd }) {
    if (outcome.kind !== "faulty" || outcome.fault.kind !== "not-an-image" || parsed.kind !== "reference") return null;
    const { part, what, mediaType } = outcome.fault;
    const name = shortName(parsed.reference);
    const message = `${name} is ${what === null ? "" : `${what}, `}not a container image (${mediaType === "" ? "no media type" : mediaType})`;
    if (part === "manifest") {
      // What is no manifest is looked for among the blobs, and only there (`core/remotes/docker/fetcher.go`, Fetch).
      const words = `failed to copy: httpReadSeeker: failed open: could not fetch content descriptor ${outcome.digest ?? "sha256:…"} (${mediaType}) from remote: not found`;
      const fix = "correct the name, or push the image again: what is there has no media type of a manifest";
      return {
        severity: "error",
        message,
        kubelet: failedToUnpack({ use, reference: parsed.reference, containerd }, "NotFound", words),
        fix,
      };
    }
    return {
      severity: "error",
      message,
      // containerd 2.1 pulls artifacts, and finds nothing in them to run (`internal/cri/server/container_create.go`).
      kubelet: `Error: failed to generate container "…" spec: failed to generate spec: no command specified`,
      fix: "name the image itself: artifacts often live beside it under a similar name or tag",
    };
  },
};

// The name leads to an artifact of another kind: a chart, a signature, a bundle.
import type { UseRule } from "./rule.ts";
import { shortName } from "./names.ts";

export const notAnImage: UseRule = {
  id: "not-an-image",
  title: "what is there is not a container image",
  over: "use",
  check({ parsed, outcome }) {
    if (outcome.kind !== "faulty" || outcome.fault.kind !== "not-an-image" || parsed.kind !== "reference") return null;
    const { what, mediaType } = outcome.fault;
    return {
      severity: "error",
      message: `${shortName(parsed.reference)} is ${what}, not a container image (${mediaType})`,
      // containerd 2.1 pulls artifacts, and finds nothing in them to run (`internal/cri/server/container_create.go`).
      kubelet: `Error: failed to generate container "…" spec: failed to generate spec: no command specified`,
      fix: "name the image itself: artifacts often live beside it under a similar name or tag",
    };
  },
};

// The name leads to an artifact of another kind: a chart, a signature, a bundle.
import type { Outcome } from "../model.ts";
import type { UseRule } from "./rule.ts";
import { failedToUnpack, type FailingPull, noConfig, noMatch } from "./kubelet-words.ts";
import { shortName } from "./names.ts";

export const notAnImage: UseRule = {
  id: "not-an-image",
  title: "what is there is not a container image",
  over: "use",
  check({ use, parsed, outcome, containerd }) {
    if (outcome.kind !== "faulty" || outcome.fault.kind !== "not-an-image" || parsed.kind !== "reference") return null;
    const { part, what, mediaType, of, unmatched } = outcome.fault;
    const name = shortName(parsed.reference);
    const message = `${name} is ${what === null ? "" : `${what}, `}not a container image (${mediaType === "" ? "no media type" : mediaType})`;
    const pull = { use, reference: parsed.reference, containerd };
    if (part === "manifest") {
      return {
        severity: "error",
        message,
        kubelet: kubeletWords(pull, mediaType, of ?? outcome.digest, outcome),
        fix: manifestFix,
      };
    }
    if (unmatched) {
      const kubelet = noMatch(pull, "config", outcome.digest ?? "sha256:…");
      return { severity: "error", message, kubelet, fix: contentFix };
    }
    return {
      severity: "error",
      message,
      // containerd 2.1 pulls artifacts, and finds nothing in them to run (`internal/cri/server/container_create.go`).
      kubelet: `Error: failed to generate container "…" spec: failed to generate spec: no command specified`,
      fix: contentFix,
    };
  },
};

const contentFix = "name the image itself: artifacts often live beside it under a similar name or tag";
const manifestFix = "correct the name, or push the image again: what is there has no media type of a manifest";

type Faulty = Extract<Outcome, { kind: "faulty" }>;

/** What is no manifest is fetched from among the blobs, where it seldom is (`core/remotes/docker/fetcher.go`, Fetch). */
function kubeletWords(pull: FailingPull, mediaType: string, digest: string | null, { evidence }: Faulty): string {
  const named = digest ?? "sha256:…";
  if (evidence.at(-1)?.url.includes("/blobs/") === true)
    return noConfig(pull, `unexpected media type ${mediaType} for ${named}`);
  const gone = `could not fetch content descriptor ${named} (${mediaType}) from remote: not found`;
  return failedToUnpack(pull, "NotFound", `failed to copy: httpReadSeeker: failed open: ${gone}`);
}

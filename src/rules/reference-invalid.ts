// The kubelet can't parse the name, or the API server takes no pod with it: no registry is ever asked.
import type { ImageUse } from "../model.ts";
import { apiServerReasons } from "../references/parse.ts";
import { excerpt } from "../references/quote.ts";
import type { UseRule } from "./rule.ts";
import { suggest } from "./suggestion.ts";

/** A name that could ever be pulled fits in whole. */
const longest = 300;

export const referenceInvalid: UseRule = {
  id: "reference-invalid",
  title: "the image name can't be parsed",
  over: "use",
  check({ use, parsed }) {
    if (parsed.kind !== "invalid") return null;
    return {
      severity: "error",
      message: `"${excerpt(use.image, longest)}" is not an image reference: ${parsed.reason}`,
      kubelet:
        parsed.by === "kubelet"
          ? kubeletWords(use, parsed.reason)
          : `Failed to pull image "${use.image}": failed to parse image reference "${use.image}": ${parsed.reason}`,
      fix: parsed.hint,
      ...suggest(use, parsed.replacement),
    };
  },
};

/**
 * Most names reach the kubelet, which then waits with `InvalidImageName`; two kinds never get past the API server.
 * Source: kubernetes `pkg/kubelet/images/image_manager.go`, `pkg/util/parsers/parsers.go`, `pkg/apis/core/validation/validation.go`.
 */
function kubeletWords(use: ImageUse, reason: string): string {
  const image = JSON.stringify(excerpt(use.image, longest));
  if (reason === apiServerReasons.empty) return `The ${use.kind} "${use.name}" is invalid: ${use.path}: ${reason}`;
  if (reason !== apiServerReasons.whitespace) {
    return `Failed to apply default image tag ${image}: couldn't parse image name ${image}: ${reason}`;
  }
  // A template is accepted, and the controller then fails to create its pods: there the path is the pod's.
  const inPod = use.path.replace(/^.*\.(?=spec\.[A-Za-z]+\[)/, "");
  const refusal = `is invalid: ${inPod}: Invalid value: ${image}: ${reason}`;
  return use.kind === "Pod" ? `The Pod "${use.name}" ${refusal}` : `Error creating: Pod "${use.name}-…" ${refusal}`;
}

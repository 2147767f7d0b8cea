// The kubelet can't parse the name, or the API server takes no pod with it: no registry is ever asked.
import type { ImageUse } from "../model.ts";
import { apiServerReasons } from "../references/parse.ts";
import { excerpt } from "../references/quote.ts";
import type { UseRule } from "./rule.ts";
import { suggest } from "./suggestion.ts";
import { pulledName, wordingOf } from "./wording.ts";

/** A name that could ever be pulled fits in whole. */
const longest = 300;

export const referenceInvalid: UseRule = {
  id: "reference-invalid",
  title: "the image name can't be parsed",
  over: "use",
  check({ use, parsed, outcome }) {
    if (parsed.kind !== "invalid" || outcome.kind !== "not-asked" || outcome.why !== "invalid") return null;
    return {
      severity: "error",
      message: `"${excerpt(use.image, longest)}" is not an ${wordingOf(use).thing} reference: ${parsed.reason}`,
      kubelet: parsed.by === "kubelet" ? kubeletWords(use, parsed.reason) : containerdWords(use, parsed.reason),
      fix: parsed.hint,
      ...suggest(use, parsed.replacement),
    };
  },
};

function containerdWords(use: ImageUse, reason: string): string {
  const name = pulledName(use);
  return `Failed to pull image "${name}": failed to parse image reference "${name}": ${reason}`;
}

/**
 * Most names reach the kubelet, which then waits with `InvalidImageName`; two kinds never get past the API server. `null`
 * where it is others who tell that server: an operator in its own words, or what a kustomization or a chart is applied to.
 * Source: kubernetes `pkg/kubelet/images/image_manager.go`, `pkg/util/parsers/parsers.go`, `pkg/apis/core/validation/validation.go`.
 */
function kubeletWords(use: ImageUse, reason: string): string | null {
  const image = JSON.stringify(excerpt(pulledName(use), longest));
  if (reason !== apiServerReasons.empty && reason !== apiServerReasons.whitespace) {
    return `Failed to apply default image tag ${image}: couldn't parse image name ${image}: ${reason}`;
  }
  if (use.source !== "core") return null;
  if (reason === apiServerReasons.empty) return `The ${use.kind} "${use.name}" is invalid: ${use.path}: ${reason}`;
  // A template is accepted, and the controller then fails to create its pods: there the path is the pod's.
  const inPod = use.path.replace(/^.*\.(?=spec\.[A-Za-z]+\[)/, "");
  const refusal = `is invalid: ${inPod}: Invalid value: ${image}: ${reason}`;
  return use.kind === "Pod" ? `The Pod "${use.name}" ${refusal}` : `Error creating: Pod "${use.name}-…" ${refusal}`;
}

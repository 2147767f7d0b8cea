// The entry of this folder: what a string in an `image:` field is to a node.
import type { ContainerdSeries, ParsedReference } from "../model.ts";
import { hintFor, whitespaceHint } from "./hint.ts";
import { mended } from "./mend.ts";
import { refusedByOlder } from "./older.ts";
import { placeholderIn } from "./placeholder.ts";
import { readReference } from "./read.ts";
import { trimmed } from "./whitespace.ts";

/**
 * The API server's words for an empty image, and for whitespace around one: no node ever sees such a pod.
 * A template (Deployment, Job …) is accepted with the whitespace, and its pods are refused.
 * Source: kubernetes `pkg/apis/core/validation/validation.go` (validateContainerCommon, validateContainersOnlyForPod).
 */
export const apiServerReasons = {
  empty: "Required value",
  whitespace: "must not have leading or trailing whitespace",
} as const;

/** Far over the 253 characters of a DNS name with a port; path, tag and digest have limits of their own. */
const longestRegistry = 1024;

/**
 * Parses an image as the kubelet and containerd do, every default filled in.
 *
 * Placeholders are told apart first: `{{ .Values.image }}` is not a wrong name, only one that nobody has filled in yet.
 * The time it takes grows with the length alone, and nothing that is said quotes more than a few hundred characters.
 */
export function parseReference(image: string, containerd: ContainerdSeries = "2.1"): ParsedReference {
  const token = placeholderIn(image);
  if (token !== null) return { kind: "placeholder", token };
  if (image === "") return invalid(image, apiServerReasons.empty, whitespaceHint(image));
  if (trimmed(image) !== image) return invalid(image, apiServerReasons.whitespace, whitespaceHint(image));
  const reading = readReference(image);
  if (reading.kind === "fault") return invalid(image, reading.reason, hintFor(image));
  if (reading.reference.registry.length > longestRegistry) {
    // The grammar has no limit for a host. Go's resolver has, and says this of a longer name without asking anyone.
    return invalid(image, "no such host", "shorten the registry's host: DNS names end at 253 characters");
  }
  const refused = containerd === "1.6" ? refusedByOlder(image, reading.reference) : null;
  if (refused !== null) return { kind: "invalid", by: "containerd", ...refused, replacement: null };
  return { kind: "reference", reference: reading.reference };
}

function invalid(image: string, reason: string, hint: string): ParsedReference {
  return { kind: "invalid", by: "kubelet", reason, hint, replacement: mended(image) };
}

// What the parser in containerd 1.6 refuses and the kubelet's newer one takes: the kubelet starts a pull that can't work.
// Source: containerd v1.6.20 `reference/docker/reference.go` (Parse, splitDockerDomain); measured in the lab.
import type { Reference } from "../model.ts";
import { longestPath } from "./grammar.ts";
import { looksLikeHost } from "./normalise.ts";

/** The words of containerd 1.6 for a name that it can't parse, and what to write instead; `null` where it can. */
export function refusedByOlder(
  image: string,
  { registry, repository }: Reference,
): { readonly reason: string; readonly hint: string } | null {
  const [first = ""] = image.split("/", 1);
  if (registry.startsWith("[")) {
    return {
      reason: "invalid reference format",
      hint: "give the registry a name: containerd 1.6 takes no IPv6 address",
    };
  }
  // A capital letter alone makes no host yet: the whole is a name on Docker Hub.
  if (image.includes("/") && !looksLikeHost(first) && registry === first) {
    return {
      reason: "invalid reference format: repository name must be lowercase",
      hint: `write the registry with its domain or port: containerd 1.6 takes "${first}" for a folder on Docker Hub`,
    };
  }
  if (`${registry}/${repository}`.length > longestPath) {
    return {
      reason: `repository name must not be more than ${longestPath} characters`,
      hint: `shorten it: containerd 1.6 counts the registry's host with the path, ${longestPath} characters at most`,
    };
  }
  return null;
}

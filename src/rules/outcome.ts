// Pass or fail: what the exit code says.
import type { Finding } from "../model.ts";
import type { Settings } from "../settings/settings.ts";

/** `fail` where a finding is at or above `failOn`. */
export function outcomeOf(findings: readonly Finding[], { failOn }: Pick<Settings, "failOn">): "pass" | "fail" {
  switch (failOn) {
    case "never":
      return "pass";
    case "error":
      return findings.some(({ severity }) => severity === "error") ? "fail" : "pass";
    case "warning":
      return findings.some(({ severity }) => severity !== "notice") ? "fail" : "pass";
  }
}

/** The rules about the way to a host, whatever is found there. */
export const reachability: readonly string[] = [
  "host-not-found",
  "not-a-registry",
  "registry-unreachable",
  "registry-error",
  "tls-untrusted",
  "proxy-failed",
  "blob-host-unreachable",
  "address-forbidden",
];

/** The same for a firewall's sake: an image that is missing from a registry that answers says nothing about hosts. */
export function reachOutcomeOf(findings: readonly Finding[], settings: Pick<Settings, "failOn">): "pass" | "fail" {
  return outcomeOf(
    findings.filter(({ rule }) => reachability.includes(rule)),
    settings,
  );
}

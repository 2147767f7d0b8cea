// Pass or fail: what the exit code says.
import type { Finding, Report } from "../model.ts";
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

/**
 * The same for a firewall's sake: an image that is missing from a registry that answers says nothing about hosts. A host that
 * isn't reached is at least a warning here, though another one may have had the image.
 */
export function reachOutcomeOf(
  { findings, egress }: Pick<Report, "findings" | "egress">,
  settings: Pick<Settings, "failOn" | "strict">,
): "pass" | "fail" {
  const isUnreached = egress.some(({ reached }) => reached === false);
  if (isUnreached && (settings.failOn === "warning" || (settings.strict && settings.failOn === "error"))) return "fail";
  return outcomeOf(
    findings.filter(({ rule }) => reachability.includes(rule)),
    settings,
  );
}

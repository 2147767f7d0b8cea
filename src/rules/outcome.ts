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

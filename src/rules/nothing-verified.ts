// Not one image could be verified: a blind gate is not green.
import type { JudgedUse } from "../model.ts";
import type { RunRule } from "./rule.ts";
import { listed } from "./names.ts";
import { isExpectedToBeProved, isUnproven } from "./verdict.ts";

export const nothingVerified: RunRule = {
  id: "nothing-verified",
  title: "not one image could be verified",
  over: "run",
  check(uses) {
    const expected = uses.filter(isExpectedToBeProved);
    if (expected.length === 0 || !expected.every(isUnproven)) return [];
    const reasons = tally(expected.map(reasonOf));
    const count = expected.length === 1 ? "the only use of an image" : `not one of ${expected.length} uses of images`;
    const could = expected.length === 1 ? "could not be verified" : "could be verified";
    const draft = {
      severity: "error",
      message: `${count} ${could}: ${listed(
        reasons.map(({ reason, times }) => `${times} ${reason.what}`),
        reasons.length,
      )}`,
      kubelet: null,
      fix: listed([...new Set(reasons.map(({ reason }) => reason.remedy))], reasons.length),
    } as const;
    return [draft];
  },
};

interface Reason {
  readonly what: string;
  readonly remedy: string;
}

const placeholder: Reason = { what: "with a placeholder", remedy: "check rendered manifests" };
const tagElsewhere: Reason = {
  what: "with a tag that stays with a base or a chart",
  remedy: "check what kustomizations and charts render",
};
const range: Reason = { what: "with a range of versions", remedy: "name one version" };
const late: Reason = { what: "out of time", remedy: "raise timeout" };
const spent: Reason = { what: "beyond the pull budget", remedy: "raise pull-budget" };
const secret: Reason = { what: "behind a pull secret", remedy: "log the runner in to the registries" };
const forbidden: Reason = { what: "at an address that is not asked", remedy: "correct the addresses" };
const limited: Reason = { what: "rate-limited", remedy: "log the runner in to the registries" };
const unreachable: Reason = {
  what: "unreachable",
  remedy: "open the way to the registries, or name those that only the cluster sees in private-registries",
};

function reasonOf({ outcome, verdict }: JudgedUse): Reason {
  if (verdict === "unreachable") return unreachable;
  if (verdict === "throttled") return limited;
  if (outcome.kind === "unreachable") return forbidden;
  if (outcome.kind !== "not-asked") return secret;
  switch (outcome.why) {
    case "deadline":
      return late;
    case "budget":
      return spent;
    case "tag-elsewhere":
      return tagElsewhere;
    case "version-range":
      return range;
    // The others are proof, or were never expected to be proved.
    case "placeholder":
    case "invalid":
    case "never-pulled":
    case "secret-unreadable":
    case "private-registry":
    case "filled-in-later":
    case "parameter":
    case "ignored":
      return placeholder;
  }
}

/** How often each reason occurs, in the order of their first appearance. */
function tally(reasons: readonly Reason[]): readonly { readonly reason: Reason; readonly times: number }[] {
  const times = new Map<Reason, number>();
  for (const reason of reasons) times.set(reason, (times.get(reason) ?? 0) + 1);
  return [...times].map(([reason, count]) => ({ reason, times: count }));
}

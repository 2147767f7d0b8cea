// The roll-out needs more of a registry's quota than there is: it fails in the middle, long after a green check.
import type { RateLimitSeen } from "../model.ts";
import { isQuota } from "../limits/headroom.ts";
import { knownLimitOf } from "../registries/known-limits.ts";
import { many } from "../counted.ts";
import { firstUseOf, grantWords, holderWords, limiterName, spentWords } from "./limit-words.ts";
import type { RunRule } from "./rule.ts";

export const rateLimitLow: RunRule = {
  id: "rate-limit-low",
  title: "the roll-out needs more pulls than the registry allows",
  over: "run",
  check(judged, { limits }) {
    return limits.flatMap((seen) => {
      const first = firstUseOf(seen, judged);
      if (first === null || !isLow(seen)) return [];
      return [
        {
          severity: "warning",
          message: messageOf(seen),
          kubelet: spentWords(first, seen),
          fix: fixOf(seen),
          on: first.use,
        },
      ] as const;
    });
  },
};

/** An account's own remainder is what all nodes have; an address's is the runner's, and theirs is a whole one at best. */
function isLow({ host, told, counts, needed }: RateLimitSeen): boolean {
  // What is limited there are requests, of which a pull is several, and most of them aren't counted here.
  if (told.kind !== "limit" || !isQuota(told) || knownLimitOf(host)?.counts === "requests") return false;
  // Of what is spent altogether rate-limited speaks.
  return counts === "address" ? needed > told.limit : told.remaining > 0 && needed > told.remaining;
}

function messageOf(seen: RateLimitSeen): string {
  const { told, counts, needed, pulls, images, nodes, isAtLeast } = seen;
  if (told.kind !== "limit") return "";
  const need = `${isAtLeast ? "at least " : ""}${many(needed, "counted pull")} of ${limiterName(seen)}`;
  const made = `${many(images, "image")}, ${isAtLeast ? "at least" : "up to"} ${many(nodes, "node")}`;
  if (counts === "address") {
    const each = pulls === needed ? "behind one address" : "behind each address";
    return `this roll-out needs ${need} ${each} (${made}), and an address without a login has ${grantWords(told)}`;
  }
  return `this roll-out needs ${need} with ${holderWords(seen.credentials)} (${made}), and ${told.remaining} of its ${grantWords(told)} are left`;
}

function fixOf({ counts, registry, isAtLeast }: RateLimitSeen): string {
  const say = isAtLeast ? "; say in nodes how many there are" : "";
  const mirror = `pull through a mirror or a cache of your own (mirrors), or roll out in parts, each within a window`;
  return counts === "address"
    ? `name a pull secret for ${registry === "docker.io" ? "https://index.docker.io/v1/" : registry} in the pods, ${mirror}; if the nodes have more addresses, say so in egress-addresses${say}`
    : `wait for the window to end, take a plan with more pulls, ${mirror}${say}`;
}

// It can be pulled as far as was looked, and that is less far than was asked for.
import type { JudgedUse, Reduced, Subject } from "../model.ts";
import { urlHost } from "../registries/host.ts";
import { familyOf } from "./registry-families.ts";
import { shortName } from "./names.ts";
import type { UseRule } from "./rule.ts";

export const depthReduced: UseRule = {
  id: "depth-reduced",
  title: "the image was proved less deeply than asked",
  over: "use",
  isAside: true,
  isStrict: true,
  check({ parsed, outcome }: Pick<Subject, "parsed" | "outcome">) {
    if (outcome.kind !== "found" || outcome.reduced === undefined || parsed.kind !== "reference") return null;
    const { why, fix } = reasonOf(outcome.reduced, parsed.reference.registry);
    return {
      severity: "notice",
      message: `${shortName(parsed.reference)} is proved at depth ${outcome.depth} alone: ${why}`,
      kubelet: null,
      fix,
    };
  },
};

function reasonOf(
  reduced: Reduced,
  registry: JudgedUse["use"]["image"],
): { readonly why: string; readonly fix: string } {
  switch (reduced.why) {
    case "budget": {
      const { allowed, remaining, credential, host } = reduced;
      const name = host === urlHost(registry) ? (familyOf(registry).name ?? registry) : host;
      const who =
        credential === "anonymous"
          ? "without a login"
          : `with ${credential === "node" ? "the runner's login" : credential}`;
      const left = remaining === null ? "" : ` of the ${remaining} that are left`;
      const isAll = remaining !== null && allowed >= remaining;
      const login = credential === "anonymous" ? `log in to ${registry}, ` : "";
      return {
        why:
          allowed === 0
            ? `pull-budget is 0, so that no manifest of ${name} is fetched`
            : `it takes more counted pulls than this check may still spend: pull-budget lets ${allowed} of ${name}'s ${who} be spent${left}`,
        fix: `${isAll ? "" : "raise pull-budget, "}${login}set cache-dir, or run the check again later`,
      };
    }
    case "size":
      return {
        why: "a manifest or config of it declares more bytes than are read here",
        fix: "look at what was pushed: no image needs so many",
      };
    case "layers":
      return {
        why: "it has more layers than are asked for here",
        fix: "squash its layers: no file system is made of so many",
      };
  }
}

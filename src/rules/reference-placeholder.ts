// The image is still to be filled in by a tool that runs later: what it will be is not known, so nothing is proved.
import { excerpt } from "../references/quote.ts";
import type { UseRule } from "./rule.ts";

export const referencePlaceholder: UseRule = {
  id: "reference-placeholder",
  title: "the image holds a placeholder",
  over: "use",
  check({ use, parsed, outcome }) {
    if (parsed.kind !== "placeholder" || outcome.kind !== "not-asked" || outcome.why !== "placeholder") return null;
    const { token } = parsed;
    const where = token === use.image ? "" : ` in "${excerpt(use.image, 120)}"`;
    return {
      severity: "warning",
      message: `"${token}"${where} is a placeholder: what it becomes is not known here, so it was not checked`,
      kubelet: null,
      fix: remedies.find(([mark]) => token.startsWith(mark))?.[1] ?? anyRemedy,
    };
  },
};

const substitution = "check the manifests after substitution: envsubst < FILE | pullgate check -";
const anyRemedy = "check the manifests that are applied, after the tool that fills it in has run";

/** The tool is told by the placeholder's first characters; each has a way to print what it makes. */
const remedies: readonly (readonly [mark: string, remedy: string])[] = [
  ["ko://", "check what ko makes of it: ko resolve -f FILE | pullgate check -"],
  ["auto", "Istio's injector fills it in at admission: set reference-placeholder to notice or off where that is meant"],
  ["${{", anyRemedy],
  ["{{", "check the rendered manifests: helm template CHART | pullgate check -"],
  ["$(", anyRemedy],
  ["$", substitution],
];

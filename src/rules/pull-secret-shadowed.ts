// A pod's own list of pull secrets, beside which its ServiceAccount's does not count: the two are never merged.
import type { Subject } from "../model.ts";
import { listed } from "./names.ts";
import { isSecret } from "../credentials/tried.ts";
import type { NameRule } from "./rule.ts";

export const pullSecretShadowed: NameRule = {
  id: "pull-secret-shadowed",
  title: "a pod's pull secrets hide its ServiceAccount's",
  over: "name",
  check(subject) {
    const { use, credentials } = subject;
    const [first] = use.pullSecrets;
    const { shadowed } = credentials;
    // A controller reads the lists as its own code has it; the admission plugin is for pods.
    if (use.slot === "artifact") return [];
    if (shadowed.length === 0 || first === undefined) return [];
    const names = listed(
      shadowed.map(({ name }) => `"${name}"`),
      3,
    );
    return [
      {
        // The pod's own do: nothing is missing.
        severity: isPulledByOwn(subject) ? "notice" : "warning",
        message: `the pod's imagePullSecrets hide those of its ServiceAccount: ${names} ${shadowed.length > 1 ? "are" : "is"} not used`,
        kubelet: null,
        fix: `add ${names} to the pod's list, or remove the list: the two are never merged`,
        related: shadowed.slice(0, 3).map(({ span }) => ({ span, message: "hidden by the pod's list" })),
        at: { span: first.span, name: first.name },
      },
    ];
  },
};

function isPulledByOwn({ tried }: Subject): boolean {
  return tried.some(({ credential, came }) => isSecret(credential) && came.kind === "in");
}

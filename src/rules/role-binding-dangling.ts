// A binding whose role or whose subject is nowhere: it is taken, and grants nothing.
import type { BindingSubject } from "../model.ts";
import { listed } from "./names.ts";
import type { BindingRule } from "./rule.ts";

export const roleBindingDangling: BindingRule = {
  id: "role-binding-dangling",
  title: "a binding names a role or an account that is nowhere",
  over: "binding",
  check(subject) {
    const { binding, missingRole, missingSubjects } = subject;
    const at = missingRole ?? missingSubjects[0];
    if (at === undefined) return null;
    const namespace = binding.namespace ?? binding.namespaces[0];
    const qualified = namespace === undefined ? binding.name : `${namespace}/${binding.name}`;
    const isIdle = missingRole !== null || missingSubjects.length === binding.subjects.length;
    const names = missingNames(subject);
    return {
      severity: "notice",
      message: `${binding.kind} ${qualified} ${isIdle ? "grants nothing yet" : "does not reach all whom it names"}: ${listed(names, 3)} ${names.length > 1 ? "are" : "is"} not among the manifests`,
      kubelet: null,
      fix: "add what is missing, correct the name, or ask the cluster: kubectl get role,clusterrole,serviceaccount -A",
      at: { span: at.span, name: at.name },
    };
  },
};

function missingNames({ missingRole, missingSubjects }: BindingSubject): readonly string[] {
  return [
    ...(missingRole === null ? [] : [`${missingRole.kind} "${missingRole.name}"`]),
    ...missingSubjects.map(
      ({ name, namespace }) => `ServiceAccount "${namespace === null ? name : `${namespace}/${name}`}"`,
    ),
  ];
}

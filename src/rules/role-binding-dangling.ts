// A binding whose role or whose subject is nowhere in the manifests: it is taken, and grants nothing until both are in the cluster.
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
    return {
      severity: "notice",
      message: `${binding.kind} ${qualified} names what is not among the manifests: ${listed(missingNames(subject), 3)}`,
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

// A binding whose role or whose subject is nowhere: it is taken, and grants nothing.
import type { BindingSubject, Named } from "../model.ts";
import type { BindingRule } from "./rule.ts";

export const roleBindingDangling: BindingRule = {
  id: "role-binding-dangling",
  title: "a binding names a role or an account that is nowhere",
  over: "binding",
  check(subject) {
    const { binding, missingRole, missingSubjects } = subject;
    const [first] = missingSubjects;
    if (missingRole === null && first === undefined) return null;
    const namespace = binding.namespace ?? binding.namespaces[0];
    const qualified = namespace === undefined ? binding.name : `${namespace}/${binding.name}`;
    return {
      severity: "notice",
      message: `${binding.kind} ${qualified} grants nothing yet: ${missing(subject)} not among the manifests`,
      kubelet: null,
      fix: "add what is missing, correct the name, or ask the cluster: kubectl get role,clusterrole,serviceaccount -A",
      at: placeOf(missingRole ?? first ?? { name: binding.name, span: binding.span }),
    };
  },
};

function missing({ missingRole, missingSubjects }: BindingSubject): string {
  const names = [
    ...(missingRole === null ? [] : [`${missingRole.kind} "${missingRole.name}"`]),
    ...missingSubjects
      .slice(0, 3)
      .map(({ name, namespace }) => `ServiceAccount "${namespace === null ? name : `${namespace}/${name}`}"`),
    ...(missingSubjects.length > 3 ? [`${missingSubjects.length - 3} more`] : []),
  ];
  return `${names.join(" and ")} ${names.length > 1 ? "are" : "is"}`;
}

function placeOf({ span, name }: Named): { readonly span: Named["span"]; readonly name: string } {
  return { span, name };
}

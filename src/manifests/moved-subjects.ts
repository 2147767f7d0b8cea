// Subjects of bindings: a ServiceAccount that a kustomization moves takes those with it that name it, in all that is built together.
// Source: kustomize `api/filters/namespace/namespace.go`, and `api/filters/nameref/nameref.go` (setMapping) for those who refer to it.
import type { RoleBinding, ServiceAccount } from "../model.ts";
import { buildersOf, type KustomizationLinks } from "./kustomize-reach.ts";

/** An account as it is written, and where it comes to be. */
export interface MovedAccount {
  readonly before: ServiceAccount;
  readonly after: ServiceAccount;
}

/** The same binding; a subject without a namespace means the account that has none (kustomize: `default`). */
export function withSubjects(
  accounts: readonly MovedAccount[],
  links: readonly KustomizationLinks[],
): (binding: RoleBinding) => RoleBinding {
  const moved = Map.groupBy(
    accounts.filter(({ before, after }) => before !== after),
    ({ before }) => keyOf(before),
  );
  const builders = buildersOf(links);
  const areTogether = (one: string, other: string): boolean =>
    one === other || [...builders(one)].some((builder) => builders(other).has(builder));
  return (binding) => {
    const { path } = binding.span.file;
    const subjects = binding.subjects.map((subject) => {
      if (subject.kind !== "ServiceAccount") return subject;
      const account = moved.get(keyOf(subject))?.find(({ before }) => areTogether(before.span.file.path, path));
      const [namespace] = account?.after.namespaces ?? [];
      return namespace === undefined ? subject : { ...subject, namespace };
    });
    return { ...binding, subjects };
  };
}

function keyOf({ name, namespace }: { readonly name: string; readonly namespace: string | null }): string {
  return `${namespace ?? "default"}/${name}`;
}

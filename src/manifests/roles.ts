// Roles among the manifests, and who is bound to them: what decides a pull where the registry is the cluster's own.
import type { RoleBinding, RoleObject } from "../model.ts";
import { groupOf, roleGroup } from "./groups.ts";
import type { Held } from "./held-objects.ts";
import { placedIn } from "./placed-in.ts";
import { namedAt } from "./named.ts";
import { spanOf } from "./spans.ts";
import { elements, member, text, type Value } from "./values.ts";

/** The Role or ClusterRole that an object is; `null` for any other. The latter is in no namespace, whatever is written. */
export function roleOf(held: Held): RoleObject | null {
  const { apiVersion, kind } = held.object;
  if (groupOf(apiVersion) !== roleGroup) return null;
  switch (kind) {
    case "Role":
      return { ...placedIn(held), kind };
    case "ClusterRole":
      return { ...placedIn(held), ...nowhere, kind };
    default:
      return null;
  }
}

/** The RoleBinding or ClusterRoleBinding that an object is. */
export function bindingOf(held: Held): RoleBinding | null {
  const { apiVersion, kind, value } = held.object;
  if (groupOf(apiVersion) !== roleGroup) return null;
  switch (kind) {
    case "RoleBinding":
      return { ...placedIn(held), kind, ...boundBy(held, value) };
    case "ClusterRoleBinding":
      return { ...placedIn(held), ...nowhere, kind, ...boundBy(held, value) };
    default:
      return null;
  }
}

const nowhere = { namespace: null, namespaces: [] } as const;

function boundBy({ document }: Held, value: Value): Pick<RoleBinding, "role" | "subjects"> {
  const at = (owner: Value | null, key: string): string | null => text(document, member(document, owner, key));
  const namedIn = (owner: Value): { readonly name: string; readonly span: RoleBinding["span"] } =>
    namedAt(document, member(document, owner, "name")) ?? { name: "", span: spanOf(document, owner.node) };
  const role = member(document, value, "roleRef");
  return {
    role: role === null ? null : { ...namedIn(role), kind: at(role, "kind") ?? "" },
    subjects: elements(document, member(document, value, "subjects")).flatMap((subject) =>
      subject === null
        ? []
        : [{ ...namedIn(subject), kind: at(subject, "kind") ?? "", namespace: at(subject, "namespace") }],
    ),
  };
}

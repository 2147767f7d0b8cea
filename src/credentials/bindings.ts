// Bindings whose role or account is nowhere: not among the manifests, and none that every cluster has.
import type { BindingSubject, Extraction, RoleBinding } from "../model.ts";
import { placeholderIn } from "../references/placeholder.ts";
import { isMadeElsewhere, isOfOperatorBundle } from "./known-accounts.ts";
import { indexPlaced } from "./placed.ts";
import type { CredentialSources } from "./sources.ts";

/**
 * Roles that come with Kubernetes or OpenShift, by name or by how it begins. Sources: kubernetes
 * `plugin/pkg/auth/authorizer/rbac/bootstrappolicy`; OpenShift `openshift/origin` bootstrappolicy, cluster-monitoring-operator
 * and cluster-logging-operator (their `manifests`), operator-lifecycle-manager (`aggregate-olm-…`, `global-operators-…`).
 */
const builtInRoles = new RegExp(
  `^(?:${[
    "system:.*",
    "cluster-admin|admin|edit|view",
    "basic-user|cluster-reader|cluster-debugger|cluster-status|self-access-reviewer|self-provisioner|storage-admin|sudoer",
    "extension-apiserver-authentication-reader",
    "registry-.*",
    "openshift-.*",
    "(?:cluster-|user-workload-)?monitoring-.*",
    "alert-routing-edit",
    "cluster-logging-.*",
    "collect-(?:application|audit|infrastructure)-logs",
    "aggregate-.*",
    "(?:global|olm)-operators-(?:admin|edit|view)",
  ].join("|")})$`,
);

/** Namespaces whose accounts the cluster makes by itself. */
const systemNamespaces = /^(?:kube-.*|openshift(?:-.*)?|default)$/;

/** What each binding names and is nowhere. */
export function missingIn(
  { access: { roles }, uses }: Pick<Extraction, "access" | "uses">,
  { accounts, namespace, isAccountMade }: CredentialSources,
): (binding: RoleBinding) => BindingSubject {
  const clusterRoles = new Set(roles.filter(({ kind }) => kind === "ClusterRole").map(({ name }) => name));
  const ownRoles = indexPlaced(
    roles.filter(({ kind }) => kind === "Role"),
    namespace,
  );
  const bundled = new Set(uses.filter(isOfOperatorBundle).flatMap(({ serviceAccount }) => serviceAccount?.name ?? []));
  return (binding) => {
    const { role, subjects, namespaces, span } = binding;
    const { path } = span.file;
    const isThere =
      role === null ||
      builtInRoles.test(role.name) ||
      placeholderIn(role.name) !== null ||
      (role.kind === "ClusterRole"
        ? clusterRoles.has(role.name)
        : ownRoles.find(role.name, { namespaces, path }).length > 0);
    const missingSubjects = subjects.filter(({ kind, name, namespace: written }) => {
      // Users and groups are nobody's objects.
      if (kind !== "ServiceAccount" || isMadeElsewhere(name) || bundled.has(name)) return false;
      const own = (written === null ? namespaces : [written]).filter((one) => placeholderIn(one) === null);
      if (own.some((one) => systemNamespaces.test(one))) return false;
      const caller = { namespaces: own, path };
      if (accounts.find(name, caller).length > 0 || isAccountMade(name, path)) return false;
      // A kustomization moves an account, and not each binding that names it as it is written.
      return !accounts.elsewhere(name, caller).some((one) => one.namespace !== null && own.includes(one.namespace));
    });
    return { binding, missingRole: isThere ? null : role, missingSubjects };
  };
}

// Bindings whose role or account is nowhere: not among the manifests, and none that every cluster has.
import type { AccessObjects, BindingSubject, RoleBinding } from "../model.ts";
import { indexPlaced } from "./placed.ts";
import type { CredentialSources } from "./sources.ts";

/** ClusterRoles that come with Kubernetes or OpenShift, by name or by how it begins (`plugin/pkg/auth/authorizer/rbac/bootstrappolicy`). */
const builtInRoles =
  /^(?:system:.*|cluster-admin|admin|edit|view|basic-user|cluster-reader|cluster-status|self-access-reviewer|self-provisioner|storage-admin|sudoer|registry-.*|extension-apiserver-authentication-reader)$/;

/** Namespaces whose accounts the cluster makes by itself. */
const systemNamespaces = /^(?:kube-.*|openshift(?:-.*)?|default)$/;

/** What each binding names and is nowhere. */
export function missingIn(
  { roles }: AccessObjects,
  { accounts, namespace }: CredentialSources,
): (binding: RoleBinding) => BindingSubject {
  const clusterRoles = new Set(roles.filter(({ kind }) => kind === "ClusterRole").map(({ name }) => name));
  const ownRoles = indexPlaced(
    roles.filter(({ kind }) => kind === "Role"),
    namespace,
  );
  return (binding) => {
    const { role, subjects, namespaces, span } = binding;
    const { path } = span.file;
    const isThere =
      role === null ||
      builtInRoles.test(role.name) ||
      (role.kind === "ClusterRole"
        ? clusterRoles.has(role.name)
        : ownRoles.find(role.name, { namespaces, path }).length > 0);
    const missingSubjects = subjects.filter((subject) => {
      // Users and groups are nobody's objects.
      if (subject.kind !== "ServiceAccount" || subject.name === "default") return false;
      const own = subject.namespace === null ? namespaces : [subject.namespace];
      if (own.some((one) => systemNamespaces.test(one))) return false;
      return accounts.find(subject.name, { namespaces: own, path }).length === 0;
    });
    return { binding, missingRole: isThere ? null : role, missingSubjects };
  };
}

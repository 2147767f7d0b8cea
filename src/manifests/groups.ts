// API groups, as `apiVersion` names them.

/** `apps` of `apps/v1`; empty for `v1`. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash === -1 ? "" : apiVersion.slice(0, slash);
}

/** Is a group one of `groups`, or below one that is written `*.example.com`? `*` is every group. */
export function isGroupOf(group: string, groups: readonly string[]): boolean {
  return groups.some((one) => one === "*" || (one.startsWith("*.") ? group.endsWith(one.slice(1)) : group === one));
}

/** Roles and bindings, in any version. */
export const roleGroup = "rbac.authorization.k8s.io";

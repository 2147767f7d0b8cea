// A namespace as somebody wrote it: a name, or what will be filled in before a cluster sees it.

/** Names of namespaces are labels (RFC 1123, as the API server has it); of `${NAMESPACE}` and its like nobody says what they come to. */
const label = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;

/** Where an object lands by what is written; empty where nobody says. */
export function namespacesOf(written: string | null): readonly string[] {
  return written !== null && label.test(written) ? [written] : [];
}

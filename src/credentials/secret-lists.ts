// Whose list of pull secrets counts for a use: the pod's own, or else its ServiceAccount's.
import type { ImageUse, ListedSecret, Named, NamedSecret, OpenPulls, ServiceAccount } from "../model.ts";
import { placeholderIn } from "../references/placeholder.ts";
import { joinedLists } from "../manifests/joined-lists.ts";
import { type Caller, isNearby, landing } from "./placed.ts";
import type { CredentialSources } from "./sources.ts";

/** Whose list counts, and whose is hidden by it. */
export interface SecretLists {
  readonly by: NamedSecret["by"];
  readonly names: readonly ListedSecret[];
  readonly shadowed: readonly Named[];
  /** The account that is named and isn't there. */
  readonly missingAccount: Named | null;
  /** In the cluster the list may be another. */
  readonly open: OpenPulls | null;
}

/**
 * A pod's own list, else its ServiceAccount's: the admission plugin copies it only where the pod has none, and never merges.
 * Source: kubernetes `plugin/pkg/admission/serviceaccount/admission.go`. A controller that fetches an artifact is in no pod of
 * that namespace: an account counts where the object names it (Flux `spec.serviceAccountName`).
 */
export function secretListsOf(use: ImageUse, sources: CredentialSources): SecretLists {
  const { serviceAccount, pullSecrets, isPatched } = use;
  const isTemplate = serviceAccount !== null && placeholderIn(serviceAccount.name) !== null;
  const accounts = accountsOf(use, sources);
  const isMissing = !accounts.isThere && serviceAccount !== null && serviceAccount.name !== "default" && !isTemplate;
  const missingAccount = isMissing ? serviceAccount : null;
  if (pullSecrets.length === 0) {
    const open = isPatched || isTemplate ? "patch" : accounts.open;
    return { by: "service-account", names: accounts.names, shadowed: [], missingAccount, open };
  }
  const own = new Set(pullSecrets.map(({ name }) => name));
  const shadowed = accounts.names.filter(({ name }) => name !== "" && !own.has(name));
  return { by: "pod", names: pullSecrets, shadowed, missingAccount, open: isPatched ? "patch" : null };
}

interface AccountLists {
  readonly isThere: boolean;
  readonly names: readonly ListedSecret[];
  /** Several may be meant, and have not the same list; or a patch changes it. */
  readonly open: OpenPulls | null;
}

function accountsOf(use: ImageUse, sources: CredentialSources): AccountLists {
  const name = use.serviceAccount?.name ?? (use.slot === "artifact" ? null : "default");
  if (name === null) return { isThere: false, names: [], open: null };
  const found = callersOf(use, sources).map(({ namespaces, path }) => ({
    namespaces,
    ...accountsFor(name, { namespaces, path }, sources),
  }));
  const lists = found.flatMap(({ namespaces, nearest }) =>
    (nearest.length === 0 ? [{ pullSecrets: [] }] : nearest).map(({ pullSecrets }) => ({ namespaces, pullSecrets })),
  );
  const [first = { pullSecrets: [] }] = lists;
  const isSame = lists.every((list) => namesIn(list.pullSecrets) === namesIn(first.pullSecrets));
  const isPatched = found.some(({ all }) => all.some((account) => account.isPatched));
  const isWritten = found.every(({ nearest }) => nearest.length > 0);
  // A chart's template makes it, with a list that only rendering tells; one that is written out is that one.
  const isMade = !isWritten && use.serviceAccount !== null && sources.isAccountMade(name, use.span.file.path);
  return {
    isThere: isMade || isWritten,
    names: isSame ? first.pullSecrets : joinedLists(lists),
    open: isPatched || isMade ? "patch" : isSame ? null : "accounts",
  };
}

function namesIn(list: readonly Named[]): string {
  return JSON.stringify(list.map(({ name }) => name));
}

/** Every namespace has an account `default`: one of which nobody says where it is, is the pod's only where both stand together. */
function accountsFor(
  name: string,
  caller: Caller,
  { accounts, namespace }: CredentialSources,
): { readonly nearest: readonly ServiceAccount[]; readonly all: readonly ServiceAccount[] } {
  const isMeant = (account: ServiceAccount): boolean => name !== "default" || isNearby(account, caller, namespace);
  return { nearest: accounts.find(name, caller).filter(isMeant), all: accounts.all(name, caller).filter(isMeant) };
}

/** Whatever names something on behalf of a use stands in the use's file; once for each namespace that the use lands in. */
export function callersOf(
  { namespaces, span }: Pick<ImageUse, "namespaces" | "span">,
  { namespace }: Pick<CredentialSources, "namespace">,
): readonly [Caller, ...(readonly Caller[])] {
  const { path } = span.file;
  const [first, ...others] = landing({ namespaces }, namespace).map((one): Caller => ({ namespaces: [one], path }));
  return first === undefined ? [{ namespaces: [], path }] : [first, ...others];
}

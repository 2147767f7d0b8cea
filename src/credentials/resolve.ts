// Which credentials would be tried for each use: the runner's login standing for the nodes', and anonymous.
import type { Candidate, Credentials, ImageUse, Reference, ServiceAccount } from "../model.ts";
import { hostFor } from "../registries/host.ts";
import type { DockerLogin } from "./docker-login.ts";

const anonymous: Candidate = { kind: "anonymous" };

/** `anonymous`, `node`: the contract's word for whose credential a request carried. */
export function credentialLabel(candidate: Candidate): string {
  switch (candidate.kind) {
    case "anonymous":
      return "anonymous";
    case "node":
    case "node-token":
      return "node";
  }
}

/**
 * The candidates for one use, in order, and the pull secrets whose content is not known here.
 *
 * The runner's login is not the node's own: where it is refused, anonymous is still asked, since a node without it would pull so.
 */
export function resolveCredentials(
  use: ImageUse,
  reference: Reference | null,
  accounts: ServiceAccountIndex,
  login: DockerLogin,
): Credentials {
  const own = reference === null ? null : login.forHost(hostFor(reference.registry));
  return {
    candidates: own === null ? [anonymous] : [own, anonymous],
    opaqueSecrets: pullSecretsOf(use, accounts).map((name) =>
      use.namespace === null ? name : `${use.namespace}/${name}`,
    ),
  };
}

/** ServiceAccounts by namespace and name. */
export type ServiceAccountIndex = ReadonlyMap<string, ServiceAccount>;

/** By namespace and name, as a pod finds its own. */
export function indexServiceAccounts(accounts: readonly ServiceAccount[]): ServiceAccountIndex {
  return new Map(accounts.map((account) => [accountKey(account.namespace, account.name), account]));
}

/**
 * The names of a pod's pull secrets: its own list, else its ServiceAccount's: the admission plugin copies it only where the pod
 * has none, and never merges. Source: kubernetes `plugin/pkg/admission/serviceaccount/admission.go`. A controller that fetches
 * an artifact is in no pod of that namespace: an account counts where the object names it (Flux `spec.serviceAccountName`).
 */
export function pullSecretsOf(use: ImageUse, accounts: ServiceAccountIndex): readonly string[] {
  if (use.pullSecrets.length > 0) return use.pullSecrets;
  const account = use.serviceAccount ?? (use.slot === "artifact" ? null : "default");
  return account === null ? [] : (accounts.get(accountKey(use.namespace, account))?.pullSecrets ?? []);
}

function accountKey(namespace: string | null, name: string): string {
  return `${namespace ?? ""}/${name}`;
}

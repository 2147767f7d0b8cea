// The pull secrets that a use names, through its pod or its ServiceAccount, and what became of each.
import type { ImageUse, Named, NamedSecret, PullSecret, ServiceAccount } from "../model.ts";
import { nearest } from "../settings/nearest.ts";
import type { Caller } from "./placed.ts";
import type { CredentialSources } from "./sources.ts";

/** Whose list counts, and whose is hidden by it. */
export interface SecretLists {
  readonly by: NamedSecret["by"];
  readonly names: readonly Named[];
  readonly shadowed: readonly Named[];
  /** The account that is named and isn't there. */
  readonly missingAccount: Named | null;
}

/**
 * A pod's own list, else its ServiceAccount's: the admission plugin copies it only where the pod has none, and never merges.
 * Source: kubernetes `plugin/pkg/admission/serviceaccount/admission.go`. A controller that fetches an artifact is in no pod of
 * that namespace: an account counts where the object names it (Flux `spec.serviceAccountName`).
 */
export function secretListsOf(use: ImageUse, sources: CredentialSources): SecretLists {
  const { serviceAccount, pullSecrets } = use;
  const account = accountOf(use, sources);
  const isMissing = account === null && serviceAccount !== null && serviceAccount.name !== "default";
  const missingAccount = isMissing ? serviceAccount : null;
  if (pullSecrets.length === 0) {
    return { by: "service-account", names: account?.pullSecrets ?? [], shadowed: [], missingAccount };
  }
  const own = new Set(pullSecrets.map(({ name }) => name));
  const shadowed = (account?.pullSecrets ?? []).filter(({ name }) => name !== "" && !own.has(name));
  return { by: "pod", names: pullSecrets, shadowed, missingAccount };
}

function accountOf(use: ImageUse, { accounts }: CredentialSources): ServiceAccount | null {
  const name = use.serviceAccount?.name ?? (use.slot === "artifact" ? null : "default");
  if (name === null) return null;
  return accounts.find(name, callerOf(use))[0] ?? null;
}

/** Whatever names something on behalf of a use stands in the use's file. */
function callerOf({ namespaces, span }: Pick<ImageUse, "namespaces" | "span">): Caller {
  return { namespaces, path: span.file.path };
}

/** What became of each name of a use's or an account's list; one without a name is passed by. What is there matches nothing yet. */
export function namedSecretsOf(
  use: Pick<ImageUse, "namespaces" | "span">,
  { by, names }: Pick<SecretLists, "by" | "names">,
  sources: CredentialSources,
): readonly NamedSecret[] {
  const caller = callerOf(use);
  const [namespace = sources.namespace] = use.namespaces;
  return names
    .filter(({ name }) => name !== "")
    .map((named) => ({
      named,
      name: namespace === null ? named.name : `${namespace}/${named.name}`,
      by,
      found: foundFor(named.name, caller, sources),
    }));
}

function foundFor(name: string, caller: Caller, sources: CredentialSources): NamedSecret["found"] {
  const [first, ...others] = sources.secrets.find(name, caller);
  if (first !== undefined) {
    const { secret } = first;
    if (others.some((other) => contentOf(other.secret) !== contentOf(secret))) return { kind: "opaque", by: "several" };
    return { kind: "there", secret, matching: [], isIdle: true };
  }
  const producer = producerOf(name, caller, sources);
  if (producer !== null) return { kind: "opaque", by: producer };
  if (sources.isExternal(name, caller.namespaces)) return { kind: "opaque", by: "external-secrets" };
  const elsewhere = sources.secrets.elsewhere(name, caller);
  if (elsewhere.some(({ secret }) => secret.object.isCopied))
    return { kind: "opaque", by: "a copy from another namespace" };
  const making = sources.producers.filter((producer) => producer.name === name);
  const namespaces = [...elsewhere, ...making].flatMap((one) => one.namespaces);
  return { kind: "missing", nearest: nearestName(name, sources), elsewhere: [...new Set(namespaces)] };
}

/** What makes two Secrets of one name the same one. */
export function contentOf({ reading }: PullSecret): string {
  switch (reading.kind) {
    case "config":
      return JSON.stringify(reading.entries.map(({ key, username, secret }) => [key, username, secret.mark]));
    case "faulty":
      return JSON.stringify(reading.fault);
    case "opaque":
    case "other-type":
      return JSON.stringify(reading);
  }
}

/** Whose kind makes a Secret of that name where the caller looks. */
function producerOf(
  name: string,
  { namespaces, path }: Caller,
  { producers, namespace }: CredentialSources,
): string | null {
  const ours = namespaces.length === 0 && namespace !== null ? [namespace] : namespaces;
  const found = producers.find((producer) => {
    const isThere =
      ours.length === 0 || producer.namespaces.length === 0 || producer.namespaces.some((one) => ours.includes(one));
    return isThere && producer.isNamed(name, path);
  });
  return found?.by ?? null;
}

/** One of that very name is in another namespace. */
function nearestName(name: string, { guesses }: CredentialSources): string | null {
  return nearest(
    name,
    guesses.filter((guess) => guess !== name),
  );
}

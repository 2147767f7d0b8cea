// Credentials as they are resolved for a use, and what they are resolved from, with only what a test is about spelled out.
import { indexPlaced } from "../../src/credentials/placed.ts";
import { type CredentialSources, noLogins } from "../../src/credentials/sources.ts";
import type { Candidate, Credentials, Named, NamedSecret, RoleBinding, ServiceAccount } from "../../src/model.ts";
import { somewhere } from "./uses.ts";

export function named(name: string): Named {
  return { name, span: somewhere };
}

/** Anonymous, with nothing named. */
export function credentialsOf(more: Partial<Credentials> = {}): Credentials {
  return {
    candidates: [{ kind: "anonymous" }],
    secrets: [],
    shadowed: [],
    missingAccount: null,
    open: null,
    nodes: "runner",
    isWithheld: false,
    ...more,
  };
}

/** Anonymous, while the pod names secrets whose content nobody knows here: `shop/regcred`. */
export function opaqueCredentials(...names: readonly string[]): Credentials {
  return credentialsOf({ secrets: names.map(opaqueSecret) });
}

export function opaqueSecret(name: string): NamedSecret {
  const own = name.slice(name.indexOf("/") + 1);
  return { named: named(own), name, by: "pod", isPartial: false, found: { kind: "opaque", by: "SealedSecret" } };
}

export interface SourcesWish {
  /** The node's, for every registry. */
  readonly login?: Candidate;
  readonly accounts?: readonly ServiceAccount[];
}

/** Nothing but what is wished for. */
export function sourcesOf({ login, accounts = [] }: SourcesWish = {}): CredentialSources {
  return {
    secrets: indexPlaced<never>([], null),
    read: [],
    accounts: indexPlaced(accounts, null),
    producers: [],
    guesses: [],
    isAccountMade: () => false,
    isExternal: () => false,
    namespace: null,
    nodes: login === undefined ? noLogins("runner") : { ...noLogins("runner"), for: () => [login] },
  };
}

export function accountOf(name: string, namespace: string | null, ...secrets: readonly string[]): ServiceAccount {
  const namespaces = namespace === null ? [] : [namespace];
  return { name, namespace, namespaces, pullSecrets: secrets.map(named), isPatched: false, span: somewhere };
}

/** `shop/b`, of the Role `reader`, for nobody. */
export function bindingOf(more: Partial<RoleBinding> = {}): RoleBinding {
  return {
    kind: "RoleBinding",
    name: "b",
    namespace: "shop",
    namespaces: ["shop"],
    span: somewhere,
    role: { ...named("reader"), kind: "Role" },
    subjects: [],
    ...more,
  };
}

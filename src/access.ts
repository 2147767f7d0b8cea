// What manifests say of who may pull: Secrets, what makes them, roles and who is bound to them. Types only; `model.ts` hands them on.
import type { Named, ServiceAccount, Span } from "./use.ts";

/** What objects of these kinds share. */
interface Placed {
  readonly name: string;
  readonly namespace: string | null;
  /** Where it lands, as kustomizations of the tree have it, else as written; empty where nobody says. */
  readonly namespaces: readonly string[];
  /** The object's name; all of the object where it has none. */
  readonly span: Span;
}

/** A Secret as it is written. Only what it holds for pulls is kept of it. */
export interface SecretObject extends Placed {
  /** `type`; `null` where it is not written, which makes it `Opaque`. */
  readonly type: Named | null;
  /** The values of `.dockerconfigjson` and `.dockercfg`, of each the one that the API server keeps: `stringData` before `data`. */
  readonly values: readonly SecretValue[];
  /** Encrypted as a whole where it stands: SOPS leaves `sops` beside its values. */
  readonly isEncrypted: boolean;
  /** Something copies it to other namespaces (reflector, replicator, config-syncer), as its annotations say. */
  readonly isCopied: boolean;
  /** Something fills it in in the cluster (replicator, reflector, a Vault injector), as its annotations say. */
  readonly isFilledIn: boolean;
}

export interface SecretValue {
  readonly key: ".dockerconfigjson" | ".dockercfg";
  readonly field: "data" | "stringData";
  /** As written, after YAML's own unquoting; sealed before anything else is done with it. */
  readonly text: string;
  readonly span: Span;
}

/** What makes a Secret in the cluster whose content is not in the repository. */
export interface SecretProducer {
  /** Of the Secret that it makes; `*` stands for what a template fills in. */
  readonly name: string;
  readonly namespace: string | null;
  /** Empty where nobody says, or where it makes one in every namespace. */
  readonly namespaces: readonly string[];
  /** `SealedSecret`, `ExternalSecret`, `secretGenerator`, `Helm template` …: for people. */
  readonly by: string;
  readonly span: Span;
}

/** What makes a ServiceAccount that is not among the manifests: a template of a chart. */
interface AccountProducer extends Named {
  /** `Helm template`: for people. In the name, `*` stands for what it fills in. */
  readonly by: string;
}

/** A Role or ClusterRole; `namespaces` is empty for the latter. */
export interface RoleObject extends Placed {
  readonly kind: "Role" | "ClusterRole";
}

/** A RoleBinding or ClusterRoleBinding. */
export interface RoleBinding extends Placed {
  readonly kind: "RoleBinding" | "ClusterRoleBinding";
  readonly role: (Named & { readonly kind: string }) | null;
  readonly subjects: readonly (Named & { readonly kind: string; readonly namespace: string | null })[];
}

/** What is judged by itself, beside uses of images. */
type AccessObject = SecretObject | RoleBinding;

/** What a comment can be for, beside uses of images. */
export type CommentedObject = AccessObject | ServiceAccount;

/** All of them in the manifests. */
export interface AccessObjects {
  readonly secrets: readonly SecretObject[];
  readonly producers: readonly SecretProducer[];
  readonly accountProducers: readonly AccountProducer[];
  readonly roles: readonly RoleObject[];
  readonly bindings: readonly RoleBinding[];
}

// Who may pull: credentials as they are found, as the kubelet would try them, and what came of each. Types only; `model.ts` hands them on.
import type { SecretObject } from "./access.ts";
import type { Exchange, RefusedChallenge } from "./outcome.ts";
import type { Named, Span } from "./use.ts";

/** A secret: printing it in any way gives `***`. `reveal` is called only where it leaves for the host it is for. */
export interface Secret {
  reveal(): string;
  /** The same for the same value within a run, and in no other run: for comparing what may not be shown. */
  readonly mark: string;
}

/** Whose a credential is, in the contract's words: `node`, or `secret NAMESPACE/NAME`. */
export type Holder = "node" | `secret ${string}`;

/** One credential that would be tried, in order. Anonymous is a value, not an absence. */
export type Candidate =
  | { readonly kind: "anonymous" }
  /** Without a name or without a password it is asked with as if it were none: containerd drops both (`ParseAuth`, `authorizer.go`). */
  | { readonly kind: "login"; readonly holder: Holder; readonly username: string; readonly secret: Secret }
  /** A registry token of its own (`identitytoken`), which only a runner's docker login has: exchanged at the realm as a refresh token. */
  | { readonly kind: "identity-token"; readonly holder: Holder; readonly secret: Secret };

/** One entry of a docker config, as the kubelet keeps it. */
export interface ConfigEntry {
  /** As written, without what stands before an at-sign; cut to 200 characters. */
  readonly written: string;
  /** The host, perhaps with a port and a path, that images are held against; `null`: the kubelet passes the entry by. */
  readonly key: string | null;
  readonly username: string;
  readonly secret: Secret;
  /** `false`: user or password are bytes that no text is, and kubelets differ in whether they can hand them to containerd. */
  readonly isText: boolean;
  /** Fields that docker knows and the kubelet doesn't: `identitytoken`, `registrytoken`. */
  readonly unread: readonly string[];
}

/** What the kubelet, or the API server before it, stops at in a Secret. */
export interface ConfigFault {
  /** The data's key (`.dockerconfigjson`), and the registry's where it is one entry; values are never shown. */
  readonly where: string;
  /** To follow `where`: "is not base64 of USER:PASSWORD". */
  readonly what: string;
  /** What to write instead, to follow "write ". */
  readonly instead: string;
  /** Who stops, and its own words. */
  readonly by: "api-server" | "kubelet";
  readonly words: string;
}

/** A Secret, read as far as pulls are concerned. */
export interface PullSecret {
  readonly object: SecretObject;
  /** `shop/regcred`; the name alone where nobody says in which namespace. */
  readonly name: string;
  /** What decides: the docker config's value, else the object's name. */
  readonly span: Span;
  readonly reading:
    | {
        readonly kind: "config";
        readonly entries: readonly ConfigEntry[];
        /** `credsStore`, `credHelpers` at its top, which the kubelet passes by. */
        readonly unread: readonly string[];
      }
    /** `why` completes "its content is not known here: ". */
    | { readonly kind: "opaque"; readonly why: string }
    | { readonly kind: "faulty"; readonly fault: ConfigFault }
    /** Of a type that the kubelet doesn't look into. `hasConfig`: it holds a docker config all the same. */
    | { readonly kind: "other-type"; readonly type: string; readonly hasConfig: boolean };
}

/** A pull secret that a use's pod, or its ServiceAccount, names. */
export interface NamedSecret {
  readonly named: Named;
  /** `shop/regcred`. */
  readonly name: string;
  readonly by: "pod" | "service-account";
  /** The pod lands in several namespaces, and not all of them have the same of that name; or not all pods or accounts list it. */
  readonly isPartial: boolean;
  readonly found:
    | {
        readonly kind: "there";
        readonly secret: PullSecret;
        /** Its entries, as written, that the image falls under. */
        readonly matching: readonly string[];
        /** It is for no image of all those that this very name is for. */
        readonly isIdle: boolean;
      }
    /** Known to be made in the cluster, its content not known here: `by` is a producer's kind, `external-secrets`, or `several` Secrets of one name. */
    | { readonly kind: "opaque"; readonly by: string }
    /** `nearest`: a name much like it that there is; `elsewhere`: namespaces that have one of that very name. */
    | { readonly kind: "missing"; readonly nearest: string | null; readonly elsewhere: readonly string[] };
}

/**
 * What its pod pulls with may be another in the cluster: a patch that is not applied here decides, or which of several accounts
 * of one name it is; Docker Hub's login was kept from a host that the kubelet would show it to, or more logins match than are tried.
 */
export type OpenPulls = "patch" | "accounts" | "kept-back" | "too-many";

/** What stands for the credentials that nodes have: the runner's docker login, nothing, or a kubelet's `config.json`. */
type NodeCredentials = "runner" | "none" | "file";

/** What the nodes and the workload bring to one pull. */
export interface Credentials {
  /** What the kubelet would try, in its order; never empty. */
  readonly candidates: readonly Candidate[];
  /** In the kubelet's order: the pod's, or else its ServiceAccount's. */
  readonly secrets: readonly NamedSecret[];
  /** The ServiceAccount's list that the pod's own hides; empty where it hides none. */
  readonly shadowed: readonly Named[];
  /** The account that the pod names and that is not among the manifests, as far as they tell; `null` where it is, or is not looked for. */
  readonly missingAccount: Named | null;
  /** Why a refusal proves nothing here though no secret is opaque; `null` where it does. */
  readonly open: OpenPulls | null;
  readonly nodes: NodeCredentials;
  /** The runner has a login for this registry that is not shown, since a fork's pull request asks. */
  readonly isWithheld: boolean;
}

/** What a credential came to. */
export interface Tried {
  /** `anonymous`, `node`, or `secret NAMESPACE/NAME`. */
  readonly credential: string;
  /** The same for the same login, whoever holds it (`candidateMark`). */
  readonly mark: string;
  /** The kubelet would not try it: a look at what would be without the others. */
  readonly isExtra: boolean;
  readonly came:
    /** `unasked`: the registry wanted to see none. */
    | { readonly kind: "in"; readonly unasked: boolean }
    | { readonly kind: "absent"; readonly unasked: boolean }
    | {
        readonly kind: "refused";
        readonly at: "token" | "manifest" | "blob";
        readonly status: number;
        readonly challenge: RefusedChallenge | null;
        readonly words: string;
        readonly unasked: boolean;
        /** A token service took it, and gave a token for it. */
        readonly hadToken: boolean;
      }
    /** Nobody can tell: no way there, a quota spent, out of time, a login kept back. */
    | { readonly kind: "unknown" };
}

/** A pull secret's login shown to a host: on the way to an image, or for its own sake. */
export interface SecretShown {
  /** The registry's name: `docker.io`. */
  readonly registry: string;
  readonly came: Tried["came"];
  /** What was asked for is open to everybody whose login is good: an image to anonymous, or nothing but a token was wanted. */
  readonly isOpen: boolean;
  /** Requests that were made for its own sake; empty where an image's were enough. */
  readonly evidence: readonly Exchange[];
}

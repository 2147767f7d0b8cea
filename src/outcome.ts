// What a probe learned on its way: the nouns between the network and the rules. Types only; `model.ts` hands them on.
import type { Depth, Digest, Platform } from "./model.ts";

/** One request and its answer; `url` is redacted, `status` is `null` where no answer came. */
export interface Exchange {
  readonly method: "HEAD" | "GET" | "POST";
  readonly url: string;
  readonly status: number | null;
  readonly ms: number;
  /** `anonymous`, `node`, or `secret NAMESPACE/NAME`. */
  readonly credential: string;
  /** The registry's own words, or what the network said; one line, at most 300 characters. */
  readonly message: string;
  readonly requestId: string | null;
  /** The answer's `Date` header. */
  readonly date: string | null;
}

/** The station of a pull's route at which it ended. */
export type Hop = "dns" | "connect" | "proxy" | "tls" | "ping" | "token" | "blob";

/** Why no usable answer came. */
export type NetworkCause =
  | "name-not-found" // NXDOMAIN
  | "name-temporary" // the resolver failed
  | "resolver-silent" // no answer from it within the time limit
  | "refused"
  | "timeout"
  | "unroutable"
  | "no-sockets" // this machine has no more of them
  | "reset" // closed, reset, stalled or cut off mid-answer
  | "tls-untrusted"
  | "tls-expired"
  | "tls-not-yet-valid"
  | "tls-wrong-name"
  | "tls-no-names" // a common name alone: nodes look at alternative names
  | "tls-not-accepted" // a certificate that is not for this: its purpose, its key, its signature
  | "tls-failed" // any other handshake failure
  | "plain-http" // an HTTP server where TLS is spoken
  | "tls-instead" // the reverse: TLS where plain HTTP is spoken
  | "proxy-unreachable"
  | "proxy-unusable" // what the environment says of it is no address of a proxy that is spoken here
  | "proxy-wants-password"
  | "proxy-refused"
  | "not-a-registry" // HTML, a captive portal, a web site
  | "server-error" // 5xx after every retry
  | "address-refused" // 403 that names the client's address
  | "no-hosts" // hosts.toml lets nobody be asked for it
  | "address-forbidden" // a metadata service's, or a private one of a fork's own: not asked from here
  | "redirect-loop"
  | "no-token" // a token service grants, and what it gives holds none
  | "no-address" // a redirect or a token realm that is no HTTP address
  | "login-withheld" // a token service in plain HTTP: no login is sent there from here
  | "login-elsewhere"; // a redirect to a host that wants one: a login is sent to its registry alone

/** What is wrong with content that a registry does have. */
export type ContentFault =
  /**
   * `unmatched`: in an index that says nothing of it, so that a node looks for its platform, and it has none.
   * `of`: its own digest, where an index led to it. `part`: whose media type gives it away; what is no manifest at all is never fetched by a node. `what` it is called by
   * people; `null` where nobody knows.
   */
  | {
      readonly kind: "not-an-image";
      readonly part: "manifest" | "config" | "layers";
      readonly what: string | null;
      readonly mediaType: string;
      readonly of: Digest | null;
      readonly unmatched: boolean;
      /** There is a layer that could be unpacked, whatever the config says. */
      readonly hasFileSystem: boolean;
    }
  | { readonly kind: "schema1"; readonly mediaType: string }
  | { readonly kind: "blob-missing"; readonly what: "child manifest" | "config" | "layer"; readonly digest: Digest }
  | {
      readonly kind: "digest-mismatch";
      readonly what: "manifest" | "config" | "layer";
      readonly expected: string;
      readonly actual: string;
    }
  /** Named by another algorithm than SHA-256, the only one that containerd's content store checks by. */
  | { readonly kind: "digest-algorithm"; readonly what: "manifest" | "config" | "layer"; readonly digest: Digest }
  | {
      readonly kind: "size-mismatch";
      readonly what: "manifest" | "config" | "layer";
      readonly expected: number;
      /** `null`: more than that, and nobody read to the end. */
      readonly actual: number | null;
    }
  | { readonly kind: "layers-mismatch"; readonly layers: number; readonly diffIds: number }
  /** Compressed on its way in a manner that containerd can't undo. */
  | { readonly kind: "content-coding"; readonly what: "manifest" | "config" | "layer"; readonly coding: string }
  /** containerd rejects manifests over 4 × 1048 × 1048 bytes as "not found"; `bytes` is `null` where nobody read to the end. */
  | { readonly kind: "manifest-too-large"; readonly bytes: number | null }
  | {
      readonly kind: "malformed";
      readonly what: "manifest" | "config";
      readonly detail: string;
      readonly node: NodeComplaint;
    };

/** What a node stops at in a document that it can't use; each in other words. */
export type NodeComplaint =
  /** A field is of a type that Go's struct doesn't have. */
  | { readonly kind: "mistyped" }
  /** A descriptor declares no bytes; its digest as it is written, empty where there is none. */
  | { readonly kind: "sizeless"; readonly digest: string }
  /** A descriptor has no digest that could be asked for. */
  | { readonly kind: "nameless"; readonly mediaType: string }
  /** Anything else. */
  | { readonly kind: "other" };

/** Sizes as the manifest declares them. */
export interface ImageContent {
  readonly compressedBytes: number;
  readonly layers: number;
}

/** Why a use was not asked about at all. */
export type NotAsked =
  | "invalid"
  | "placeholder"
  | "never-pulled"
  | "private-registry"
  | "deadline"
  | "budget" // its name is told only to a GET that counts, and no more of them may be spent
  | "tag-elsewhere" // the tag stays with the base of a kustomization, or with a chart
  | "filled-in-later" // a trigger replaces the text before a pod is made of it
  | "version-range" // somebody picks a version later
  | "secret-unreadable" // the kubelet can't read one of the pod's secrets, and pulls nothing for it
  | "parameter" // a parameter fills it in, and its default is judged where it stands
  | "ignored"; // a person said not to check it

/** What a limit counts: requests in a moment · pulls in hours, by address or account · bytes in a month. */
export type LimitKind = "requests" | "pulls" | "data";

/** `error`: why what was sent was no good, empty where that isn't said. Without a realm nobody knows where tokens are had. */
export interface RefusedChallenge {
  readonly scheme: "bearer" | "basic";
  readonly error: string;
  readonly isRealmless: boolean;
}

/** What a name came to, where nothing more is known of it. */
export interface Granted {
  /** `null`: nobody told it. */
  readonly digest: Digest | null;
  /** Manifests that a node fetches of it. */
  readonly manifests: number;
}

/** Why less was proved than was asked for. */
export type Reduced =
  /** The gate may spend so many counted pulls, of those that are left to `credential`, and has; `null`: nobody says how many are left. */
  | {
      readonly why: "budget";
      readonly host: string;
      readonly credential: string;
      readonly allowed: number;
      readonly remaining: number | null;
    }
  /** A manifest or config is larger than anybody reads here. */
  | { readonly why: "size" }
  /** As many layers are asked for by nobody. */
  | { readonly why: "layers" };

/** What one probe learned. Facts only: how bad it is, is for rules to say. */
export type Outcome =
  | {
      readonly kind: "found";
      readonly depth: Depth;
      /** `null`: of an artifact whose registry doesn't tell it. */
      readonly digest: Digest | null;
      /** What the image is for; `null` where the depth doesn't tell. */
      readonly platforms: readonly Platform[] | null;
      readonly content: ImageContent | null;
      /** Manifests that a node fetches of it: those are the requests that a quota of pulls counts. */
      readonly manifests: number;
      /** Why it was looked at less deeply than was asked for; absent where it was not. */
      readonly reduced?: Reduced;
      readonly evidence: readonly Exchange[];
    }
  | {
      readonly kind: "absent";
      readonly what: "repository" | "tag" | "digest";
      /** The 404 was told to a request without credentials: some registries hide private repositories behind it. */
      readonly anonymous: boolean;
      /** Tags of the repository by edit distance, nearest first; empty where none is near or none were listed. */
      readonly nearestTags: readonly string[];
      readonly evidence: readonly Exchange[];
    }
  | {
      readonly kind: "refused";
      /** Which candidates were refused, in order: `anonymous`, `node`, `secret NAMESPACE/NAME`. */
      readonly credentials: readonly string[];
      /** Where the refusal came from. */
      readonly at: "token" | "manifest" | "blob";
      readonly status: number;
      /** The registry answers the same for "private" and for "missing". */
      readonly mayBeAbsent: boolean;
      /** How it wanted to be asked, as a node reads it; `null` where it wanted nothing, or nothing that a node has. */
      readonly challenge: RefusedChallenge | null;
      readonly words: string;
      /** Of several platforms that the nodes run, the one on which it was met. */
      readonly on?: Platform;
      readonly evidence: readonly Exchange[];
    }
  | {
      readonly kind: "throttled";
      readonly limit: LimitKind;
      readonly retryAfterMs: number | null;
      readonly words: string;
      /** Its name was granted before; absent where not even that was. */
      readonly granted?: Granted;
      readonly on?: Platform;
      readonly evidence: readonly Exchange[];
    }
  | {
      readonly kind: "unreachable";
      readonly hop: Hop;
      readonly host: string;
      readonly cause: NetworkCause;
      readonly viaProxy: boolean;
      /** What was said: the status line, the certificate's issuer, the resolver's words. */
      readonly detail: string;
      readonly on?: Platform;
      readonly evidence: readonly Exchange[];
    }
  | {
      readonly kind: "mismatched";
      readonly wanted: Platform;
      readonly available: readonly Platform[];
      /**
       * Nothing in the index for the node (the pull fails) · the same, by the config of an entry that doesn't say ·
       * such an entry beside others that do: containerd fetches it, and then looks for another one ·
       * only what a node of another version would take as the next best ·
       * a single image of another platform (it pulls and can't run).
       */
      readonly how: "index" | "config" | "beside" | "next-best" | "image";
      readonly digest: Digest;
      readonly content: ImageContent | null;
      readonly evidence: readonly Exchange[];
    }
  | {
      readonly kind: "faulty";
      readonly fault: ContentFault;
      /** What the name resolved to, where it did. */
      readonly digest: Digest | null;
      readonly on?: Platform;
      readonly evidence: readonly Exchange[];
    }
  | { readonly kind: "not-asked"; readonly why: NotAsked; readonly evidence: readonly Exchange[] };

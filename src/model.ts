// The nouns of Pullgate: what one stage hands to the next. Types only; every value is plain and readonly.
import type { RoleBinding } from "./access.ts";
import type { Candidate, Credentials, NamedSecret, PullSecret, SecretShown, Tried } from "./credentials.ts";
import type { Ignore } from "./ignore.ts";
import type { Exchange, Hop, Outcome } from "./outcome.ts";
import type { Platform } from "./platform.ts";
import type { Cost, PlannedCost, RateLimitSeen } from "./quota.ts";
import type { ImageUse, Related, ServiceAccount, Span } from "./use.ts";

export type * from "./access.ts";
export type * from "./credentials.ts";
export type * from "./ignore.ts";
export type * from "./use.ts";
export type * from "./outcome.ts";
export type * from "./platform.ts";
export type * from "./quota.ts";

/** How far a pull is walked: the name resolves · manifest and config fit the node · every layer is there and its host answers. */
export type Depth = "reference" | "manifest" | "blobs";

/** A line of containerd's releases, whose rules decide where versions differ (`registries/containerd.ts`). */
export type ContainerdSeries = "1.6" | "1.7" | "2.0" | "2.1";

/** `sha256:…`, `sha384:…` or `sha512:…` with lower-case hex of the right length. */
export type Digest = `${string}:${string}`;

/** An image reference as the kubelet and containerd understand it: every default filled in. */
export interface Reference {
  /** `docker.io`, `ghcr.io`, `localhost:5000`: the name's domain, not the host that answers for it. */
  readonly registry: string;
  /** With `library/` where the default adds it. */
  readonly repository: string;
  /** `null` only beside a digest. */
  readonly tag: string | null;
  readonly digest: Digest | null;
}

/** What a string turned out to be. */
export type ParsedReference =
  | { readonly kind: "reference"; readonly reference: Reference }
  /** Not rendered yet: `{{ … }}`, `${X}`, `ko://…`; `token` is the part that says so. */
  | { readonly kind: "placeholder"; readonly token: string }
  /**
   * `reason` is what the node would print, `by` whoever can't parse it first; `hint` what to change, with `replacement` where
   * there is only one way. What the API server stops is the kubelet's too.
   */
  | {
      readonly kind: "invalid";
      readonly by: "kubelet" | "containerd";
      readonly reason: string;
      readonly hint: string;
      readonly replacement: string | null;
    };

/** Where a pull may lead. `public`: only a fork's pull request names its registry, so nothing within this machine's own network is asked. */
export type Reach = "anywhere" | "public";

/** One question to a registry, after everything that is the same was merged. */
export interface Probe {
  readonly key: string;
  readonly reference: Reference;
  readonly platforms: readonly Platform[];
  readonly slot: ImageUse["slot"];
  readonly depth: Depth;
  /** Whose rules the nodes pull by. */
  readonly containerd: ContainerdSeries;
  /** What the kubelet would try, in its order; never empty. */
  readonly candidates: readonly Candidate[];
  /** Where its pull may lead. */
  readonly reach: Reach;
  /** Where addresses may lead that its manifest names: whoever pushed it has chosen them. */
  readonly reachElsewhere: Reach;
}

/** The contract's verdict of one use. */
export type Verdict =
  | "pullable"
  | "invalid"
  | "missing"
  | "denied"
  | "wrong-platform"
  | "broken"
  | "unreachable"
  | "throttled"
  | "unverified"
  | "skipped";

export type Severity = "error" | "warning" | "notice";

/** Everything that is known of one use when it is judged. */
export interface Subject {
  readonly use: ImageUse;
  readonly parsed: ParsedReference;
  readonly credentials: Credentials;
  /** What the nodes run, after defaults; nothing for an artifact, which no node runs. */
  readonly platforms: readonly Platform[];
  /** Whose rules and words are the nodes'. */
  readonly containerd: ContainerdSeries;
  readonly outcome: Outcome;
  /** What each credential came to, in the order in which they were tried. */
  readonly tried: readonly Tried[];
}

/** A pull secret with everything that is known of it when it is judged. */
export interface SecretSubject {
  readonly secret: PullSecret;
  /** Judged uses that bring it. */
  readonly uses: readonly Subject[];
  /** What came of it at each host, as often as it was shown there. */
  readonly shown: readonly SecretShown[];
  /** Wall clock, milliseconds since the epoch. */
  readonly now: number;
}

/** A binding with what it names and the manifests don't have. */
export interface BindingSubject {
  readonly binding: RoleBinding;
  readonly missingRole: RoleBinding["role"];
  readonly missingSubjects: RoleBinding["subjects"];
}

/** A ServiceAccount, with those pull secrets of its list that no judged use brings. */
export interface AccountSubject {
  readonly account: ServiceAccount;
  readonly secrets: readonly NamedSecret[];
}

/** What is judged beside uses of images. */
export interface AccessSubjects {
  readonly secrets: readonly SecretSubject[];
  readonly bindings: readonly BindingSubject[];
  readonly accounts: readonly AccountSubject[];
}

/** A subject with its verdict. */
export interface JudgedUse extends Subject {
  readonly verdict: Verdict;
  /** Ids of the rules that found something, in the rules' order; those that somebody said to ignore are left out. */
  readonly rules: readonly string[];
  /** What silenced a rule here, or kept the use from being asked about. */
  readonly ignored: readonly Ignore[];
}

/** What is wrong at one place, ready to be drawn. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly span: Span;
  /** As written; empty where the finding is not about an image. */
  readonly image: string;
  readonly reference: Reference | null;
  /** Of the use that it is about; `null` where it is about none. */
  readonly slot: ImageUse["slot"] | null;
  /** What is wrong, in one sentence: lower-case start, quoting the token. */
  readonly message: string;
  /** What `kubectl describe pod` would show. */
  readonly kubelet: string | null;
  /** What to do. */
  readonly fix: string;
  readonly suggestion: { readonly replacement: string } | null;
  readonly related: readonly Related[];
  readonly evidence: readonly Exchange[];
  /** The same while the lines above it change. */
  readonly fingerprint: string;
  /** The workloads it stands for, for renderers: `Deployment shop/web`. */
  readonly workloads: readonly string[];
}

/** A hop of a registry's route as it was seen. */
export interface RouteHop {
  readonly stage: Hop;
  readonly host: string;
  readonly ok: boolean;
  readonly ms: number;
  readonly detail: string;
}

/** A registry in use and what was seen on the way to it. */
export interface RegistrySeen {
  readonly host: string;
  /** A request was meant for it: not so where all that names it is private, or was out of time. */
  readonly asked: boolean;
  readonly route: readonly RouteHop[];
}

/** What a host is to a pull: the registry itself, what stands in for it, where it sends on to, where its tokens and its content come from. */
export type HostRole = "registry" | "mirror" | "redirect" | "token" | "blob" | "proxy";

/** A host that a node has to reach for these images, and whether this place reaches it. */
export interface EgressHost {
  /** Without its port. */
  readonly host: string;
  readonly port: number;
  readonly why: readonly HostRole[];
  /** Names of registries, as references have them. */
  readonly registries: readonly string[];
  /** References as reports print them, sorted; each once. */
  readonly images: readonly string[];
  /** `null`: not asked, and `detail` says why. */
  readonly reached: boolean | null;
  /** What was in the way; empty where nothing was. */
  readonly detail: string;
}

/** What time it is by a host's answers, against this machine's clock; milliseconds, negative where the host is behind. */
export interface HostTime {
  readonly host: string;
  readonly aheadMs: number;
}

/** What a run looked at. */
export type Scope =
  /** `because`: why not only what changed, where that was asked for and can't be told. */
  | { readonly kind: "everything"; readonly because: string | null }
  /** `since`: the commit, as people call it; `unchanged` uses are as they were there, and were not judged. */
  | { readonly kind: "changes"; readonly since: string; readonly unchanged: number };

/** An image that was missing at first, and was waited for. */
export interface Waited {
  /** As reports print it. */
  readonly reference: string;
  /** How long, in milliseconds: until it was seen, or until nobody waited any more. */
  readonly ms: number;
  readonly published: boolean;
}

/** Everything a run learned; each face draws from this alone. */
export interface Report {
  readonly version: string;
  readonly scope: Scope;
  readonly outcome: "pass" | "fail";
  readonly uses: readonly JudgedUse[];
  readonly findings: readonly Finding[];
  readonly registries: readonly RegistrySeen[];
  /** Sorted by host and port. */
  readonly egress: readonly EgressHost[];
  readonly files: number;
  readonly documents: number;
  readonly cost: Cost;
  readonly planned: readonly PlannedCost[];
  /** Sorted by host, then as identities first come up. */
  readonly limits: readonly RateLimitSeen[];
  /** Sorted by reference. */
  readonly waited: readonly Waited[];
  /** What kept logins that stand for the nodes' from being used, a sentence each: a helper that failed, a file that is no JSON. */
  readonly troubles: readonly string[];
  readonly durationMs: number;
}

/** What `pullgate list` shows: the uses that a check would judge, before any request. */
export interface Listing {
  readonly version: string;
  readonly scope: Scope;
  readonly uses: readonly ListedUse[];
  readonly files: number;
  readonly documents: number;
  /** Milliseconds, for all of it. */
  readonly durationMs: number;
}

/** A use with what is known of it without asking anyone. */
export interface ListedUse {
  readonly use: ImageUse;
  readonly parsed: ParsedReference;
  /** What the nodes run, after defaults; nothing for an artifact, which no node runs. */
  readonly platforms: readonly Platform[];
}

// What manifests hold: files, stretches of them, uses of images, and what could not be read. Types only; `model.ts` hands them on.
import type { AccessObjects } from "./access.ts";
import type { GateComment } from "./ignore.ts";
import type { NodeConstraint } from "./platform.ts";

/** A manifest as it was read: decoded text without byte order mark. `path` is relative to the working folder, with `/`. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/**
 * A stretch of a file, as offsets in UTF-16 code units into `file.text`; `end` is just past the last one.
 * Lines and columns are derived from it (`manifests/position.ts`) and never stored beside it.
 */
export interface Span {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
}

/** A place that helps to understand a use or a finding: the alias's use, the other half of a split name. */
export interface Related {
  readonly span: Span;
  readonly message: string;
}

/** A name and where it stands. */
export interface Named {
  readonly name: string;
  readonly span: Span;
}

/** A pull secret in a list, or in several that were put together. */
export interface ListedSecret extends Named {
  /** Where not all of those lists have it: the namespaces of those that do, none where nobody says. */
  readonly only?: readonly string[];
}

/** How a use was found; the contract's `source`. */
export type UseSource = "core" | "custom" | "shape" | "kustomize" | "helm-values" | "string";

/**
 * What is done with the image: a container runs it, an image volume (KEP-4639) only mounts it; an artifact (a package, a
 * bundle, a chart) is fetched by a controller and never run, so that it has to exist and nothing else.
 */
type Slot = "container" | "volume" | "artifact";

/** What will be pulled, as far as the manifests tell. */
type Target =
  /** The text itself in most cases; without `oci://`, or with the tag that a kustomization's base has, where it isn't whole. */
  | { readonly kind: "named"; readonly name: string }
  /**
   * Somebody else has the last word: the base of a kustomization, or a chart, whose tag stays as it is; an image change trigger,
   * which replaces the text before a pod is made of it (OpenShift); whoever picks a version out of a range; a parameter, whose
   * default is a use of its own.
   */
  | { readonly kind: "open"; readonly to: "base" | "chart" | "image-trigger" | "version-range" | "parameter" };

export type PullPolicy = "Always" | "IfNotPresent" | "Never";

/** One place where a pull would start. */
export interface ImageUse {
  /** The image as written (after YAML's own unquoting). */
  readonly image: string;
  /** The scalar whose edit changes the image: its own text, without quotes; the anchor's for an alias. */
  readonly span: Span;
  /** What of `image` stands before and behind the scalar's own text; `null` where that text is no stretch of it. */
  readonly frame: { readonly before: string; readonly after: string } | null;
  readonly target: Target;
  readonly source: UseSource;
  readonly apiVersion: string;
  readonly kind: string;
  /** `metadata.name`, else `metadata.generateName`, else empty. */
  readonly name: string;
  readonly namespace: string | null;
  /** Where it lands, as kustomizations of the tree have it, else as written; empty where nobody says. */
  readonly namespaces: readonly string[];
  readonly container: string | null;
  readonly slot: Slot;
  /** From the object's root: `spec.template.spec.containers[0].image`. */
  readonly path: string;
  readonly via: string | null;
  /** As written; `null` where the manifest leaves it to the API server's default. */
  readonly pullPolicy: PullPolicy | null;
  /** The pod's own `imagePullSecrets`; an entry without a name is empty, and hides the ServiceAccount's all the same. */
  readonly pullSecrets: readonly ListedSecret[];
  readonly serviceAccount: Named | null;
  /** What its pod pulls with may be another: a kustomization's patch, which is not applied here, a chart or a run has a word in it. */
  readonly isPatched: boolean;
  /** What the manifest itself says of its nodes. */
  readonly nodes: NodeConstraint;
  /** How many pods of it run at once, or one on each node. */
  readonly pods: number | "each-node";
  readonly related: readonly Related[];
  /** The `images:` entry of a kustomization in the tree that replaces this name, so that it may never be pulled as written. */
  readonly overriddenBy: Span | null;
}

/** A ServiceAccount among the manifests, as far as pulls are concerned. */
export interface ServiceAccount {
  readonly name: string;
  readonly namespace: string | null;
  readonly namespaces: readonly string[];
  readonly pullSecrets: readonly Named[];
  /** It stands in a kustomization's patch, or a patch changes its list: what the cluster has is put together from several. */
  readonly isPatched: boolean;
  readonly span: Span;
}

/** Why a file or one of its documents was not read. */
export type ProblemKind =
  | "syntax" // the parser's own complaint
  | "template" // the same, in a file that holds `{{`: a template, not a mistake
  | "encoding" // binary: it holds NUL bytes
  | "too-large" // over the limit for one file
  | "too-deep" // nested over the limit
  | "too-many-aliases" // alias expansion over the limit
  | "unreadable" // permission denied, a broken link, a directory loop, not a regular file
  | "chart-template" // under templates/ of a chart: not a manifest until it is rendered
  | "vendored"; // packages of others in a folder `vendor`

/** A document or file that could not be read; `span` points at the parser's place, or at the file's first character. */
export interface Problem {
  readonly kind: ProblemKind;
  readonly span: Span;
  /** One sentence, lower-case, in the reader's words. */
  readonly message: string;
}

/** Everything plain reading finds in the manifests. */
export interface Extraction {
  readonly uses: readonly ImageUse[];
  readonly comments: readonly GateComment[];
  readonly serviceAccounts: readonly ServiceAccount[];
  readonly access: AccessObjects;
  readonly problems: readonly Problem[];
  /** Files looked at, and Kubernetes documents in them. */
  readonly files: number;
  readonly documents: number;
}

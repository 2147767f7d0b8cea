// The record of functions through which Pullgate touches the world. Types only: makers live beside it, fakes in tests.
import type { FileReading } from "../manifests/file-reading.ts";
import type { PullHosts, TlsProfile } from "../mirrors/hosts.ts";
import type { Digest, Hop, NetworkCause, Reach, RouteHop } from "../model.ts";
import type { Settings } from "../settings/settings.ts";

/** One request. `signal` ends it; `maxBytes` bounds the body that is kept. */
export interface HttpRequest {
  readonly method: "HEAD" | "GET" | "POST";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  /** Where it may lead, redirects aside: those are the caller's to follow. Absent: anywhere. */
  readonly reach?: Reach;
  /** How its host is trusted, where settings say so. */
  readonly tls?: TlsProfile | null;
}

/** What came back, its body without a content coding. No redirect is followed, nothing is thrown. */
export type HttpAnswer =
  | {
      readonly kind: "answer";
      readonly status: number;
      /** Lower-case names; repeated headers as they came. */
      readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
      readonly body: Buffer;
      /** The body was longer than `maxBytes`; what is kept is its beginning. */
      readonly truncated: boolean;
      readonly viaProxy: boolean;
      readonly ms: number;
      /** The way of the first connection of its kind to this host; absent where nobody looks. */
      readonly hops?: readonly RouteHop[];
    }
  | {
      readonly kind: "failure";
      readonly hop: Hop;
      readonly cause: NetworkCause;
      readonly detail: string;
      readonly viaProxy: boolean;
      readonly ms: number;
      /** The way up to where it ended; absent where nobody looks, or the connection stood. */
      readonly hops?: readonly RouteHop[];
    }
  /** The caller's `signal` ended it. */
  | { readonly kind: "aborted"; readonly ms: number };

/** One entry of a folder. */
export interface FolderEntry {
  readonly name: string;
  readonly kind: "file" | "folder" | "link" | "other";
}

/** A text on its way out, or its pieces in order: a large report never stands in memory as a whole. */
export type Text = string | Iterable<string>;

/** Reading the disk. Failures are values: `code` is Node's (`ENOENT`, `EACCES`, `ELOOP` …). */
export interface Files {
  /** The folder that relative paths start from, absolute; absent where there is none. */
  readonly workingFolder?: string;
  list(path: string): Promise<{ readonly entries: readonly FolderEntry[] } | { readonly code: string }>;
  /** What `path` is, following links; size in bytes. */
  look(
    path: string,
  ): Promise<{ readonly kind: "file" | "folder" | "other"; readonly size: number } | { readonly code: string }>;
  /** `EFBIG` for a file over `maxBytes`, `EFTYPE` for what is no regular file (a pipe, a socket, a device). */
  read(path: string, maxBytes?: number): Promise<{ readonly bytes: Buffer } | { readonly code: string }>;
  /** Everything on standard input, up to `maxBytes`. */
  stdin(maxBytes: number): Promise<{ readonly bytes: Buffer } | { readonly code: string }>;
  /** Everything that another open descriptor of this process gives, up to `maxBytes`; absent where there are none. */
  stream?(descriptor: number, maxBytes: number): Promise<{ readonly bytes: Buffer } | { readonly code: string }>;
  /** `path` with every link in it followed: absolute, with `/`; `null` where it leads to nothing. Absent where there are no links. */
  real?(path: string): Promise<string | null>;
  /** Starts threads that read the same files as `read` does; absent where these are nowhere but in this one. */
  readers?(job: ReadingJob): Promise<Readers>;
}

/** Files to read, those from the index `first` on, and what settings say of it: plain values, as a thread can be told. */
export interface ReadingJob {
  readonly paths: readonly string[];
  readonly first: number;
  readonly imagePaths: Settings["imagePaths"];
}

/** Threads that read, each the next path that nobody has taken. */
export interface Readers {
  /** The index of the next path, which is then the caller's; `null` where all are taken. */
  take(): number | null;
  /** What threads have read, by index, once all is taken. A path that is neither here nor the caller's was lost by a thread. */
  brought(): Promise<ReadonlyMap<number, FileReading>>;
}

/** The files of a commit, seen from the same working folder; nothing of it is on the disk. */
export interface CommitFiles extends Files {
  /** Is the path inside the repository, whether something is there or not? */
  holds(path: string): boolean;
  /** git's name for the bytes of the file at `path`; `null` where there is none. */
  idOf(path: string): Promise<string | null>;
  /** What of it could not be read, so far, and what follows from it: a sentence each. */
  notes(): readonly string[];
  /** Why what was read is not to be relied on; `null` as long as all is well. */
  lost(): string | null;
  close(): void;
}

/** Time and dice. Nothing else in Pullgate asks for either, so that a test decides both. */
export interface Clock {
  /** Milliseconds, monotonic. */
  now(): number;
  /** Wall clock, milliseconds since the epoch. */
  wall(): number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** From 0 up to, not including, 1: jitter. */
  random(): number;
}

/** A docker `config.json`, or podman's `auth.json`, as it stands on the disk. */
export interface DockerConfigFile {
  readonly path: string;
  readonly text: string;
}

/** What a credential helper said of one registry. Words in `why` hold nothing that it printed. */
export type HelperAnswer =
  /** `serverUrl`: for whom it says the login is, empty where it doesn't. To be sealed by who asked: a late piece can't (`scripts/bundling.ts`). */
  | { readonly kind: "login"; readonly serverUrl: string; readonly username: string; readonly secret: string }
  | { readonly kind: "none" }
  /** `why`: a sentence about "it". `isHopeless`: it would be the same for every other registry, and may take as long. */
  | { readonly kind: "broken"; readonly why: string; readonly isHopeless: boolean };

/** What a piece of kept content is: a manifest or an index as it is, or what is kept of an image's config. */
export type ContentKind = "manifest" | "config";

/**
 * Content by digest, kept between runs. Nothing is thrown: what can't be read is not there, and what can't be written is told
 * once. It proves nothing of any registry, and what a tag stands for is never in it.
 */
export interface ContentStore {
  /** A manifest's bytes are those of its digest; of what stands for a config, the caller judges. `null`: not there. */
  get(digest: Digest, kind: ContentKind): Promise<Buffer | null>;
  /** To be kept, sooner or later; only what was held against its digest and found right is handed in. */
  put(digest: Digest, kind: ContentKind, body: Buffer): void;
  /** Waits for what is still to be written, and makes room; nothing is kept after it. May be called again. */
  close(): Promise<void>;
  /** What went wrong so far, and what follows from it: a sentence each. */
  troubles(): readonly string[];
}

/** The world, as the gate sees it. */
export interface Edges {
  /** Pullgate's own version, for reports and the `User-Agent`. */
  readonly version: string;
  readonly http: (request: HttpRequest) => Promise<HttpAnswer>;
  readonly files: Files;
  readonly clock: Clock;
  /** The files that the runner's docker logins stand in, first one first; empty where there is none. */
  readonly dockerConfigs: () => Promise<readonly DockerConfigFile[]>;
  /** Asks `docker-credential-NAME` for the login of one registry, for so long; absent where no program can be started. */
  readonly credentialHelper?: (name: string, serverUrl: string, timeoutMs: number) => Promise<HelperAnswer>;
  /** Has a value hidden in whatever else is printed, by whoever keeps the log; absent where nobody does. */
  readonly mask?: (value: string) => void;
  /** What this machine's settings hold and no report may: the passwords of proxies, what hosts.toml tells mirrors. */
  readonly secrets?: readonly string[];
  /** The hosts that stand for registries, and how they are trusted, where settings say so. */
  readonly pullHosts?: PullHosts;
  /** Where content by digest is kept between runs, where settings say so. */
  readonly store?: ContentStore | null;
  /** A line for a person, on standard error. */
  readonly log: (line: string) => void;
  /** What is being done, replaced by the next one; shown only where it helps. */
  readonly progress: (line: string) => void;
}

// The hosts that a registry's content is asked of, in containerd's order, and how each of them is trusted. Types alone.
// Whoever sends requests takes these values; none of them reads a file any more.

/** How a host is trusted and what it is shown, as one value. */
export interface TlsProfile {
  /** Tells two apart: the same for profiles that are the same. */
  readonly name: string;
  /** Neither chain nor name of its certificate is looked at. */
  readonly skipVerify: boolean;
  /** PEM texts, certificates alone, trusted besides the usual. */
  readonly authorities: readonly string[];
  /** PEM texts; each key fits its certificate. */
  readonly client: readonly { readonly cert: string; readonly key: string }[];
}

/** One host to ask for a registry's content. */
export interface PullHost {
  /**
   * Scheme, host, and the path below which repositories are, without a slash at its end: `https://mirror.example/v2`, or what
   * `override_path` leaves. Where nothing is left the path is `/`, as URLs have it.
   */
  readonly url: URL;
  /** May a tag be turned into a digest here, as containerd's `resolve` has it (and `pull` with it)? */
  readonly resolve: boolean;
  /** May what a digest names be fetched here? */
  readonly pull: boolean;
  /** Another host than the registry's own: it is told for whom it stands in, as `?ns=REGISTRY`. */
  readonly isMirror: boolean;
  /** `null`: as hosts usually are. Token services and redirects that this host names are spoken to in the same way. */
  readonly tls: TlsProfile | null;
  /** For every request to it, names as they are written; from containerd 2.1 on a node sends them to its token service, too, and we don't. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  /** For one connection; `null`: as usual. Read, and not waited by: ours are the same for every host. */
  readonly dialTimeoutMs: number | null;
  /**
   * Asked only where the one before, the same host in TLS, could not be connected to or doesn't speak TLS: never where its
   * certificate was refused.
   */
  readonly onlyIfUnreachable: boolean;
}

/** Which hosts stand for which registry. */
export interface PullHosts {
  /** For a registry's name as references have it (`docker.io`, `ghcr.io`, `host:port`); `null`: as without any configuration. */
  for(registry: string): readonly PullHost[] | null;
  /** Values that no report may show: headers such as `Authorization`, keys of clients. */
  readonly secrets: readonly string[];
  /**
   * How another host is spoken to that a pull leads to (`host[:port]` of a token service, or of a redirect), where `tls` is how
   * the pull's own host is: with what `ca-file` gives for it besides. Absent: as `tls` says.
   */
  readonly beside?: (host: string, tls: TlsProfile | null) => TlsProfile | null;
}

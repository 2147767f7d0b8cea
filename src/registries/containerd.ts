// Where containerd's versions differ on a pull, told by series. Measured in the lab on 1.6, 1.7 and 2.1 (docs/truth.md).
// No Debian release has 2.0: its row is from the source at its tag (`internal/cri/server/images/image_pull.go`, `client/pull.go`).
import type { ContainerdSeries } from "../model.ts";

/** The series whose rules are known, the oldest first. */
export const containerdSeries: readonly ContainerdSeries[] = ["1.6", "1.7", "2.0", "2.1"];

/** How the CRI of a series pulls. */
export interface PullRules {
  /**
   * Who pulls for the CRI: containerd's own client, or its transfer service. They tell errors in other words, and of an
   * index the client fetches the one entry that it takes, the transfer service every entry that could be (`ImageFilter`).
   */
  readonly puller: "client" | "transfer service";
  /**
   * What a node takes of an index: what is for its own platform alone (transfer service, `platforms.Ordered`), or the next best
   * where that is missing: 386 on amd64, arm/v6 on arm/v7 (client, `platforms.Only`).
   */
  readonly matching: "strict" | "next-best";
  /** Docker's first manifest schema: converted, or refused. */
  readonly schema1: "pulled" | "refused";
  /** Errors of a status name the request that it was an answer to (`remotes/errors/errors.go`). */
  readonly tellsRequests: boolean;
  /** What has another config than an image's is pulled all the same, and can be mounted as a volume. */
  readonly pullsArtifacts: boolean;
  /** Content that a descriptor carries in its own `data` is not asked for (`remotes/handlers.go`, Fetch). */
  readonly readsInlineData: boolean;
  /** A `Content-Encoding` is undone, and one that isn't known refused; before, nobody looked at it (`fetcher.go`, open). */
  readonly undoesCodings: boolean;
  /** Of an entry without a platform, the variant in its config counts too (`images/image.go`, ConfigPlatform). */
  readonly readsConfigVariant: boolean;
  /** Docker's media type of layers packed with zstd (`images/mediatypes.go`). */
  readonly knowsDockerZstd: boolean;
  /** A loopback host that turns out to speak TLS is asked in TLS, whatever its certificate (`core/remotes/docker/config/hosts.go`). */
  readonly triesTlsOnLoopback: boolean;
}

const first: PullRules = {
  puller: "client",
  matching: "next-best",
  schema1: "pulled",
  tellsRequests: false,
  pullsArtifacts: false,
  readsInlineData: false,
  undoesCodings: false,
  readsConfigVariant: false,
  knowsDockerZstd: false,
  triesTlsOnLoopback: false,
};
// Schema 1 can still be switched on (CONTAINERD_ENABLE_DEPRECATED_PULL_SCHEMA_1_IMAGE).
const second: PullRules = {
  ...first,
  schema1: "refused",
  tellsRequests: true,
  pullsArtifacts: true,
  readsInlineData: true,
  undoesCodings: true,
  readsConfigVariant: true,
  knowsDockerZstd: true,
};

const rules: Readonly<Record<ContainerdSeries, PullRules>> = {
  "1.6": first,
  "1.7": { ...first, tellsRequests: true, pullsArtifacts: true, readsInlineData: true },
  "2.0": second,
  "2.1": { ...second, puller: "transfer service", matching: "strict", triesTlsOnLoopback: true },
};

export function pullRules(series: ContainerdSeries): PullRules {
  return rules[series];
}

/** `1.7`, `v1.7.24`, `containerd://1.7.24~ds1` as `kubectl get nodes -o wide` shows it → the series; `null` where it isn't known. */
export function seriesOf(version: string): ContainerdSeries | null {
  const named = /^(?:containerd:\/\/)?v?(\d+\.\d+)(?:[.~+-].*)?$/.exec(version)?.[1];
  return containerdSeries.find((series) => series === named) ?? null;
}

// What the owners of well-known registries document of their limits, and how carefully each is asked at first.
// Such lists rot, so none of it is ever a verdict; what a registry says itself comes first.

/** What is known of a registry's limits, for people and for the first requests. */
export interface KnownLimit {
  /** What people call the registry. */
  readonly name: string;
  /** What is counted; `unknown` where nobody says. */
  readonly counts: "pulls" | "requests" | "unknown";
  /** The limit in words, to go on behind "documented: ". */
  readonly documented: string;
  /** Requests at once at first; `null`: as many as of any host. */
  readonly starts: number | null;
  readonly source: string;
  /** When it was looked up. */
  readonly on: string;
}

interface Row extends KnownLimit {
  /** A registry's host, as URLs write it. */
  readonly pattern: RegExp;
}

const rows: readonly Row[] = [
  {
    pattern: /^(?:registry-1\.|index\.)?docker\.io$/,
    name: "Docker Hub",
    counts: "pulls",
    documented:
      "100 pulls in 6 hours for each address without a login, 200 with a personal account, none with a paid plan",
    starts: null,
    source: "docs.docker.com/docker-hub/usage/pulls",
    on: "2026-11",
  },
  {
    pattern: /^ghcr\.io$/,
    name: "GHCR",
    counts: "requests",
    documented: "nothing; 44,000 requests a minute were seen",
    starts: null,
    source: "github.com/dagger/dagger/issues/8644",
    on: "2026-11",
  },
  {
    pattern: /^public\.ecr\.aws$/,
    name: "ECR Public",
    counts: "pulls",
    documented: "1 pull a second and 500 GB a month without a login, 10 pulls a second with one",
    starts: 1,
    source: "docs.aws.amazon.com/AmazonECR/latest/public/public-service-quotas.html",
    on: "2026-11",
  },
  {
    pattern: /^\d{12}\.dkr[.-]ecr(?:-fips)?\./,
    name: "ECR",
    counts: "requests",
    documented: "20 logins a second, and a quota of each account for each kind of request",
    starts: null,
    source: "docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html",
    on: "2026-11",
  },
  {
    pattern: /(?:^|\.)(?:pkg\.dev|gcr\.io)$/,
    name: "Artifact Registry",
    counts: "requests",
    documented: "60,000 requests a minute for each project and region",
    starts: null,
    source: "cloud.google.com/artifact-registry/quotas",
    on: "2026-11",
  },
  {
    pattern: /^quay\.io$/,
    name: "Quay",
    counts: "requests",
    documented: "a few requests a second for each address",
    starts: 4,
    source: "access.redhat.com/solutions/6218921",
    on: "2026-11",
  },
  {
    pattern: /^mcr\.microsoft\.com$/,
    name: "MCR",
    counts: "unknown",
    documented: "nothing",
    starts: null,
    source: "github.com/microsoft/containerregistry",
    on: "2026-11",
  },
  {
    pattern: /\.azurecr\.io$/,
    name: "ACR",
    counts: "requests",
    documented: "1,000 reads a minute in tier Basic, 3,000 in Standard, 10,000 in Premium",
    starts: null,
    source: "learn.microsoft.com/azure/container-registry/container-registry-skus",
    on: "2026-11",
  },
  {
    pattern: /^registry\.k8s\.io$/,
    name: "registry.k8s.io",
    counts: "unknown",
    documented: "nothing",
    starts: null,
    source: "github.com/kubernetes/registry.k8s.io",
    on: "2026-11",
  },
];

/** `host` as URLs write it, or a registry's name; `null` where nothing is known. */
export function knownLimitOf(host: string): KnownLimit | null {
  return rows.find(({ pattern }) => pattern.test(host)) ?? null;
}

// Stub until the real table comes.
export interface KnownLimit {
  readonly name: string;
  readonly counts: "pulls" | "requests" | "unknown";
  readonly documented: string;
  readonly starts: number | null;
  readonly source: string;
  readonly on: string;
}
export function knownLimitOf(host: string): KnownLimit | null {
  return host === "registry-1.docker.io"
    ? {
        name: "Docker Hub",
        counts: "pulls",
        documented:
          "100 pulls in 6 hours for each address without a login, 200 with a personal account, none with a paid plan",
        starts: null,
        source: "docs.docker.com/docker-hub/usage/pulls",
        on: "2026-11",
      }
    : null;
}

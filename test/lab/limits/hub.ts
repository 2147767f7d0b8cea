// Docker Hub as this family plays it: tokens and content from other hosts, what is missing hidden, and pulls counted.
import { readWorld, type World } from "../../support/registry/world.ts";

export const hub = "registry-1.docker.io";

/** Every host of it; `edits`: of the registry itself. */
export function hubWorld(repositories: object, edits: object = {}): World {
  return readWorld({
    [hub]: {
      auth: "token",
      realm: "https://auth.docker.io/token",
      service: "registry.docker.io",
      blobs: "https://production.cloudflare.docker.com",
      hides: true,
      repositories,
      limits: { pulls: {} },
      ...edits,
    },
  });
}

export const hubHosts = [...hubWorld({}).keys()];

export const index = { platforms: ["linux/amd64", "linux/arm64"] } as const;
export const dockerIndex = { ...index, format: "docker" } as const;
export const single = {} as const;
export const dockerSingle = { format: "docker" } as const;

// Where the content of well-known registries comes from, by what their owners document: said where nobody was asked for it.
// Such lists rot, so none of it is ever a verdict; what a run sees itself comes first.

interface ContentHosts {
  /** A registry's host, as reports name it. */
  readonly pattern: RegExp;
  /** `*` stands for one label or more. */
  readonly hosts: readonly string[];
  readonly source: string;
  /** When it was looked up. */
  readonly on: string;
}

const rows: readonly ContentHosts[] = [
  {
    pattern: /^registry-1\.docker\.io$/,
    hosts: [
      "docker-images-prod.6aa30f8b08e16409b46e0173d6de2f56.r2.cloudflarestorage.com",
      "production.cloudflare.docker.com",
      "production.cloudfront.docker.com",
    ],
    source: "docs.docker.com/desktop/setup/allow-list",
    on: "2026-11",
  },
  {
    pattern: /^quay\.io$/,
    hosts: ["cdn.quay.io", "cdn01.quay.io", "cdn02.quay.io", "cdn03.quay.io"],
    source: "access.redhat.com/node/7001746",
    on: "2026-11",
  },
  {
    pattern: /^mcr\.microsoft\.com$/,
    hosts: ["*.data.mcr.microsoft.com"],
    source: "github.com/microsoft/containerregistry, docs/client-firewall-rules.md",
    on: "2026-11",
  },
  {
    pattern: /\.azurecr\.io$/,
    hosts: ["*.blob.core.windows.net", "*.data.azurecr.io"],
    source: "learn.microsoft.com/azure/container-registry/container-registry-firewall-access-rules",
    on: "2026-11",
  },
];

/** Hosts that are documented for a registry, and by whom; `null` where nothing is known. */
export function contentHostsOf(registry: string): Pick<ContentHosts, "hosts" | "source" | "on"> | null {
  return rows.find(({ pattern }) => pattern.test(registry)) ?? null;
}

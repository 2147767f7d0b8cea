// The registries that people mean when they mistype one, and the zones in which a provider hands out names.
import { distance } from "fastest-levenshtein";
import type { Reference } from "../model.ts";

/** Names as references write them; in the order in which a tie is broken. */
const wellKnown: readonly string[] = [
  "docker.io",
  "ghcr.io",
  "quay.io",
  "gcr.io",
  "registry.k8s.io",
  "public.ecr.aws",
  "mcr.microsoft.com",
  "registry.gitlab.com",
  "k8s.gcr.io",
  "us.gcr.io",
  "eu.gcr.io",
  "asia.gcr.io",
  "mirror.gcr.io",
  "nvcr.io",
  "icr.io",
  "cgr.dev",
  "lscr.io",
  "docker.elastic.co",
  "registry.redhat.io",
  "registry.access.redhat.com",
  "registry.suse.com",
  "container-registry.oracle.com",
  "xpkg.upbound.io",
];

/** Web sites that people copy an image's address from, and the registry that each belongs to. */
const webSites: ReadonlyMap<string, string> = new Map([
  ["hub.docker.com", "docker.io"],
  ["github.com", "ghcr.io"],
  ["www.github.com", "ghcr.io"],
  ["gitlab.com", "registry.gitlab.com"],
]);

/**
 * The image that the address of a web page stands for, without its tag; `null` for every other host. On Docker Hub's site
 * `r/` is before every repository, and is part of none.
 */
export function behindWebSite({ registry, repository }: Reference): string | null {
  const meant = webSites.get(registry);
  if (meant === undefined) return null;
  return `${meant}/${meant === "docker.io" ? repository.replace(/^r\//, "") : repository}`;
}

const mostEdits = 2;

/** The well-known registry that a name is a slip away from; `null` for one that is well known itself, or far from all. */
export function nearRegistry(registry: string): string | null {
  if (isWellKnown(registry)) return null;
  const [nearest] = wellKnown
    .map((name) => ({ name, edits: isSwap(registry, name) ? 1 : distance(registry, name) }))
    .filter(({ edits }) => edits <= mostEdits)
    .toSorted((a, b) => a.edits - b.edits);
  return nearest?.name ?? null;
}

/** Two neighbours in the wrong order, as in `gchr.io`: one slip of the fingers, which the edit distance counts as two. */
function isSwap(a: string, b: string): boolean {
  const at = [...a].findIndex((letter, index) => letter !== b[index]);
  return at >= 0 && b === `${a.slice(0, at)}${a.charAt(at + 1)}${a.charAt(at)}${a.slice(at + 2)}`;
}

/** Spelled as one of the registries that everybody uses. */
export function isWellKnown(registry: string): boolean {
  return wellKnown.includes(registry);
}

/**
 * Whose zone a name is in, and which part of it the user chose: a dead name there is a wrong account, region or location.
 * Sources: the providers' own pages on the names of their registries. Names that only a provider's network knows are left out.
 */
const zones: readonly { readonly pattern: RegExp; readonly chosen: string }[] = [
  { pattern: /\.azurecr\.(?:io|cn|us)$/, chosen: "no Azure container registry has that name" },
  { pattern: /\.dkr[.-]ecr(?:-fips)?\./, chosen: "ECR has no such region" },
  { pattern: /-docker\.pkg\.dev$/, chosen: "Artifact Registry has no such location" },
  // https://docs.cloud.google.com/artifact-registry/docs/transition/gcr-repositories
  {
    pattern: /(?<!^marketplace)\.gcr\.io$/,
    chosen: "Google's hosts there are gcr.io, us.gcr.io, eu.gcr.io and asia.gcr.io",
  },
  // https://docs.oracle.com/iaas/Content/Registry/Concepts/registryprerequisites.htm
  { pattern: /\.ocir\.io$/, chosen: "Oracle Cloud has no such region" },
  // https://github.com/ibm-cloud-docs/Registry/blob/master/registry_firewall.md
  { pattern: /^(?!private\.)[\w-]+\.icr\.io$/, chosen: "IBM Cloud has no such region" },
  // https://docs.ansible.com/projects/ansible/13/collections/community/general/scaleway_container_registry_module.html
  { pattern: /^rg\.[\w-]+\.scw\.cloud$/, chosen: "Scaleway has no such region" },
  // https://www.alibabacloud.com/help/en/acr/user-guide/individual-edition-instance-independent-domain-name-capacity-limit
  { pattern: /^registry\.[\w-]+\.aliyuncs\.com$/, chosen: "Alibaba Cloud has no such region" },
  {
    pattern: /^[\w-]+(?<!-vpc)\.[\w-]+(?:\.personal)?\.cr\.aliyuncs\.com$/,
    chosen: "Alibaba Cloud has no such instance in that region",
  },
  // https://docs.vultr.com/support/products/container-registry/how-do-i-authenticate-to-vultr-container-registry-from-docker-client
  { pattern: /\.vultrcr\.com$/, chosen: "Vultr has no such region" },
  // https://jfrog.com/help/r/jfrog-artifactory-documentation/docker-repository-url-formats
  { pattern: /\.jfrog\.io$/, chosen: "JFrog has no such instance" },
  // https://guide.ncloud-docs.com/release-20260423/docs/ja/containerregistry-spec
  { pattern: /\.ncr\.ntruss\.com$/, chosen: "no Naver Cloud registry has that name" },
];

/** Why a name in a provider's zone is dead; `null` for names that belong to their owners, and for those that everybody uses. */
export function deadNameInZone(registry: string): string | null {
  if (isWellKnown(registry)) return null;
  return zones.find(({ pattern }) => pattern.test(registry))?.chosen ?? null;
}

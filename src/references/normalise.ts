// From the short names people write to the full names nodes pull: which part is the registry, and where `library/` is meant.
// Source: distribution/reference `normalize.go` (splitDockerDomain); the order of its cases decides.

const dockerHub = "docker.io";

/** A name cut into the domain that a node would take and all that follows: path, tag and digest, still unchecked. */
export interface SplitName {
  readonly domain: string;
  readonly remainder: string;
}

/**
 * `nginx:1` → `docker.io` and `library/nginx:1`.
 *
 * Without a slash there is no domain, so `localhost:5000` alone is an image of Docker Hub's with the tag `5000`.
 */
export function splitDomain(image: string): SplitName {
  const slash = image.indexOf("/");
  if (slash < 0) return { domain: dockerHub, remainder: `library/${image}` };
  const first = image.slice(0, slash);
  if (!isTakenAsDomain(first)) return { domain: dockerHub, remainder: image };
  const domain = first === "index.docker.io" ? dockerHub : first;
  const rest = image.slice(slash + 1);
  return { domain, remainder: domain === dockerHub && !rest.includes("/") ? `library/${rest}` : rest };
}

/** A registry by its name, dot or colon, which people mean as one; a capital letter alone they rarely do. */
export function looksLikeHost(first: string): boolean {
  return first === "localhost" || /[.:]/.test(first);
}

/** Is the part before the first slash a registry, and not the first folder on Docker Hub? A capital letter makes it one. */
export function isTakenAsDomain(first: string): boolean {
  return looksLikeHost(first) || lowerCase(first) !== first;
}

/**
 * Lower case as Go's `strings.ToLower` has it, letter by letter: JavaScript turns `İ` into two characters.
 * The Kelvin sign becomes an ASCII `k` in both, which is how a name without ASCII capitals "must be lowercase" all the same.
 */
export function lowerCase(text: string): string {
  return text.replaceAll("İ", "i").toLowerCase();
}

// The kubelet's keyring: entries of docker configs, and those that an image falls under, in the order in which they are tried.
// Source: kubernetes `pkg/credentialprovider/keyring.go` (BasicDockerKeyring, URLsMatch).
import type { ConfigEntry } from "../model.ts";
import { splitAddress } from "./go-url.ts";

/** The key of Docker Hub that docker writes, as it is kept: `https://index.docker.io/v1/` without scheme and version. */
const hubKey = "index.docker.io";

/** What images are held against: a host, perhaps with a port and a path. `null`: the kubelet passes the entry by. */
export function keyOf(location: string): string | null {
  const split = splitAddress(location.replace(/^https?:\/\//, ""));
  if (split === null) return null;
  // `/v1/` and `/v2/` are versions of the API; without the slash behind they are a path like any other.
  const path = /^\/v[12]\//.test(split.path) ? split.path.slice(3) : split.path;
  return split.host + (path === "/" ? "" : path);
}

/**
 * Is an entry for the host that answers for a registry? The kubelet takes Docker Hub's own key for every host without a dot,
 * too (`localhost`, `EVIL`): a login is shown to no other host than its own.
 */
export function isForHost({ key }: Pick<ConfigEntry, "key">, registry: string): boolean {
  return key !== hubKey || registry === "docker.io";
}

/** An entry and whose it is. */
export interface Held<Holder> {
  readonly entry: ConfigEntry;
  readonly holder: Holder;
}

/**
 * The entries for an image's repository (`docker.io/library/nginx`, as `ParseImageName` gives it): of the longest key first,
 * of one key in the order in which they were added. Docker Hub's own key counts where no other one matches.
 */
export function lookUp<Holder>(repository: string, held: readonly Held<Holder>[]): readonly Held<Holder>[] {
  const byKey = Map.groupBy(held, ({ entry }) => entry.key);
  const keys = [...byKey.keys()].filter((key) => key !== null).toSorted((a, b) => (a < b ? 1 : -1));
  const found = keys.filter((key) => isFor(key, repository)).flatMap((key) => byKey.get(key) ?? []);
  if (found.length > 0 || !isOnDockerHub(repository)) return found;
  return byKey.get(hubKey) ?? [];
}

/** Is a key for an image? The ports are the same text, each label of the host matches, and the path is how the image's begins. */
export function isFor(key: string, repository: string): boolean {
  const [wanted, image] = [splitAddress(key), splitAddress(repository)];
  if (wanted === null || image === null || !image.path.startsWith(wanted.path)) return false;
  const [theirs, ours] = [splitPort(wanted.host), splitPort(image.host)];
  const labels = ours.name.split(".");
  const patterns = theirs.name.split(".");
  if (theirs.port !== ours.port || labels.length !== patterns.length) return false;
  return patterns.every((pattern, index) => matchesLabel(pattern, labels[index] ?? ""));
}

/**
 * A label of a host against one of a key's, in which `*` stands for any text. Nothing else of Go's `filepath.Match` can be in
 * one: a `?` begins a query, `\` and brackets are no part of a host; those of an IPv6 address are a class of characters to it.
 */
function matchesLabel(pattern: string, label: string): boolean {
  if (pattern.startsWith("[")) return false;
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return pattern === label;
  if (label.length < first.length + last.length || !label.startsWith(first) || !label.endsWith(last)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = label.indexOf(part, at);
    if (found === -1 || found + part.length > label.length - last.length) return false;
    at = found + part.length;
  }
  return true;
}

/** Go `net.SplitHostPort`; without a port the brackets of an IPv6 address stay. */
function splitPort(host: string): { readonly name: string; readonly port: string } {
  const [, bracketed, plain, port = ""] = /^(?:\[([^\]]*)\]|([^:]*)):(\d*)$/.exec(host) ?? [];
  const name = bracketed ?? plain;
  return name === undefined ? { name: host, port: "" } : { name, port };
}

/** isDefaultRegistryMatch: a host without a dot and without a port is one of Docker Hub's users to it, `localhost` too. */
function isOnDockerHub(repository: string): boolean {
  const [first = ""] = repository.split("/", 1);
  if (first === "docker.io" || first === "index.docker.io") return true;
  return first !== "" && !/[.:]/.test(first);
}

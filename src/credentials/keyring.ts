// The kubelet's keyring: entries of docker configs, and those that an image falls under, in the order in which they are tried.
// Source: kubernetes `pkg/credentialprovider/keyring.go` (BasicDockerKeyring, URLsMatch).
import type { ConfigEntry } from "../model.ts";
import { byKey, indexOf } from "./entry-index.ts";
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

/** A config's entries and whose they are. */
export interface Ring<Holder> {
  readonly entries: readonly ConfigEntry[];
  readonly holder: Holder;
}

/** An entry and whose it is. */
export interface Held<Holder> {
  readonly entry: ConfigEntry;
  readonly holder: Holder;
}

/**
 * The entries for an image's repository (`docker.io/library/nginx`, as `ParseImageName` gives it), the first `most` of them: of
 * the longest key first, of one key in the order in which they were added. Docker Hub's own key counts where no other one matches.
 */
export function lookUp<Holder>(
  repository: string,
  rings: readonly Ring<Holder>[],
  most = Infinity,
): readonly Held<Holder>[] {
  const keyed = rings.flatMap(({ entries, holder }) =>
    indexOf(entries)
      .find(repository, most)
      .map((one) => ({ ...one, holder })),
  );
  // The sort is stable: of one key the rings' order stays.
  const found = firstOf(
    keyed.toSorted((a, b) => byKey(a.key, b.key)),
    most,
  );
  if (found.length > 0 || !isOnDockerHub(repository)) return found;
  return firstOf(
    rings.map(({ entries, holder }) => ({ entries: indexOf(entries).of(hubKey), holder })),
    most,
  );
}

function firstOf<Holder>(rings: readonly Ring<Holder>[], most: number): readonly Held<Holder>[] {
  const held: Held<Holder>[] = [];
  for (const { entries, holder } of rings) {
    if (held.length >= most) break;
    for (const entry of entries.slice(0, most - held.length)) held.push({ entry, holder });
  }
  return held;
}

/** isDefaultRegistryMatch: a host without a dot and without a port is one of Docker Hub's users to it, `localhost` too. */
function isOnDockerHub(repository: string): boolean {
  const [first = ""] = repository.split("/", 1);
  if (first === "docker.io" || first === "index.docker.io") return true;
  return first !== "" && !/[.:]/.test(first);
}

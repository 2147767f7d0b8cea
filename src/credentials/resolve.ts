// Which credentials the kubelet would try for a use, in its order: the pod's secrets, then what nodes have, else anonymous.
// Source: kubernetes `pkg/credentialprovider/secrets/secrets.go` (MakeDockerKeyring), `pkg/kubelet/images/image_manager.go`.
import type { Candidate, Credentials, Holder, ImageUse, NamedSecret, Reference } from "../model.ts";
import { candidateMark } from "./candidate.ts";
import { type Held, isForHost, lookUp, type Ring } from "./keyring.ts";
import { namedSecretsOf } from "./named-secrets.ts";
import { secretListsOf } from "./secret-lists.ts";
import type { CredentialSources } from "./sources.ts";

const anonymous: Candidate = { kind: "anonymous" };

/** Logins that one image is asked about, at most: a Secret has room for 60,000 that are all for the same host. */
const mostBrought = 100;

/**
 * The candidates for one use, in order, and where they come from.
 *
 * Once a pull secret matches, nobody asks without one. The runner's login is not the node's own: where it is refused, anonymous
 * is still asked, since a node without it would pull so (docs/decisions/0011).
 */
export function resolveCredentials(
  use: ImageUse,
  reference: Reference | null,
  sources: CredentialSources,
): Credentials {
  const { nodes } = sources;
  const lists = secretListsOf(use, sources);
  const found = namedSecretsOf(use, lists, sources);
  const { shadowed, missingAccount } = lists;
  const matching =
    reference === null ? [] : lookUp(`${reference.registry}/${reference.repository}`, ringsIn(found), mostBrought + 1);
  const brought = matching.slice(0, mostBrought);
  const isKept = brought.some(({ entry }) => !isForHost(entry, reference?.registry ?? ""));
  const secrets = withMatching(found, brought);
  const own = reference === null ? [] : nodes.for(reference);
  const shown = brought.filter(({ entry }) => entry.isText && isForHost(entry, reference?.registry ?? ""));
  const known = distinct([...shown.map(candidateOf), ...own]);
  const mayBeNone = brought.length === 0 && (own.length === 0 || nodes.kind === "runner");
  return {
    candidates: known.length === 0 || mayBeNone ? [...known, anonymous] : known,
    secrets,
    shadowed,
    missingAccount,
    // What is kept back might have opened it, and so might one of too many.
    open: lists.open ?? (isKept ? "kept-back" : matching.length > brought.length ? "too-many" : null),
    nodes: nodes.kind,
    isWithheld: reference !== null && own.length === 0 && nodes.isWithheldFor(reference),
  };
}

function ringsIn(secrets: readonly NamedSecret[]): readonly Ring<NamedSecret>[] {
  return secrets.flatMap((one) => {
    const { found, isPartial } = one;
    // What not every namespace has is no key to all of them.
    if (isPartial || found.kind !== "there" || found.secret.reading.kind !== "config") return [];
    return [{ entries: found.secret.reading.entries, holder: one }];
  });
}

/** Which entries count is known once all of them are held against each other: Docker Hub's own key gives way to any other. */
function withMatching(secrets: readonly NamedSecret[], brought: readonly Held<NamedSecret>[]): readonly NamedSecret[] {
  const byHolder = Map.groupBy(brought, ({ holder }) => holder);
  return secrets.map((one) => {
    const { found } = one;
    if (found.kind !== "there" || found.secret.reading.kind !== "config") return one;
    const matching = (byHolder.get(one) ?? []).map(({ entry }) => entry.written);
    return { ...one, found: { ...found, matching, isIdle: matching.length === 0 } };
  });
}

function candidateOf({ entry: { username, secret }, holder: { name } }: Held<NamedSecret>): Candidate {
  const holder: Holder = `secret ${name}`;
  return { kind: "login", holder, username, secret };
}

/** The same login a second time is answered the same. */
function distinct(candidates: readonly Candidate[]): readonly Candidate[] {
  const seen = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const mark = candidateMark(candidate);
    if (!seen.has(mark)) seen.set(mark, candidate);
  }
  return [...seen.values()];
}

// Which credentials the kubelet would try for a use, in its order: the pod's secrets, then what nodes have, else anonymous.
// Source: kubernetes `pkg/credentialprovider/secrets/secrets.go` (MakeDockerKeyring), `pkg/kubelet/images/image_manager.go`.
import type { Candidate, Credentials, Holder, ImageUse, NamedSecret, Reference } from "../model.ts";
import { candidateMark } from "./candidate.ts";
import { type Held, isForHost, lookUp } from "./keyring.ts";
import { namedSecretsOf } from "./named-secrets.ts";
import { secretListsOf } from "./secret-lists.ts";
import type { CredentialSources } from "./sources.ts";

const anonymous: Candidate = { kind: "anonymous" };

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
  const brought = reference === null ? [] : lookUp(`${reference.registry}/${reference.repository}`, heldIn(found));
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
    // What is kept back might have opened it.
    open: lists.open ?? (isKept ? "kept-back" : null),
    nodes: nodes.kind,
    isWithheld: reference !== null && own.length === 0 && nodes.isWithheldFor(reference),
  };
}

function heldIn(secrets: readonly NamedSecret[]): readonly Held<Holder>[] {
  return secrets.flatMap(({ name, found, isPartial }) => {
    // What not every namespace has is no key to all of them.
    if (isPartial || found.kind !== "there" || found.secret.reading.kind !== "config") return [];
    const holder: Holder = `secret ${name}`;
    return found.secret.reading.entries.map((entry) => ({ entry, holder }));
  });
}

/** Which entries count is known once all of them are held against each other: Docker Hub's own key gives way to any other. */
function withMatching(secrets: readonly NamedSecret[], brought: readonly Held<Holder>[]): readonly NamedSecret[] {
  const entries = new Set(brought.map(({ entry }) => entry));
  return secrets.map((one) => {
    const { found } = one;
    if (found.kind !== "there" || found.secret.reading.kind !== "config") return one;
    const matching = found.secret.reading.entries.filter((entry) => entries.has(entry)).map(({ written }) => written);
    return { ...one, found: { ...found, matching, isIdle: matching.length === 0 } };
  });
}

function candidateOf({ entry: { username, secret }, holder }: Held<Holder>): Candidate {
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

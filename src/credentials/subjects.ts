// Secrets and bindings as they are judged: those of the change, and those that a judged use brings; with all that is known of them.
import type { AccessObjects, AccessSubjects, PullSecret, SecretShown, Subject } from "../model.ts";
import type { ShownLogins } from "../registries/login-trials.ts";
import { missingIn } from "./bindings.ts";
import { isFor } from "./entry-index.ts";
import { loginMark } from "./candidate.ts";
import type { CredentialSources } from "./sources.ts";

export interface AccessFacts {
  /** Of the change; all of them where everything is judged. */
  readonly judged: AccessObjects;
  readonly whole: AccessObjects;
  readonly sources: CredentialSources;
  readonly subjects: readonly Subject[];
  readonly shown: ShownLogins;
  /** Wall clock, milliseconds since the epoch. */
  readonly now: number;
}

/** Each Secret and each binding once. */
export function accessSubjects({ judged, whole, sources, subjects, shown, now }: AccessFacts): AccessSubjects {
  const uses = usesBySecret(subjects);
  const known = new Map<PullSecret["reading"], readonly SecretShown[]>();
  const shownTo = (secret: PullSecret): readonly SecretShown[] => {
    const own = known.get(secret.reading) ?? shownOf(secret, shown);
    known.set(secret.reading, own);
    return own;
  };
  const changed = new Set(judged.secrets);
  const secrets = sources.read
    .filter((secret) => changed.has(secret.object) || uses.has(secret))
    .map((secret) => ({ secret, uses: uses.get(secret) ?? [], shown: shownTo(secret), now }));
  const missing = missingIn(whole, sources);
  return { secrets, bindings: judged.bindings.map(missing) };
}

function usesBySecret(subjects: readonly Subject[]): ReadonlyMap<PullSecret, readonly Subject[]> {
  const found = new Map<PullSecret, Subject[]>();
  for (const subject of subjects) {
    for (const { found: one } of subject.credentials.secrets) {
      if (one.kind !== "there") continue;
      const known = found.get(one.secret);
      if (known === undefined) found.set(one.secret, [subject]);
      else if (known.at(-1) !== subject) known.push(subject);
    }
  }
  return found;
}

/** Another Secret may have the same login for another host. */
function shownOf({ reading }: PullSecret, shown: ShownLogins): readonly SecretShown[] {
  if (reading.kind !== "config") return [];
  // One login may have been shown to thousands, and each of thousands of entries may have it, for the same host, too.
  const byLogin = new Map<string, ReadonlyMap<string, readonly SecretShown[]>>();
  const asked = new Set<string>();
  const found = new Set<SecretShown>();
  for (const entry of reading.entries) {
    const mark = loginMark(entry);
    const known = byLogin.get(mark) ?? Map.groupBy(shown.get(mark) ?? [], ({ registry }) => registry);
    byLogin.set(mark, known);
    const [host = ""] = entry.key?.split("/", 1) ?? [];
    const question = `${host} ${mark}`;
    if (known.size === 0 || asked.has(question)) continue;
    asked.add(question);
    if (!/[*[%]/.test(host)) add(found, known.get(host === "index.docker.io" ? "docker.io" : host) ?? []);
    else for (const [registry, all] of known) if (isFor(host, registry)) add(found, all);
  }
  return [...found];
}

function add(found: Set<SecretShown>, all: readonly SecretShown[]): void {
  for (const one of all) found.add(one);
}

// Secrets, bindings and accounts' lists as they are judged: those of the change, and Secrets that a judged use brings.
import type {
  AccessSubjects,
  AccountSubject,
  Extraction,
  Named,
  PullSecret,
  SecretShown,
  ServiceAccount,
  Subject,
} from "../model.ts";
import { placeholderIn } from "../references/placeholder.ts";
import type { ShownLogins } from "../registries/login-trials.ts";
import { missingIn } from "./bindings.ts";
import { isFor } from "./entry-index.ts";
import { loginMark } from "./candidate.ts";
import { namedSecretsOf } from "./named-secrets.ts";
import type { CredentialSources } from "./sources.ts";

export interface AccessFacts {
  /** Of the change; all of them where everything is judged. */
  readonly judged: Pick<Extraction, "access" | "serviceAccounts">;
  /** All of the manifests. */
  readonly whole: Pick<Extraction, "access" | "uses">;
  readonly sources: CredentialSources;
  readonly subjects: readonly Subject[];
  readonly shown: ShownLogins;
  /** Wall clock, milliseconds since the epoch. */
  readonly now: number;
}

/** Each Secret, each binding and each account once. */
export function accessSubjects({ judged, whole, sources, subjects, shown, now }: AccessFacts): AccessSubjects {
  const uses = usesBySecret(subjects);
  const known = new Map<PullSecret["reading"], readonly SecretShown[]>();
  const shownTo = (secret: PullSecret): readonly SecretShown[] => {
    const own = known.get(secret.reading) ?? shownOf(secret, shown);
    known.set(secret.reading, own);
    return own;
  };
  const changed = new Set(judged.access.secrets);
  const secrets = sources.read
    .filter((secret) => changed.has(secret.object) || uses.has(secret))
    .map((secret) => ({ secret, uses: uses.get(secret) ?? [], shown: shownTo(secret), now }));
  const missing = missingIn(whole, sources);
  return {
    secrets,
    bindings: judged.access.bindings.map(missing),
    accounts: accountSubjects(judged.serviceAccounts, subjects, sources),
  };
}

/** What a patch has a word in is a part of a list, and what the others say of it nobody can tell here. */
function accountSubjects(
  accounts: readonly ServiceAccount[],
  subjects: readonly Subject[],
  sources: CredentialSources,
): readonly AccountSubject[] {
  const brought = new Set(
    subjects.flatMap(({ credentials }) => credentials.secrets.map(({ named }) => placeOf(named))),
  );
  return accounts
    .filter(({ pullSecrets, isPatched }) => pullSecrets.length > 0 && !isPatched)
    .map((account) => {
      const { span, pullSecrets } = account;
      const namespaces = account.namespaces.filter((one) => placeholderIn(one) === null);
      const names = pullSecrets.filter((named) => !brought.has(placeOf(named)));
      return { account, secrets: namedSecretsOf({ namespaces, span }, { by: "service-account", names }, sources) };
    });
}

function placeOf({ span: { file, start } }: Named): string {
  return `${start} ${file.path}`;
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

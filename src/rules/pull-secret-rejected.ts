// A pull secret whose login is no good any more, or never was. Once one matches, the kubelet asks with nothing else.
import type { SecretShown, SecretSubject, Subject } from "../model.ts";
import { kubeletRefusal } from "./access-denied.ts";
import { listed, quotedWords } from "./names.ts";
import { cameWords, isAllRejected, isOpenToAll, isRejected, isSecret } from "./rejection.ts";
import type { SecretRule } from "./rule.ts";
import { verdictOf } from "./verdict.ts";

export const pullSecretRejected: SecretRule = {
  id: "pull-secret-rejected",
  title: "the registry does not accept a pull secret",
  over: "secret",
  check(subject) {
    const { secret, shown } = subject;
    const rejected = shown.filter(isRejected);
    const [first] = rejected;
    if (first === undefined) return null;
    const about = brokenUses(subject);
    const [broken] = about;
    const isOpen = about.some(({ tried }) => isOpenToAll(tried));
    return {
      severity: about.length > 0 ? "error" : "warning",
      message: `${refusers(rejected)} the login in Secret ${secret.name}${quotedWords(cameWords(first.came))}${consequence(about, isOpen)}`,
      kubelet: broken === undefined ? null : kubeletRefusal(broken),
      fix: isOpen
        ? "put a login that works into it, or take it from the pods' pull secrets: the image is open to everybody"
        : "put a login that works into it, where it is kept and where it is made",
      about,
    };
  },
};

function refusers(rejected: readonly SecretShown[]): string {
  const hosts = [...new Set(rejected.map(({ registry }) => registry))];
  return `${listed(hosts, 3)} ${hosts.length > 1 ? "do" : "does"} not accept`;
}

function consequence(about: readonly Subject[], isOpen: boolean): string {
  if (about.length === 0) return "";
  if (isOpen)
    return "; the image is public, and not pulled all the same: with a secret that matches nodes never ask without it";
  return "; nodes have nothing else to ask with";
}

/** Uses that fail for it: each login that the kubelet would try was refused, and this secret's was no good. */
function brokenUses({ secret, uses }: SecretSubject): readonly Subject[] {
  return uses.filter((subject) => {
    if (subject.outcome.kind !== "refused" || verdictOf(subject) !== "denied") return false;
    const isOpen = isOpenToAll(subject.tried);
    const isHeld = subject.credentials.secrets.some(
      ({ found }) => found.kind === "there" && found.secret === secret && found.matching.length > 0,
    );
    if (!isHeld) return false;
    return (
      isAllRejected(subject.tried) ||
      subject.tried.some(({ credential, came }) => isSecret(credential) && isRejected({ came, isOpen }))
    );
  });
}

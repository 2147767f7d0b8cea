// A pull secret whose login is no good any more, or never was. Once one matches, the kubelet asks with nothing else.
import type { SecretShown, SecretSubject, Subject } from "../model.ts";
import { kubeletRefusal } from "./access-denied.ts";
import { listed, quotedWords, shortName } from "./names.ts";
import { isOpenToAll, isSecret } from "../credentials/tried.ts";
import { cameWords, isAllRejected, isRejected } from "./rejection.ts";
import type { SecretRule } from "./rule.ts";
import { verdictOf } from "./verdict.ts";
import { wordingOf } from "./wording.ts";

export const pullSecretRejected: SecretRule = {
  id: "pull-secret-rejected",
  title: "the registry does not accept a pull secret",
  over: "secret",
  check(subject) {
    const { secret, shown } = subject;
    const rejected = shown.filter(isRejected);
    const [first] = rejected;
    if (first === undefined) return null;
    const broken = brokenUses(subject);
    const open = broken.filter(({ tried }) => isOpenToAll(tried));
    // The first is who is heard: what is public and fails all the same surprises most.
    const about = [...open, ...broken.filter(({ tried }) => !isOpenToAll(tried))];
    const [heard] = about;
    return {
      severity: heard === undefined ? "warning" : "error",
      message: `${refusers(rejected)} the login in Secret ${secret.name}${quotedWords(cameWords(first.came))}${consequence(heard)}`,
      kubelet: heard === undefined ? null : kubeletRefusal(heard),
      fix:
        open.length > 0 && open.length === broken.length
          ? "put a login that works into it, or take it from the pods' pull secrets: what they pull is open to everybody"
          : "put a login that works into it, where it is kept and where it is made",
      about,
    };
  },
};

function refusers(rejected: readonly SecretShown[]): string {
  const hosts = [...new Set(rejected.map(({ registry }) => registry))];
  return `${listed(hosts, 3)} ${hosts.length > 1 ? "do" : "does"} not accept`;
}

function consequence(heard: Subject | undefined): string {
  if (heard === undefined) return "";
  if (!isOpenToAll(heard.tried)) return "; nodes have nothing else to ask with";
  const { thing } = wordingOf(heard.use);
  const image = heard.parsed.kind === "reference" ? shortName(heard.parsed.reference) : `the ${thing}`;
  return `; ${image} is public, and not pulled all the same: where a secret matches, nobody asks without it`;
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

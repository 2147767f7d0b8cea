// Every credential that could be tried was refused, anonymous access included.
import { credentialLabel, isBlank } from "../credentials/candidate.ts";
import type { Credentials, Exchange, Outcome, Reference, Subject } from "../model.ts";
import type { UseRule } from "./rule.ts";
import { unexpectedStatus } from "./kubelet-requests.ts";
import { stationOf, type Station } from "./kubelet-stations.ts";
import { notAuthorized } from "./kubelet-tokens.ts";
import { type FailingPull } from "./kubelet-words.ts";
import { adviceOnNamed } from "./named-in-vain.ts";
import { credentialName, listed, mirrorIn, quotedWords, repositoryName, shortName } from "./names.ts";
import { isAllRejected } from "./rejection.ts";
import { adviceFor, familyOf } from "./registry-families.ts";
import { isPolicy, verdictOf } from "./verdict.ts";
import { pulledName, wordingOf } from "./wording.ts";

type Refusal = Extract<Outcome, { kind: "refused" }>;

export const accessDenied: UseRule = {
  id: "access-denied",
  title: "the registry refuses the pull",
  over: "use",
  check(subject) {
    const { use, parsed, outcome, containerd, credentials, tried } = subject;
    if (outcome.kind !== "refused" || parsed.kind !== "reference") return null;
    if (verdictOf(subject) !== "denied" || isAllRejected(tried)) return null;
    const { reference } = parsed;
    const refusal = decisive(outcome, credentials);
    const unknowing =
      !isPolicy(outcome) &&
      refusal.logins === "" &&
      credentials.nodes !== "none" &&
      familyOf(reference.registry).nodesHaveTheirOwnLogin;
    return {
      severity: unknowing ? "warning" : "error",
      message: `${complaint(reference, outcome, refusal)}${unmatched(subject, reference)}${quotedWords(refusal.words)}`,
      kubelet: kubeletWords({ use, reference, containerd }, refusal),
      fix: advice(subject, reference, outcome, refusal),
    };
  },
};

/** The node's words for a use that was refused. */
export function kubeletRefusal({ use, parsed, outcome, containerd, credentials }: Subject): string | null {
  if (outcome.kind !== "refused" || parsed.kind !== "reference") return null;
  return kubeletWords({ use, reference: parsed.reference, containerd }, decisive(outcome, credentials));
}

/** Secrets are named and read, and none of them has a login for this registry: the reader would look for the fault elsewhere. */
function unmatched({ credentials }: Subject, { registry }: Reference): string {
  const read = credentials.secrets.flatMap(({ name, found }) =>
    found.kind === "there" && found.secret.reading.kind === "config" ? [{ name, matching: found.matching }] : [],
  );
  const isNone = read.every(({ matching }) => matching.length === 0);
  if (read.length === 0) return "";
  const names = listed(
    read.map(({ name }) => name),
    3,
  );
  const [secrets, are, have] = read.length > 1 ? ["secrets", "are", "have"] : ["secret", "is", "has"];
  if (isNone) return `, and pull ${secrets} ${names} ${are} not for ${registry}`;
  const isBare = credentials.candidates.every((one) => one.kind === "anonymous" || isBlank(one));
  return isBare ? `, and pull ${secrets} ${names} ${have} no user and password for it` : "";
}

/** What was said to the credential that counts. */
interface Decisive {
  /** The credentials that somebody brought, for a sentence; empty where there were none. */
  readonly logins: string;
  readonly at: Station;
  readonly status: number;
  readonly words: string;
  /** Of the last refusal of all. */
  readonly challenge: Refusal["challenge"];
  readonly evidence: readonly Exchange[];
}

/** A login's refusal says more than that of anonymous after it, which a node with a login never tries. */
function decisive(outcome: Refusal, { candidates }: Pick<Credentials, "candidates">): Decisive {
  // A login without a name or a password is asked with as if it were none.
  const full = new Set(candidates.filter((one) => !isBlank(one)).map(credentialLabel));
  const blank = candidates.filter(isBlank).map(credentialLabel);
  const bare = new Set(["anonymous", ...blank.filter((label) => !full.has(label))]);
  const logins = listed(outcome.credentials.filter((label) => !bare.has(label)).map(credentialName), 3);
  const evidence = outcome.evidence.filter(({ credential }) => !bare.has(credential));
  const last = evidence.at(-1);
  if (last === undefined || last.status === null || last.status < 400) return { ...outcome, logins };
  return {
    logins,
    challenge: outcome.challenge,
    at: stationOf(last.url),
    status: last.status,
    words: last.message,
    evidence,
  };
}

/** Statuses by which a right that is missing is told; any other 4xx is about the request or the content. */
function isAboutRights(status: number): boolean {
  return status === 401 || status === 403;
}

/** Who answered in the end: a store behind the registry has rights of its own. */
function hostOf(evidence: readonly Exchange[], registry: string): string {
  const url = evidence.at(-1)?.url ?? "";
  return URL.canParse(url) ? `"${new URL(url).host}"` : registry;
}

function complaint(reference: Reference, outcome: Refusal, { logins, at, status, evidence }: Decisive): string {
  const { registry } = reference;
  const name = repositoryName(reference);
  const mirror = mirrorIn(evidence);
  if (mirror !== null) return `"${mirror}", which hosts.toml names for ${registry}, refuses ${name} (${status})`;
  if (isPolicy(outcome)) return `a policy of ${registry} holds ${shortName(reference)} back (412)`;
  if (at === "blob") {
    return `${shortName(reference)} is there, but ${hostOf(evidence, registry)} refuses its content (${status})`;
  }
  if (logins !== "" && at === "token" && status === 401) return `${registry} does not accept ${logins}`;
  if (outcome.mayBeAbsent) {
    const refused = logins === "" ? "" : `, and refused ${logins}`;
    const family = familyOf(registry).name;
    const both = family === null ? `what ${registry} answers fits both` : `${family} answers the same for both`;
    return `${name} is missing or private: ${both}${refused}`;
  }
  if (!isAboutRights(status)) return `${registry} refuses ${shortName(reference)}`;
  return logins === "" ? `${name} is not open to anonymous pulls` : `${name} is closed to ${logins}`;
}

function advice(
  subject: Subject,
  reference: Reference,
  outcome: Refusal,
  { logins, at, status, evidence }: Decisive,
): string {
  const { use } = subject;
  const { registry } = reference;
  const wording = wordingOf(use);
  const { thing, puller } = wording;
  if (mirrorIn(evidence) !== null)
    return "let everybody read it there, or correct hosts.toml: no login is shown to a mirror";
  if (isPolicy(outcome))
    return `look at the ${thing}'s scan and signature in the registry, or ask its administrators to let it through`;
  if (logins !== "" && at === "token" && status === 401)
    return `log in to ${registry} again: the password is wrong or has expired`;
  if (at === "blob")
    return "let whoever pulls read the content too: look at the rights of the store that has it, and at how long its signed addresses hold";
  if (!isAboutRights(status))
    return `${puller}s get the same answer: ask who runs ${registry} what it means, or name another ${thing}`;
  const spelling = outcome.mayBeAbsent ? "check the spelling; if it is private, " : "";
  if (logins !== "") return `${spelling}let ${logins} read ${reference.repository}`;
  // Who writes no host means Docker Hub, knowingly or not.
  const hub = spelling !== "" && registry === "docker.io" && !pulledName(use).startsWith("docker.io/");
  const before = hub ? "check the spelling (a name without a host is Docker Hub's); if it is private, " : spelling;
  return `${before}${adviceOnNamed(subject, reference) ?? adviceFor(registry, wording)}`;
}

/** A store that the registry sends on to has no login asked of it: what it answers stands. */
function kubeletWords(pull: FailingPull, { at, status, evidence, challenge, logins }: Decisive): string {
  const words = status === 401 && at !== "token" ? notAuthorized(pull, at, challenge, logins !== "") : null;
  return words ?? unexpectedStatus(pull, at, evidence, status);
}

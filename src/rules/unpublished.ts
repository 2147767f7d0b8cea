// Which uses fail for an image that may just not be published yet, and may be waited for.
import { isOpenToAll } from "../credentials/tried.ts";
import type { JudgedUse, Outcome, Tried } from "../model.ts";
import { isRejected } from "./rejection.ts";
import { ceilingOf } from "./severity.ts";

/**
 * The registry says that it has no such image, or refuses it the way Docker Hub and GHCR refuse what they don't have. What is
 * ignored or unknown is neither.
 */
export function mayBeUnpublished(judged: JudgedUse): boolean {
  const { verdict, outcome, tried, rules } = judged;
  // Nobody waits for what is never more than a notice, or of which nothing is said.
  if (rules.length === 0 || ceilingOf(judged) !== "error") return false;
  if ((verdict !== "missing" && verdict !== "denied") || isPublished(outcome)) return false;
  return outcome.kind === "absent" || (outcome.kind === "refused" && hidesAbsence(outcome, tried));
}

/** Whatever it came to in the end: where a manifest was given, one is there. What was not asked or not answered shows nothing. */
export function isPublished({ kind, evidence }: Outcome): boolean {
  if (kind === "found" || kind === "mismatched" || kind === "faulty") return true;
  return evidence.some(({ url, status }) => status === 200 && /\/manifests\/[^/]+$/.test(url));
}

/**
 * Docker Hub gives a token, and takes none for a repository that it doesn't have (401, `insufficient_scope`:
 * jupyterhub/binderhub#1664); GHCR's token service refuses (403 or 401: openai/tunnel-client#75). A login that is no good is
 * refused whatever is there, and so is everything where a password is wanted.
 */
function hidesAbsence(refusal: Extract<Outcome, { kind: "refused" }>, tried: readonly Tried[]): boolean {
  const { mayBeAbsent, at, status, challenge } = refusal;
  const isOpen = isOpenToAll(tried);
  if (!mayBeAbsent || isOpen) return false;
  const logins = tried.filter(({ credential, isExtra, came }) => {
    return credential !== "anonymous" && !isExtra && came.kind === "refused" && !came.unasked;
  });
  if (logins.length > 0 && logins.every(({ came }) => isRejected({ came, isOpen }))) return false;
  return at === "token" || (status === 401 && challenge?.scheme === "bearer");
}

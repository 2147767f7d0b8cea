// What a refusal says of the login that was shown: that it is no good, or that it lacks a right.
import { isOpenToAll, isSecret } from "../credentials/tried.ts";
import type { SecretShown, Tried } from "../model.ts";

type Came = Tried["came"];

/**
 * The login itself is no good: its token service or a Basic registry answers 401 to it, it is said to have expired (ECR: 403), or
 * what it opens is open to everybody else. A 403, or a 401 to a token that was given for it, is about its rights.
 */
export function isRejected({ came, isOpen }: Pick<SecretShown, "came" | "isOpen">): boolean {
  if (came.kind !== "refused" || came.unasked || came.status === 412) return false;
  if (isOpen || /\bexpired\b/i.test(came.words)) return true;
  if (came.at === "token") return came.status === 401;
  return came.at === "manifest" && came.status === 401 && !came.hadToken && came.challenge?.scheme === "basic";
}

/** Every login that the kubelet would try is a pull secret's, and no good: that is said where the secret is, and not at the image. */
export function isAllRejected(tried: readonly Tried[]): boolean {
  const isOpen = isOpenToAll(tried);
  const own = tried.filter(({ isExtra }) => !isExtra);
  return own.length > 0 && own.every(({ credential, came }) => isSecret(credential) && isRejected({ came, isOpen }));
}

/** One refused the login for its own sake. */
export function cameWords(came: Came): string {
  return came.kind === "refused" ? came.words : "";
}

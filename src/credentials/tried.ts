// What can be told of the tries alone: who was let in, and whose login it was.
import type { Tried } from "../model.ts";

/** Is the image open to anonymous, which nobody would try behind a login? */
export function isOpenToAll(tried: readonly Tried[]): boolean {
  return tried.some(({ isExtra, came }) => isExtra && came.kind === "in");
}

/** `secret shop/regcred`, as opposed to `node` and `anonymous`. */
export function isSecret(credential: string): boolean {
  return credential.startsWith("secret ");
}

// The node's words where it is not let in: a token service that gives nothing, a realm that is no address, a 401 that stands.
import type { Exchange, Outcome } from "../model.ts";
import { pullRules } from "../registries/containerd.ts";
import { tooLong, unsendable } from "../registries/token-answer.ts";
import { failedRequest } from "./kubelet-requests.ts";
import { prefix, type Station } from "./kubelet-stations.ts";
import { failedToUnpack, type FailingPull, resolving } from "./kubelet-words.ts";

/** A token service that granted something else (`core/remotes/docker/auth/fetch.go`, ErrNoToken); `detail`: why it is none. `null`: no node is as strict. */
export function noToken(pull: FailingPull, evidence: readonly Exchange[], detail: string): string | null {
  if (detail === tooLong) return null;
  if (detail === unsendable) {
    return failedRequest(pull, "manifest", [], 'net/http: invalid header field value for "Authorization"');
  }
  const words =
    detail === ""
      ? "authorization server did not include a token in the response"
      : "unable to decode token response: …";
  return failedToUnpack(pull, "Unknown", `${prefix(pull, "token", evidence)}${words}`);
}

/** A challenge whose realm is no address: Go's client is handed it as it is. */
export function badRealm(pull: FailingPull, evidence: readonly Exchange[], realm: string): string {
  if (realm.includes("://") && !URL.canParse(realm)) {
    return failedToUnpack(pull, "Unknown", `${resolving(pull)}invalid token auth challenge realm: parse "${realm}": …`);
  }
  const words = `Get "${realm}?…": unsupported protocol scheme "…"`;
  return failedToUnpack(pull, "Unknown", `${prefix(pull, "token", evidence)}${words}`);
}

type Refusal = Extract<Outcome, { kind: "refused" }>;

/**
 * A 401 that stands, in the words of who gave up on it; `null` where that is the answer itself: a challenge of which no error
 * is said is answered until the attempts are spent, and 1.6 has no words for a login that it lacks (`authorizer.go`).
 */
export function notAuthorized(
  pull: FailingPull,
  station: Station,
  challenge: Refusal["challenge"],
  hasLogin: boolean,
): string | null {
  const before = prefix(pull, station, []);
  if (challenge?.isRealmless === true) {
    return failedToUnpack(pull, "Unknown", `${before}no realm specified for token auth challenge`);
  }
  const why = invalidAuthorization(pull, challenge, hasLogin);
  if (why === null) return null;
  const denied = "pull access denied, repository does not exist or may require authorization: ";
  return failedToUnpack(pull, "Unknown", `${before}${station === "manifest" ? denied : ""}${why}`);
}

function invalidAuthorization(
  { containerd }: FailingPull,
  challenge: Refusal["challenge"],
  hasLogin: boolean,
): string | null {
  switch (challenge?.scheme) {
    case "bearer":
      return challenge.error === "" ? null : `server message: ${challenge.error}: authorization failed`;
    case "basic":
      return hasLogin || !pullRules(containerd).tellsRequests
        ? null
        : "authorization failed: no basic auth credentials";
    case undefined:
      return null;
  }
}

// What an answer means where it ends the walk: refused, throttled, unreachable. Facts only; how bad is for rules to say.
import type { Exchange, Hop, Outcome } from "../model.ts";
import { type Answer, type Failure, headerLines, mediaTypeOf } from "./answer.ts";
import { chooseChallenge, refusedChallenge } from "./challenge.ts";
import { limitOf } from "./limit-kind.ts";
import { retryAfterMs } from "./retry-after.ts";
import { isSigned, isSignedByTokens, looksLikeWebSite } from "./signs.ts";
import { oneLine, statusLine, wordsOf } from "./words.ts";

export type Unreachable = Omit<Extract<Outcome, { kind: "unreachable" }>, "evidence">;

/** An outcome that ends a walk before content is looked at, without its evidence. */
export type Ending =
  | Omit<Extract<Outcome, { kind: "refused" }>, "evidence" | "credentials">
  | Omit<Extract<Outcome, { kind: "throttled" }>, "evidence">
  | Unreachable
  /** The login was not sent where others could read it; what it would have opened was not learned. */
  | {
      readonly kind: "withheld";
      readonly at: Station;
      readonly host: string;
      readonly cause: "login-withheld" | "login-elsewhere";
    }
  | { readonly kind: "deadline" }
  /** Only a GET that counts would tell, and no more of them may be spent. */
  | { readonly kind: "budget" };

/** Which station of the pull was asked. A blob of the registry's own host is asked at the station of its manifests. */
export type Station = "token" | "manifest" | "blob";

/** The answer to a request that got one, and wasn't granted; 404 is the caller's to read. */
export function endingOf(answer: Answer, exchange: Exchange, station: Station, host: string, wall: number): Ending {
  const { status, viaProxy } = answer;
  const words = exchange.message;
  const unreached = (cause: Unreachable["cause"], detail = words): Ending =>
    unreachable(stationHop(station), host, cause, viaProxy, detail);

  const limit = limitOf(answer);
  if (limit !== null) return { kind: "throttled", limit, retryAfterMs: retryAfterMs(answer, wall), words };
  if (status === 400 && wantsTls(answer)) {
    return unreachable(station === "manifest" ? "tls" : stationHop(station), host, "tls-instead", viaProxy, words);
  }
  if (status === 408) return unreached("timeout");
  if (status >= 500) return unreached("server-error");
  if (status === 407) return unreachable("proxy", host, "proxy-wants-password", true, words);
  // Without a location that could be followed: `redirectOf` has looked.
  if (status >= 300 && status < 400) return unreached("no-address", `${statusLine(status)} without a Location`);
  // What a proxy sends is the proxy's own until proved otherwise: it blocks, or wants somebody to log in.
  const signed = station === "token" ? isSignedByTokens(answer) : isSigned(answer);
  if (viaProxy && (looksLikeWebSite(answer) || !signed)) return unreached("not-a-registry", lineOf(answer));
  if (status === 403 && namesClientAddress(answer)) return unreached("address-refused");
  // A firewall before the registry turns this client away, and says nothing of the image.
  const isFirewall = looksLikeWebSite(answer) && chooseChallenge(headerLines(answer, "www-authenticate")) === null;
  if (status === 403 && isFirewall) return unreached("server-error", lineOf(answer));
  if (ofTheMoment.has(status)) return unreached("server-error", looksLikeWebSite(answer) ? lineOf(answer) : words);
  // A blob is refused where its manifest was given: nothing is hidden by then.
  const mayBeAbsent = station !== "blob" && (status === 401 || status === 403);
  const challenge = refusedChallenge(headerLines(answer, "www-authenticate"));
  return { kind: "refused", at: station, status, mayBeAbsent, challenge, words };
}

/** What speaks of the connection, the moment or the request's form, and not of the right to pull (RFC 9110, 6585, 8470). */
const ofTheMoment: ReadonlySet<number> = new Set([409, 421, 423, 425, 426, 431]);

/** `403 Forbidden (text/html)`: what can be said of an answer that has no words for it. */
export function lineOf(answer: Answer): string {
  const mediaType = mediaTypeOf(answer);
  return `${statusLine(answer.status)}${mediaType === "" ? "" : ` (${oneLine(mediaType)})`}`;
}

/** A request without an answer, as the end of a walk: at the hop of whoever was asked. */
export function failureEnding(failure: Failure, station: Station, host: string): Ending {
  // A blob host or a token service that can't be reached is its own finding: it is another host, forgotten by firewalls.
  const hop: Hop = station === "manifest" || failure.hop === "proxy" ? failure.hop : stationHop(station);
  return unreachable(hop, host, failure.cause, failure.viaProxy, failure.detail);
}

/** The parts of an `unreachable` outcome, evidence aside. */
export function unreachable(
  hop: Hop,
  host: string,
  cause: Unreachable["cause"],
  viaProxy: boolean,
  detail: string,
): Unreachable {
  return { kind: "unreachable", hop, host, cause, viaProxy, detail };
}

/** The hop at which an answer of this station stands. */
export function stationHop(station: Station): Hop {
  return station === "manifest" ? "ping" : station;
}

/** Plain HTTP on a port for TLS, as Go's server says it and nginx. */
export function wantsTls(answer: Pick<Answer, "body">): boolean {
  return /plain HTTP request was sent to HTTPS port|HTTP request to an HTTPS server/i.test(
    answer.body.toString("utf8", 0, 2048),
  );
}

/** A firewall of the registry, not a missing right: `client with IP "203.0.113.7" is not allowed access` (ACR). */
function namesClientAddress(answer: Answer): boolean {
  // A firewall says it in a page.
  const isPage = mediaTypeOf(answer) === "text/html";
  const words = isPage ? answer.body.toString("utf8").replaceAll(/<[^>]*>/g, " ") : wordsOf(answer);
  const address = /\b\d{1,3}(?:\.\d{1,3}){3}\b|\b(?:[0-9a-f]{1,4}:){2,7}(?:[0-9a-f]{1,4}\b|:)/i;
  // A version in a repository's name has the shape of an address: somebody's address has to be spoken of.
  const owner = /\b(?:client|your|source|remote|caller)\b[^.;]{0,24}\b(?:ip|address)\b|\bip address\b/i;
  return address.test(words) && owner.test(words);
}

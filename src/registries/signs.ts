// Who is it that answers? A registry gives itself away, and a proxy or a web site that stands where one should be, too.
import { isObject, parseJson, stringAt } from "../json.ts";
import { type Answer, mediaTypeOf } from "./answer.ts";
import { challengeOf } from "./challenge.ts";
import { listedErrorsIn } from "./words.ts";

/** HTML, or nothing that the distribution API ever says, where a registry was expected. */
export function looksLikeWebSite(answer: Answer): boolean {
  return mediaTypeOf(answer) === "text/html" && answer.headers["docker-distribution-api-version"] === undefined;
}

/**
 * Something in the answer that registries, their token services and their stores say, and nobody else does. What comes
 * through a proxy counts only with it: proxies refuse and block in answers of their own.
 */
export function isSigned(answer: Answer): boolean {
  if (answer.headers["docker-distribution-api-version"] !== undefined) return true;
  if (answer.headers["docker-content-digest"] !== undefined) return true;
  if (challengeOf(answer) !== null) return true;
  // Whatever is granted has a body of its own kind, and anybody can write one.
  if (answer.status < 400) return false;
  if (mediaTypeOf(answer) === "application/xml") return /<Error>/.test(answer.body.toString("utf8", 0, 1024));
  return listedErrorsIn(answer).some(({ code }) => code !== "");
}

/**
 * The same for a token service: those have errors of other shapes as well, be it Docker Hub's
 * (`{"details": "incorrect username or password"}`) or OAuth's (`{"error": "invalid_grant"}`, RFC 6749 §5.2).
 */
export function isSignedByTokens(answer: Answer): boolean {
  if (isSigned(answer)) return true;
  if (mediaTypeOf(answer) !== "application/json") return false;
  if (listedErrorsIn(answer).length > 0) return true;
  const document = parseJson(answer.body.toString("utf8"));
  if (!isObject(document)) return false;
  return stringAt(document, "details") !== "" || /^[a-z_]+$/.test(stringAt(document, "error"));
}

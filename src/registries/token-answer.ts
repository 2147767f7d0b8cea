// What a token service grants: the token in its answer, read as strictly as Go's decoder reads it.
// Source: containerd `core/remotes/docker/auth/fetch.go` (FetchTokenResponse, OAuthTokenResponse, ErrNoToken).
import { fieldAt, isObject, type JsonObject, parseFirstGoJson, stringAt } from "../json.ts";
import { isGoTime } from "./go-shapes.ts";
import type { Answer } from "./answer.ts";
import type { Question } from "./exchange.ts";
import { looksLikeWebSite } from "./signs.ts";

/** What keeps a token from being sent. */
export const unsendable = "no header can carry it";

/**
 * The longest token that is sent, in characters. Servers take headers of 8 KiB a line (nginx, `large_client_header_buffers`),
 * 16 KiB (Node, `--max-http-header-size`), or 1 MiB at most (Go,
 * `DefaultMaxHeaderBytes`), all of a request's together: nobody grants one that only the last would take.
 */
export const longestToken = 64 * 1024;

/** A node sends it, and what comes of that is not known here. */
export const tooLong = `its token is longer than the ${longestToken / 1024} KiB that a header may be`;

/** Somebody who wants people to log in stands before the token service, or in its place. */
export const webPage = "it is a web page";

/** A token that doesn't say lives so long (distribution's token specification). */
const defaultLifeSeconds = 60;

/** `none`: what keeps a node from reading one; empty where the answer is as it should be, and has no token. */
type TokenAnswer = (
  | { readonly kind: "token"; readonly token: string; readonly lifeSeconds: number }
  | { readonly kind: "none"; readonly detail: string }
) & {
  /** Every token that stands in it, those that nobody asked for and those that nobody can send included. */
  readonly secrets: readonly string[];
};

/** A form's answer holds `access_token` and nothing else counts; to GET it comes first. */
export function readToken(answer: Answer, method: Question["method"]): TokenAnswer {
  const document = parseFirstGoJson(answer.body.toString("utf8"));
  if (!isObject(document)) {
    if (answer.truncated) return none(`it is longer than ${answer.body.length / 1024} KiB`);
    return none(looksLikeWebSite(answer) ? webPage : "it is no JSON object");
  }
  const secrets = ["access_token", "token", "refresh_token"].map((name) => stringAt(document, name));
  const complaint = mistyped(document, method);
  if (complaint !== null) return none(complaint, secrets);
  const token = stringAt(document, "access_token") || (method === "GET" ? stringAt(document, "token") : "");
  if (token === "") return none("", secrets);
  // A header can carry no line break: whoever sends one means another header.
  if (/[^\x20-\x7e\t]/.test(token)) return none(unsendable, secrets);
  if (token.length > longestToken) {
    return none(tooLong, secrets);
  }
  const life = fieldAt(document, "expires_in");
  return {
    kind: "token",
    token,
    lifeSeconds: typeof life === "number" && life > 0 ? life : defaultLifeSeconds,
    secrets,
  };
}

/** What Go's decoder stops at, and the pull with it; `null` where it reads on. */
function mistyped(document: JsonObject, method: Question["method"]): string | null {
  const texts = ["access_token", "refresh_token", method === "GET" ? "token" : "scope"];
  const text = texts.find((name) => typeof (fieldAt(document, name) ?? "") !== "string");
  if (text !== undefined) return `${text} is no string`;
  const life = fieldAt(document, "expires_in") ?? 0;
  if (!Number.isInteger(life)) return "expires_in is no whole number";
  const issued = fieldAt(document, "issued_at") ?? null;
  const isTime = typeof issued === "string" && isGoTime(issued);
  return issued === null || isTime ? null : "issued_at is no time";
}

function none(detail: string, secrets: readonly string[] = []): TokenAnswer {
  return { kind: "none", detail, secrets };
}

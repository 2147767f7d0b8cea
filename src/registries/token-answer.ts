// What a token service grants: the token in its answer, read as strictly as Go's decoder reads it.
// Source: containerd `core/remotes/docker/auth/fetch.go` (FetchTokenResponse, OAuthTokenResponse, ErrNoToken).
import { fieldAt, isObject, type JsonObject, parseFirstGoJson, stringAt } from "../json.ts";
import { isGoTime } from "./go-shapes.ts";
import type { Answer } from "./answer.ts";
import type { Question } from "./exchange.ts";

/** What keeps a token from being sent. */
export const unsendable = "no header can carry it";

/** A token that doesn't say lives so long (distribution's token specification). */
const defaultLifeSeconds = 60;

/** `none`: what keeps a node from reading one; empty where the answer is as it should be, and has no token. */
type TokenAnswer =
  | {
      readonly kind: "token";
      readonly token: string;
      readonly lifeSeconds: number;
      /** Every token that stands in it, those that nobody asked for included. */
      readonly secrets: readonly string[];
    }
  | { readonly kind: "none"; readonly detail: string };

/** A form's answer holds `access_token` and nothing else counts; to GET it comes first. */
export function readToken(answer: Answer, method: Question["method"]): TokenAnswer {
  const document = parseFirstGoJson(answer.body.toString("utf8"));
  if (!isObject(document)) return none("it is no JSON object");
  const complaint = mistyped(document, method);
  if (complaint !== null) return none(complaint);
  const token = stringAt(document, "access_token") || (method === "GET" ? stringAt(document, "token") : "");
  if (token === "") return none("");
  // A header can carry no line break: whoever sends one means another header.
  if (/[^\x20-\x7e\t]/.test(token)) return none(unsendable);
  const life = fieldAt(document, "expires_in");
  const secrets = ["access_token", "token", "refresh_token"].map((name) => stringAt(document, name));
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

function none(detail: string): TokenAnswer {
  return { kind: "none", detail };
}

// How a token is asked for: the forms that containerd sends, and how far a redirect of the service is followed.
// Source: containerd `core/remotes/docker/auth/fetch.go` (FetchTokenWithOAuth, FetchToken).
import { isBlank } from "../credentials/candidate.ts";
import type { Candidate } from "../model.ts";
import type { Question, Reply } from "./exchange.ts";
import type { Behalf } from "./leg.ts";
import { basicCredentials } from "./redact.ts";
import { mayKeepAuthorization, type Redirect, redirectOf } from "./redirect.ts";
import type { Transport } from "./transport.ts";

/** containerd reads a token's answer to its end (measured with 2 MB); no service needs so much, and many at once are no load here. */
const maxBytes = 4 * 1024 * 1024;

export interface TokenForm {
  readonly realm: URL;
  readonly service: string;
  readonly scopes: readonly string[];
  readonly candidate: Candidate;
  readonly label: string;
  readonly behalf: Behalf;
}

/** `each`: what a node does. */
export type Ways = "each" | "get" | "post";

/** The questions to try in turn: POST with a credential first, then GET. `ways` narrows them for user and password. */
export function tokenQuestions(form: TokenForm, ways: Ways): readonly Question[] {
  const { candidate } = form;
  switch (candidate.kind) {
    case "anonymous":
      return [getQuestion(form, {})];
    case "login": {
      if (isBlank(candidate)) return [getQuestion(form, {})];
      const get = getQuestion(form, { authorization: `Basic ${basicCredentials(candidate)}` });
      const post = postQuestion(form, {
        grant_type: "password",
        username: candidate.username,
        password: candidate.secret.reveal(),
      });
      return ways === "each" ? [post, get] : [ways === "get" ? get : post];
    }
    case "identity-token":
      return [postQuestion(form, { grant_type: "refresh_token", refresh_token: candidate.secret.reveal() })];
  }
}

function getQuestion({ realm, service, scopes, label, behalf }: TokenForm, headers: Question["headers"]): Question {
  const url = new URL(realm);
  if (service !== "") url.searchParams.append("service", service);
  for (const scope of scopes) url.searchParams.append("scope", scope);
  const leg = { ...behalf, role: "token" } as const;
  return { purpose: "token", method: "GET", url, headers, body: null, maxBytes, credential: label, direct: true, leg };
}

function postQuestion(
  { realm, service, scopes, label, behalf }: TokenForm,
  grant: Readonly<Record<string, string>>,
): Question {
  const body = new URLSearchParams({ service, client_id: "containerd-client", scope: scopes.join(" "), ...grant });
  const headers = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };
  return {
    purpose: "token",
    method: "POST",
    url: realm,
    headers,
    body: body.toString(),
    maxBytes,
    credential: label,
    direct: true,
    leg: { ...behalf, role: "token" },
  };
}

/** The last reply, and why its redirect leads no further where it is one. */
interface Followed {
  readonly reply: Reply;
  readonly broken: Extract<Redirect, { kind: "broken" }> | null;
  /** A login stayed behind at a redirect. */
  readonly isWithheld: boolean;
  /** Who gave the last reply, or to whom it would have gone. */
  readonly host: string;
}

/**
 * Asks, and follows redirects as Go does, but for two things: a form with a password is sent again to no other host than
 * the challenge named, and `Authorization` stays with its host.
 */
export async function askFollowing(transport: Transport, question: Question): Promise<Followed> {
  let asked = question;
  let isWithheld = false;
  for (let followed = 0; ; followed += 1) {
    const reply = await transport.ask(asked);
    const { url, method, headers } = asked;
    const { host } = url;
    if (reply.kind !== "answer") return { reply, broken: null, isWithheld, host };
    const redirect = redirectOf(reply.answer, url, followed);
    if (redirect.kind !== "to") {
      return { reply, broken: redirect.kind === "broken" ? redirect : null, isWithheld, host };
    }
    const isKept = mayKeepAuthorization(url, redirect.url);
    const next = { ...asked, url: redirect.url };
    const isRepeated = method === "POST" && [307, 308].includes(reply.answer.status);
    if (isRepeated && !isKept) return { reply, broken: null, isWithheld: true, host: redirect.url.host };
    if (method === "POST" && !isRepeated) {
      // The form stays behind, for Go as well.
      asked = { ...next, method: "GET", headers: {}, body: null, credential: "anonymous" };
    } else if (isKept) {
      asked = next;
    } else {
      isWithheld ||= headers["authorization"] !== undefined;
      asked = { ...next, headers: {}, credential: "anonymous" };
    }
  }
}

// The token service: a challenge and a credential → a bearer token, as containerd asks for it.
// Source: containerd `core/remotes/docker/authorizer.go` (doBearerAuth) and distribution's token specification.
import type { Clock } from "../edges/edges.ts";
import type { Candidate, Exchange } from "../model.ts";
import type { Answer } from "./answer.ts";
import type { Challenge } from "./challenge.ts";
import { type Ending, endingOf, failureEnding, unreachable } from "./classify.ts";
import { retold, shown } from "./exchange.ts";
import { schemeFor } from "./host.ts";
import type { Behalf } from "./leg.ts";
import { createRedactor, type Redactor } from "./redact.ts";
import { longestToken, readToken, webPage } from "./token-answer.ts";
import { askFollowing, tokenQuestions, type Ways } from "./token-request.ts";
import type { Transport } from "./transport.ts";

/** Who wants a token for what. */
export interface TokenErrand {
  readonly challenge: Extract<Challenge, { scheme: "bearer" }>;
  readonly scopes: readonly string[];
  readonly candidate: Candidate;
  readonly label: string;
  /** Who challenged: whose credentials these are. */
  readonly registry: URL;
  readonly behalf: Behalf;
}

/** What came of it. */
export type Granted =
  | {
      readonly kind: "token";
      readonly token: string;
      readonly lifeSeconds: number;
      /** The question that it was the answer to, whoever asked it. */
      readonly exchange: Exchange;
      /** The host to which a login was not shown that a node would have shown; `null` where nothing was kept back. */
      readonly unshown: string | null;
    }
  | { readonly kind: "ending"; readonly ending: Ending; readonly evidence: readonly Exchange[] };

export type TokenService = (errand: TokenErrand) => Promise<Granted>;

/** What says that a token service knows no POST; the same is then asked by GET (containerd `authorizer.go`). */
const noPost: ReadonlySet<number> = new Set([400, 401, 404, 405]);

/** `never`: it knows no POST (405) · `hardly`: it refused one and gave a token to GET. */
type TakesPost = "maybe" | "hardly" | "never";

/** Asks each time: who keeps tokens is somebody else. */
export function createTokenService(transport: Transport, clock: Clock): TokenService {
  /** Known of a place when the first who asked there with a password has its answer. */
  const takesPost = new Map<string, Promise<TakesPost>>();

  return async (errand) => {
    const { challenge, candidate, registry } = errand;
    // Resolved against nothing: containerd takes no relative realm (measured).
    const realm = URL.canParse(challenge.realm) ? new URL(challenge.realm) : null;
    if (realm === null || !/^https?:$/.test(realm.protocol)) {
      const detail = shown(challenge.realm, transport.redactor);
      return ended(unreachable("token", registry.host, "no-address", false, detail), []);
    }
    if (candidate.kind !== "anonymous" && !mayBeToldTo(realm, registry)) {
      return ended({ kind: "withheld", at: "token", host: realm.host, cause: "login-withheld" }, []);
    }
    if (candidate.kind !== "login") return (await tryEach(errand, realm, "each")).granted;

    const place = realm.origin + realm.pathname;
    const exploring = takesPost.get(place);
    if (exploring !== undefined) {
      const explored = await exploring;
      const { granted } = await tryEach(errand, realm, explored === "maybe" ? "each" : "get");
      if (explored !== "hardly" || granted.kind === "token" || granted.ending.kind !== "refused") return granted;
      // What it refuses to this one by GET, it may give by POST.
      const posted = await tryEach(errand, realm, "post");
      return posted.granted.kind === "token" ? posted.granted : granted;
    }
    const { promise, resolve } = Promise.withResolvers<TakesPost>();
    takesPost.set(place, promise);
    const { granted, found } = await tryEach(errand, realm, "each");
    // Whom neither way helped has not found out which one is right.
    if (found === null) takesPost.delete(place);
    resolve(found ?? "maybe");
    return granted;
  };

  /** `found`: what it taught of the place; `null` where nothing. */
  async function tryEach(
    { challenge, candidate, scopes, label, behalf }: TokenErrand,
    realm: URL,
    ways: Ways,
  ): Promise<{ readonly granted: Granted; readonly found: TakesPost | null }> {
    const { service } = challenge;
    let unshown: string | null = null;
    let knowsNoPost = false;
    let granted = ended(unreachable("token", realm.host, "no-token", false, ""), []);
    const questions = tokenQuestions({ realm, service, scopes, candidate, label, behalf }, ways);
    for (const [index, question] of questions.entries()) {
      const { reply, broken, isWithheld, host } = await askFollowing(transport, question);
      if (isWithheld) unshown = host;
      // Only the last question is evidence: that a service takes no POST is found out once for all, by whoever comes first.
      if (reply.kind === "deadline") granted = ended({ kind: "deadline" }, []);
      else if (reply.kind === "failure") granted = ended(failureEnding(reply.failure, "token", host), [reply.exchange]);
      else if (broken !== null) {
        const ending = unreachable("token", host, broken.cause, reply.answer.viaProxy, broken.detail);
        granted = ended(ending, [reply.exchange]);
      } else {
        const { answer, exchange } = reply;
        granted = grantedBy(answer, exchange, host, question.method, unshown, realm);
        if (granted.kind === "token") {
          const byGet = knowsNoPost ? "never" : "hardly";
          return { granted, found: index > 0 ? byGet : "maybe" };
        }
        knowsNoPost ||= question.method === "POST" && answer.status === 405;
        if (noPost.has(answer.status) || isWithheld) continue;
      }
      break;
    }
    return { granted, found: knowsNoPost ? "never" : null };
  }

  function grantedBy(
    answer: Answer,
    exchange: Exchange,
    host: string,
    method: "HEAD" | "GET" | "POST",
    unshown: string | null,
    realm: URL,
  ): Granted {
    const { status, viaProxy } = answer;
    if (status >= 200 && status < 300) {
      const read = readToken(answer, method);
      const told = withoutTokens(exchange, answer, read.secrets);
      if (read.kind === "none") {
        // Who is asked by the registry's word may have sent on to somebody whom nobody knows.
        const isSentOn = read.detail === webPage && host !== realm.host;
        const detail = isSentOn ? `${webPage}, to which ${realm.host} sends on` : read.detail;
        return ended(unreachable("token", host, "no-token", viaProxy, detail), [told]);
      }
      const { token, lifeSeconds } = read;
      return { kind: "token", token, lifeSeconds, exchange: told, unshown };
    }
    const ending = endingOf(answer, exchange, "token", host, clock.wall());
    // What is refused without a login is not refused to a node that shows it.
    const isOpen = unshown !== null && (ending.kind === "refused" || isRedirect(answer));
    return ended(isOpen ? { kind: "withheld", at: "token", host: unshown, cause: "login-elsewhere" } : ending, [
      exchange,
    ]);
  }

  /** The exchange was taken down before they were known. One that nobody can send goes nowhere else, and is not kept. */
  function withoutTokens(exchange: Exchange, answer: Answer, secrets: readonly string[]): Exchange {
    const { redactor } = transport;
    const passing = createRedactor();
    for (const secret of secrets) (secret.length > longestToken ? passing : redactor).keep(secret);
    const clean: Redactor["clean"] = (words, enough) => redactor.clean(passing.clean(words), enough);
    return retold(exchange, answer, { ...redactor, clean });
  }
}

/** To TLS only; on loopback, where the registry itself is spoken to in the open, nothing leaves the machine. */
function mayBeToldTo(realm: URL, registry: URL): boolean {
  return realm.protocol === "https:" || (registry.protocol === "http:" && schemeFor(realm.host) === "http");
}

function isRedirect({ status }: Answer): boolean {
  return status >= 300 && status < 400;
}

function ended(ending: Ending, evidence: readonly Exchange[]): Granted {
  return { kind: "ending", ending, evidence };
}

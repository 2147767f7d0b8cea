// The token service: a challenge and a credential → a bearer token, as containerd asks for it.
// Source: containerd `core/remotes/docker/authorizer.go` (doBearerAuth) and distribution's token specification.
import type { Clock } from "../edges/edges.ts";
import type { Candidate, Exchange } from "../model.ts";
import type { Answer } from "./answer.ts";
import type { Challenge } from "./challenge.ts";
import { type Ending, endingOf, failureEnding, unreachable } from "./classify.ts";
import { type Question, shown } from "./exchange.ts";
import { schemeFor } from "./host.ts";
import { readToken } from "./token-answer.ts";
import { askFollowing, tokenQuestions } from "./token-request.ts";
import type { Transport } from "./transport.ts";

type TokenReply =
  /** `exchange`: the question that it was the answer to, whoever asked it. */
  | { readonly kind: "token"; readonly token: string; readonly exchange: Exchange }
  | { readonly kind: "ending"; readonly ending: Ending; readonly evidence: readonly Exchange[] };

interface TokenAsk {
  readonly challenge: Extract<Challenge, { scheme: "bearer" }>;
  readonly scopes: readonly string[];
  readonly candidate: Candidate;
  readonly label: string;
  /** Who challenged: whose credentials these are. */
  readonly registry: URL;
  /** A token that the registry doesn't take any more; `null` where none was shown. */
  readonly rejected: string | null;
}

export type Tokens = (ask: TokenAsk) => Promise<TokenReply>;

/** What says that a token service knows no POST; the same is then asked by GET (containerd `authorizer.go`). */
const noPost: ReadonlySet<number> = new Set([400, 401, 404, 405]);

interface Fetched {
  readonly reply: TokenReply;
  readonly lifeSeconds: number;
}

/** Asks once for each realm, scope and credential, and hands the token to all who need it until it expires. */
export function createTokens(transport: Transport, clock: Clock): Tokens {
  const known = new Map<string, { readonly fetched: Promise<Fetched>; expires: number }>();
  /** Realms that gave a token to GET after they refused a POST. */
  const getOnly = new Set<string>();

  return async (ask) => {
    const { challenge, scopes, candidate, registry } = ask;
    // A login is its registry's alone, though two registries may share a token service.
    const whose = candidate.kind === "anonymous" ? "" : registry.host;
    const key = JSON.stringify([challenge.realm, challenge.service, scopes, candidate.kind, whose]);
    const entry = known.get(key);
    if (entry !== undefined && clock.now() < entry.expires) {
      const { reply } = await entry.fetched;
      const isRejected = reply.kind === "token" && reply.token === ask.rejected;
      // Whoever comes second finds the new one.
      if (!isRejected) return reply;
      const now = known.get(key);
      if (now !== undefined && now !== entry) return (await now.fetched).reply;
    }
    const made = { fetched: fetchToken(ask), expires: Number.POSITIVE_INFINITY };
    known.set(key, made);
    const { reply, lifeSeconds } = await made.fetched;
    // Renewed a little early: the clock of the registry that reads it is not ours.
    if (reply.kind === "token") made.expires = clock.now() + lifeSeconds * 900;
    return reply;
  };

  async function fetchToken(ask: TokenAsk): Promise<Fetched> {
    const { challenge, candidate, registry, scopes, label } = ask;
    const { service } = challenge;
    // Resolved against nothing: containerd takes no relative realm (measured).
    const realm = URL.canParse(challenge.realm) ? new URL(challenge.realm) : null;
    if (realm === null || !/^https?:$/.test(realm.protocol)) {
      return ended(
        unreachable("token", registry.host, "no-address", false, shown(challenge.realm, transport.redactor)),
        [],
      );
    }
    if (candidate.kind !== "anonymous" && !mayBeToldTo(realm, registry)) {
      return ended({ kind: "withheld", at: "token", host: realm.host, cause: "login-withheld" }, []);
    }

    /** Where a login was not shown that a node would have. */
    let unshown: string | null = null;
    const place = realm.origin + realm.pathname;
    const questions = tokenQuestions({ realm, service, scopes, candidate, label }, getOnly.has(place));
    for (const [index, question] of questions.entries()) {
      const { reply, broken, isWithheld, host } = await askFollowing(transport, question);
      if (reply.kind === "deadline") return ended({ kind: "deadline" }, []);
      // Only the last question decides: that a service takes no POST is found out once for all, by whoever comes first.
      const evidence = [reply.exchange];
      if (reply.kind === "failure") return ended(failureEnding(reply.failure, "token", host), evidence);
      const { answer, exchange } = reply;
      if (broken !== null) {
        const { cause, detail } = broken;
        return ended(unreachable("token", host, cause, answer.viaProxy, detail), evidence);
      }
      if (answer.status >= 200 && answer.status < 300) {
        if (index > 0) getOnly.add(place);
        return granted(answer, exchange, question.method, host);
      }
      if (isWithheld) unshown = host;
      const another = index + 1 < questions.length && (noPost.has(answer.status) || isRedirect(answer));
      if (!another) return ended(endingWithout(unshown, answer, exchange, host), evidence);
    }
    return ended(unreachable("token", realm.host, "no-token", false, ""), []);
  }

  /** `unshown`: where a login was not shown; what is refused without it is not refused to a node. */
  function endingWithout(unshown: string | null, answer: Answer, exchange: Exchange, host: string): Ending {
    const ending = endingOf(answer, exchange, "token", host, clock.wall());
    const isOpen = ending.kind === "refused" || isRedirect(answer);
    if (unshown === null || !isOpen) return ending;
    return { kind: "withheld", at: "token", host: unshown, cause: "login-elsewhere" };
  }

  function granted(answer: Answer, exchange: Exchange, method: Question["method"], host: string): Fetched {
    const read = readToken(answer, method);
    if (read.kind === "none") {
      return ended(unreachable("token", host, "no-token", answer.viaProxy, read.detail), [exchange]);
    }
    const { token, lifeSeconds } = read;
    transport.redactor.keep(token);
    return { reply: { kind: "token", token, exchange }, lifeSeconds };
  }
}

/** To TLS only; on loopback, where the registry itself is spoken to in the open, nothing leaves the machine. */
function mayBeToldTo(realm: URL, registry: URL): boolean {
  return realm.protocol === "https:" || (registry.protocol === "http:" && schemeFor(realm.host) === "http");
}

function isRedirect({ status }: Answer): boolean {
  return status >= 300 && status < 400;
}

function ended(ending: Ending, evidence: readonly Exchange[]): Fetched {
  return { reply: { kind: "ending", ending, evidence }, lifeSeconds: 0 };
}

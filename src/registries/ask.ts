// One question about a repository, with everything that stands between it and its answer: challenges, tokens, redirects.
// Source: containerd `core/remotes/docker/resolver.go` (doWithRetries, authorize) and Go's `net/http` redirects.
import { credentialLabel } from "../credentials/resolve.ts";
import type { Candidate, Exchange } from "../model.ts";
import { type Answer, headerLines } from "./answer.ts";
import { type Answered, type Authorization, bare, type Errand, type Header } from "./authorization.ts";
import { chooseChallenge } from "./challenge.ts";
import { type Ending, failureEnding, type Station, stationHop, unreachable } from "./classify.ts";
import { type Purpose, type Question, shown } from "./exchange.ts";
import { addressOf } from "./host.ts";
import { mayKeepAuthorization, redirectOf } from "./redirect.ts";
import type { Transport } from "./transport.ts";
import { wordsOf } from "./words.ts";

const wordsBytes = 64 * 1024;
/** Different challenges answered for one question, at most. */
const mostChallenges = 3;

export interface Asking {
  readonly host: string;
  readonly repository: string;
  readonly candidate: Candidate;
  readonly station: "manifest" | "blob";
  readonly purpose: Exclude<Purpose, "token">;
  readonly method: "HEAD" | "GET";
  /** Below the host: `/v2/library/nginx/manifests/1.27`. */
  readonly path: string;
  readonly accept: string | null;
  readonly maxBytes: number;
}

/** What came of it: an answer, granted or not, or an end that needs no reading (a network, a deadline, a token service). */
export type Asked =
  /** `host` is who answered in the end, after redirects, and `station` what it was asked for. */
  | {
      readonly kind: "answer";
      readonly answer: Answer;
      readonly exchange: Exchange;
      /** The exchange that its token came from; `null` where it carried none. */
      readonly token: Exchange | null;
      readonly host: string;
      readonly station: Station;
    }
  | { readonly kind: "ending"; readonly ending: Ending; readonly evidence: readonly Exchange[] };

export type Ask = (asking: Asking) => Promise<Asked>;

/** One `Ask` for a run: hosts, tokens and what is known of both are shared by all who ask. */
export function createAsk(transport: Transport, authorization: Authorization): Ask {
  return async (asking) => {
    const registry = addressOf(asking.host);
    if (registry === null) return noAddress(asking.host);
    let url = new URL(asking.path, registry);
    let header = await authorization.standing({ ...asking, registry });
    const tried = new Set<string>();
    let viaProxy = false;

    for (let followed = 0; ;) {
      // Credentials are for the host they were found for: a blob host or a mirror is asked without any.
      const own = mayKeepAuthorization(registry, url);
      const errand: Errand = { ...asking, registry: url, candidate: own ? asking.candidate : { kind: "anonymous" } };
      const station: Station = asking.station === "blob" && !own ? "blob" : "manifest";
      const question = questionOf(asking, url, header.value, errand.candidate, followed === 0);
      const reply = await transport.ask(question);
      if (reply.kind === "deadline") return { kind: "ending", ending: { kind: "deadline" }, evidence: [] };
      const { exchange } = reply;
      // A proxy's page may send on to where no proxy is: what comes of it is still the proxy's doing.
      viaProxy ||= reply.kind === "failure" ? reply.failure.viaProxy : reply.answer.viaProxy;
      if (reply.kind === "failure") {
        const ending = failureEnding({ ...reply.failure, viaProxy }, station, url.host);
        return { kind: "ending", ending, evidence: [exchange] };
      }

      const answer: Answer = { ...reply.answer, viaProxy };
      const redirect = redirectOf(answer, url, followed);
      if (redirect.kind === "broken") {
        const ending = unreachable(stationHop(station), url.host, redirect.cause, viaProxy, redirect.detail);
        return { kind: "ending", ending, evidence: [exchange] };
      }
      if (redirect.kind === "to") {
        followed += 1;
        if (!mayKeepAuthorization(url, redirect.url)) header = bare;
        url = redirect.url;
        continue;
      }

      const answered = await answerTo(answer, errand, header, tried, asking.purpose);
      if (answered?.kind === "ending") return { ...answered, evidence: [exchange, ...answered.evidence] };
      if (answered?.kind === "header") {
        header = answered.header;
        continue;
      }
      const spoken = await withWords(answer, question);
      const message = spoken === answer ? exchange.message : shown(wordsOf(spoken), transport.redactor);
      const { token } = header;
      return { kind: "answer", answer: spoken, exchange: { ...exchange, message }, token, host: url.host, station };
    }
  };

  /** What to send instead of `sent`; `null` where the answer stands. */
  async function answerTo(
    answer: Answer,
    errand: Errand,
    sent: Header,
    tried: Set<string>,
    purpose: Purpose,
  ): Promise<Answered | null> {
    const challenge = answer.status === 401 ? chooseChallenge(headerLines(answer, "www-authenticate")) : null;
    const key = `${errand.registry.href} ${JSON.stringify(challenge)} ${sent.value === null ? "bare" : "answered"}`;
    if (challenge === null || purpose === "hint" || tried.has(key) || tried.size >= mostChallenges) return null;
    // A token that was kept from before may be no good any more, as others expire; one that is new is not asked for again
    // (containerd `authorizer.go`, invalidAuthorization). Nor is another one where what lacks is the right.
    const renew =
      tried.size === 0 && challenge.scheme === "bearer" && !["", "insufficient_scope"].includes(challenge.error);
    tried.add(key);
    const rejected = renew ? (sent.value?.replace(/^Bearer /, "") ?? null) : null;
    const answered = await authorization.answer(challenge, errand, rejected);
    if (answered.kind === "ending") return answered;
    return answered.header.value === null || answered.header.value === sent.value ? null : answered;
  }

  /** A refusal told to HEAD has no words: the same is asked once by GET, for its message and never for the verdict. */
  async function withWords(answer: Answer, question: Question): Promise<Answer> {
    const silent = question.method === "HEAD" && answer.status >= 400 && answer.status < 500;
    if (!silent || [404, 405, 407, 408, 429].includes(answer.status)) return answer;
    const reply = await transport.ask({ ...question, purpose: "hint", method: "GET", maxBytes: wordsBytes });
    if (reply.kind !== "answer" || reply.answer.status !== answer.status) return answer;
    return { ...answer, body: reply.answer.body, headers: { ...answer.headers, ...reply.answer.headers } };
  }
}

/** The label says what the question carries: a login that was not asked for was not sent. */
function questionOf(asking: Asking, url: URL, header: string | null, candidate: Candidate, direct: boolean): Question {
  const headers = {
    ...(asking.accept === null ? {} : { accept: asking.accept }),
    ...(header === null ? {} : { authorization: header }),
  };
  const { purpose, method, maxBytes } = asking;
  const credential = header === null ? "anonymous" : credentialLabel(candidate);
  return { purpose, method, url, headers, body: null, maxBytes, credential, direct };
}

function noAddress(host: string): Asked {
  const ending = unreachable("dns", host, "name-not-found", false, `${host}: no such address`);
  return { kind: "ending", ending, evidence: [] };
}

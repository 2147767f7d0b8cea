// From a question to its answer: over redirects and past challenges, with a login shown to nobody but its registry.
// Source: containerd `core/remotes/docker/resolver.go` (doWithRetries, CheckRedirect) and Go's `net/http` redirects.
import { credentialLabel } from "../credentials/resolve.ts";
import type { Candidate } from "../model.ts";
import type { Answer } from "./answer.ts";
import type { Asked, Asking } from "./ask.ts";
import { type Answered, type Authorization, bare, type Errand, type Header } from "./authorization.ts";
import { type Challenge, challengeOf } from "./challenge.ts";
import { type Ending, failureEnding, type Station, stationHop, unreachable } from "./classify.ts";
import type { Heard, Question } from "./exchange.ts";
import { mayKeepAuthorization, nodeKeepsAuthorization, redirectOf } from "./redirect.ts";
import type { Transport } from "./transport.ts";

/** Different challenges answered for one question, at most. */
const mostChallenges = 3;

export interface Following {
  readonly asking: Asking;
  readonly registry: URL;
  readonly transport: Transport;
  readonly authorization: Authorization;
}

/** An answer with the question that brought it, which is not always the first; or an end. */
export type Followed =
  (Extract<Asked, { kind: "answer" }> & { readonly question: Question }) | Extract<Asked, { kind: "ending" }>;

/** `guess`: whatever comes is told as it comes · `answering`: challenges are answered. */
export type Manner = { readonly kind: "guess" } | { readonly kind: "answering"; readonly early: Early | null };

/** What came of a guess: the same need not be asked again. */
export interface Early {
  readonly header: Header;
  /** `null` where somebody else said it. */
  readonly heard: Extract<Heard, { kind: "answer" }> | null;
  /** The token that the registry complained of. */
  readonly rejected: string | null;
}

/** Asks with `header`, and goes on until there is an answer that stands. */
export async function follow(following: Following, opening: Header, manner: Manner): Promise<Followed> {
  const { asking, registry, transport } = following;
  const early = manner.kind === "answering" ? manner.early : null;
  const tried = new Set<string>();
  const isLogin = asking.candidate.kind !== "anonymous";
  let url = new URL(asking.path, registry);
  let header = opening;
  let viaProxy = false;
  /** A node would have shown its login here. */
  let isWithheld = false;

  for (let followed = 0; ;) {
    // Credentials are for the host they were found for: a blob host or a mirror is asked without any.
    const own = mayKeepAuthorization(registry, url);
    const errand: Errand = { ...asking, registry: url, candidate: own ? asking.candidate : { kind: "anonymous" } };
    const station: Station = asking.station === "blob" && !own ? "blob" : "manifest";
    const question = questionOf(asking, url, header.value, errand.candidate, followed === 0);
    const isKnown = followed === 0 && header.value !== null && header.value === early?.header.value;
    const reply = isKnown && early.heard !== null ? early.heard : await transport.ask(question);
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
      if (!mayKeepAuthorization(url, redirect.url)) {
        isWithheld = isLogin && (isWithheld || header.value !== null) && nodeKeepsAuthorization(registry, redirect.url);
        header = bare;
      }
      url = redirect.url;
      continue;
    }

    const { host } = url;
    const standing: Followed = { kind: "answer", answer, exchange, token: header.token, host, station, question };
    if (manner.kind === "guess") return standing;
    const challenge = challengeOf(answer);
    // containerd gives the pull's login to every host that challenges on its way (`authorizer.go`, AddResponses).
    isWithheld ||= isLogin && challenge !== null;
    const next = challenge === null ? null : await answerTo(challenge, errand, header);
    if (next?.kind === "header") {
      if (followed === 0) asking.session.challenge = challenge;
      header = next.header;
      continue;
    }
    asking.session.challenge ??= null;
    const isRefused = next === null ? isRefusal(answer.status) : next.ending.kind === "refused";
    const end = isRefused && isWithheld && !own ? withheldAt(station, url.host) : (next?.ending ?? null);
    if (end !== null) return { kind: "ending", ending: end, evidence: [exchange, ...(next?.evidence ?? [])] };
    return standing;
  }

  /** What to send instead of `sent`; `null` where the answer stands. */
  async function answerTo(challenge: Challenge, errand: Errand, sent: Header): Promise<Answered | null> {
    const key = `${errand.registry.href} ${JSON.stringify(challenge)} ${sent.value === null ? "bare" : "answered"}`;
    if (asking.purpose === "hint" || tried.has(key) || tried.size >= mostChallenges) return null;
    // A token that was kept from before may be no good any more, as others expire; one that is new is not asked for again
    // (containerd `authorizer.go`, invalidAuthorization).
    const stale = (isComplaint(challenge) ? tokenIn(sent) : null) ?? early?.rejected ?? null;
    const rejected = tried.size === 0 ? stale : null;
    tried.add(key);
    const answered = await following.authorization.answer(challenge, errand, rejected);
    if (answered.kind === "ending") return answered;
    return answered.header.value === null || answered.header.value === sent.value ? null : answered;
  }
}

/** What was sent is no good any more; where a right is lacking, another token would not have it either. */
export function isComplaint(challenge: Challenge | null): boolean {
  return challenge?.scheme === "bearer" && !["", "insufficient_scope"].includes(challenge.error);
}

/** `null` where the header holds no token. */
export function tokenIn({ value }: Header): string | null {
  return value?.replace(/^Bearer /, "") ?? null;
}

function isRefusal(status: number): boolean {
  return status === 401 || status === 403;
}

function withheldAt(at: Station, host: string): Ending {
  return { kind: "withheld", at, host, cause: "login-elsewhere" };
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

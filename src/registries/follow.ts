// From a question to its answer: over redirects and past challenges, with a login shown to nobody but its registry.
// Source: containerd `core/remotes/docker/resolver.go` (doWithRetries, CheckRedirect) and Go's `net/http` redirects.
import { carriedLabel } from "../credentials/candidate.ts";
import type { Answer } from "./answer.ts";
import { createAnswering } from "./answering.ts";
import type { Asked, Asking } from "./ask.ts";
import { type Authorization, bare, type Errand, type Header } from "./authorization.ts";
import { challengeOf } from "./challenge.ts";
import { type Ending, failureEnding, type Station, stationHop, unreachable } from "./classify.ts";
import type { Heard, Purpose, Question } from "./exchange.ts";
import type { Leg } from "./leg.ts";
import { mayKeepAuthorization, nodeKeepsAuthorization, redirectOf } from "./redirect.ts";
import type { Transport } from "./transport.ts";

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

/** What a guess was refused with: the same need not be asked again. */
export interface Early {
  readonly header: Header;
  readonly heard: Extract<Heard, { kind: "answer" }>;
}

/** Asks with `header`, and goes on until there is an answer that stands. */
export async function follow(following: Following, opening: Header, manner: Manner): Promise<Followed> {
  const { asking, registry, transport, authorization } = following;
  const early = manner.kind === "answering" ? manner.early : null;
  const purpose: Purpose = manner.kind === "guess" ? "guess" : asking.purpose;
  const answering = createAnswering(authorization, asking);
  const isLogin = asking.candidate.kind !== "anonymous";
  let url = asking.elsewhere ?? new URL(asking.path, registry);
  let header = opening;
  let viaProxy = false;
  /** A node would have shown its login here. */
  let isWithheld = false;

  for (let followed = 0; ;) {
    // Credentials are for the host they were found for: a blob host or a mirror is asked without any.
    const isMirror = asking.pullHost?.isMirror === true;
    const isFirst = mayKeepAuthorization(registry, url);
    // A mirror is another host than the one that the login is for, whatever a node would show it (decision 0021).
    const own = isFirst && !isMirror;
    const errand: Errand = { ...asking, registry: url, candidate: own ? asking.candidate : { kind: "anonymous" } };
    const isApart = !own || asking.elsewhere !== undefined;
    const station: Station = asking.station === "blob" && isApart ? "blob" : "manifest";
    const label = header.value === null ? "anonymous" : carriedLabel(errand.candidate);
    const role =
      isFirst && isMirror ? "mirror" : asking.station === "blob" ? "blob" : isFirst ? "registry" : "redirect";
    const leg: Leg = { ...asking.behalf, role };
    const sent = { purpose, credential: label, direct: followed === 0, leg };
    const question = { ...questionOf(asking, url, header.value, isFirst), ...sent };
    const isKnown = followed === 0 && header.value !== null && header.value === early?.header.value;
    if (isKnown) header = early.header;
    const reply = isKnown ? early.heard : await transport.ask(question);
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
        const isKept = header.value !== null && nodeKeepsAuthorization(registry, redirect.url, asking.containerd);
        // A token that everybody gets is nobody's secret, and some stores refuse what comes with one.
        if (isLogin || !isKept) {
          isWithheld = (isWithheld || header.value !== null) && isKept;
          header = bare;
        }
      }
      url = redirect.url;
      continue;
    }

    const { host } = url;
    const token = header.token?.exchange ?? null;
    const standing: Followed = { kind: "answer", answer, exchange, token, host, station, question };
    if (manner.kind === "guess") return standing;
    const challenge = challengeOf(answer);
    // containerd gives the pull's login to every host that challenges on its way (`authorizer.go`, AddResponses).
    isWithheld ||= isLogin && challenge !== null;
    const next =
      (challenge === null ? null : await answering.answerTo(challenge, errand, header)) ??
      (own ? await answering.renewed(answer, errand, header) : null) ??
      (own ? await answering.alone(answer, errand, header) : null);
    if (next?.kind === "header") {
      if (followed === 0 && challenge !== null) asking.session.challenge = challenge;
      header = next.header;
      continue;
    }
    if (answer.status === 401) transport.governor(url.origin).stood();
    asking.session.challenge ??= null;
    const unshown = own ? (header.token?.unshown ?? null) : isWithheld ? host : null;
    const isRefused = next === null ? isRefusal(answer.status) : next.ending.kind === "refused";
    const end = isRefused && unshown !== null ? withheld(own ? "token" : station, unshown) : (next?.ending ?? null);
    if (end !== null) return { kind: "ending", ending: end, evidence: [exchange, ...(next?.evidence ?? [])] };
    return standing;
  }
}

/** Of the right, or of a thing that is there only for those who have it. */
function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && ![407, 408, 429].includes(status);
}

function withheld(at: Station, host: string): Ending {
  return { kind: "withheld", at, host, cause: "login-elsewhere" };
}

function questionOf(
  asking: Asking,
  url: URL,
  header: string | null,
  isFirst: boolean,
): Pick<Question, "method" | "url" | "headers" | "body" | "maxBytes"> {
  // What hosts.toml has for a host is for that one alone.
  const own = isFirst ? Object.entries(asking.pullHost?.headers ?? {}) : [];
  const headers = {
    ...Object.fromEntries(own.map(([name, values]) => [name.toLowerCase(), values.join(", ")])),
    ...(asking.accept === null ? {} : { accept: asking.accept }),
    ...(header === null ? {} : { authorization: header }),
    ...(asking.range === undefined ? {} : { range: asking.range }),
  };
  return { method: asking.method, url, headers, body: null, maxBytes: asking.maxBytes };
}

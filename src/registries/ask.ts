// One question about a repository, and how its registry wants to be asked: bare, or with what a challenge is answered by.
// Source: containerd `core/remotes/docker/resolver.go` (doWithRetries, authorize).
import type { PullHost } from "../mirrors/hosts.ts";
import type { Candidate, ContainerdSeries, Exchange } from "../model.ts";
import { type Answer, mediaTypeOf } from "./answer.ts";
import { type Authorization, bare, type Errand, type Guess } from "./authorization.ts";
import type { Challenge } from "./challenge.ts";
import { type Ending, type Station, unreachable } from "./classify.ts";
import { type Purpose, type Reply, shown } from "./exchange.ts";
import { type Early, follow, type Followed, type Following } from "./follow.ts";
import { addressOf } from "./host.ts";
import type { Behalf } from "./leg.ts";
import { manifestType } from "./media-types.ts";
import type { Transport } from "./transport.ts";
import { wordsBytes, wordsOf } from "./words.ts";

/** What one pull has learned: how its registry challenged it. containerd's authorizer begins each pull knowing nothing. */
export interface Session {
  /** `undefined` before the first answer; `null` where there was no challenge. */
  challenge: Challenge | null | undefined;
  /** A token for other repositories, too, did not let this pull in: it goes on with one of its own. */
  isAlone?: boolean;
}

export interface Asking {
  readonly host: string;
  /** The host of hosts.toml that is asked in its place; `null`: none is. */
  readonly pullHost: PullHost | null;
  readonly behalf: Behalf;
  readonly repository: string;
  readonly candidate: Candidate;
  readonly session: Session;
  /** Whose rules the pull goes by. */
  readonly containerd: ContainerdSeries;
  readonly station: "manifest" | "blob";
  readonly purpose: Extract<Purpose, "pull" | "hint">;
  readonly method: "HEAD" | "GET";
  /** Below the host: `/v2/library/nginx/manifests/1.27`. */
  readonly path: string;
  readonly accept: string | null;
  readonly maxBytes: number;
  /** A no is asked again in another way, so its words don't matter. */
  readonly isTentative?: boolean;
  /** The `Range` that is asked for; absent: all of it. */
  readonly range?: string;
  /** An address of content that the registry's manifest names, instead of the registry's own: nobody shows it a login. */
  readonly elsewhere?: URL;
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
  const limits = new Map<string, Promise<Reply>>();

  async function onceFor(who: string, words: () => Promise<Reply>): Promise<Reply> {
    const known = limits.get(who) ?? words();
    limits.set(who, known);
    return known;
  }

  return async (asking) => {
    const registry = asking.elsewhere ?? asking.pullHost?.url ?? addressOf(asking.host);
    if (registry === null) return noAddress(asking.host);
    const following: Following = { asking, registry, transport, authorization };
    const { session } = asking;
    const guess = session.challenge === undefined ? await authorization.guess(errandOf(asking, registry)) : null;
    if (guess === null) return spoken(asking, await inSession(following));

    // One request instead of two, where the guess is right. Whatever else comes of it is found out as a node would.
    const guessed = await follow(following, guess.header, { kind: "guess" });
    if (isGranted(guessed)) {
      session.challenge = guess.challenge;
      return spoken(asking, guessed);
    }
    // From now on as a node would ask: with a token for this pull alone.
    if (guess.header.token?.isShared === true) session.isAlone = true;
    return spoken(asking, await follow(following, bare, { kind: "answering", early: earlyOf(guess, guessed) }));
  };

  async function spoken({ isTentative = false }: Asking, followed: Followed): Promise<Asked> {
    return isTentative && followed.kind === "answer" ? followed : withWords(followed);
  }

  /** As the registry wanted it when this pull asked it before; bare for the first time. */
  async function inSession(following: Following): Promise<Followed> {
    const { asking, registry } = following;
    const { challenge, isAlone = false } = asking.session;
    const errand = errandOf(asking, registry);
    const mayShare = !isAlone;
    const answered =
      challenge === undefined || challenge === null
        ? null
        : await authorization.answer(challenge, errand, { mayShare });
    if (answered?.kind === "ending") return answered;
    return follow(following, answered?.header ?? bare, { kind: "answering", early: null });
  }

  /**
   * A refusal told to HEAD has no words: the same is asked once by GET, for its message and never for the verdict. Which limit was
   * met, and until when, stands in the words of a 429 alone (ECR Public, GHCR): those are asked for once, as they are said to all
   * who come with the same credential.
   */
  async function withWords(followed: Followed): Promise<Asked> {
    if (followed.kind === "ending") return followed;
    const { question, ...asked } = followed;
    const { answer, exchange } = asked;
    const silent = question.method === "HEAD" && answer.status >= 400 && answer.status < 500;
    if (!silent || [404, 405, 407, 408].includes(answer.status)) return asked;
    const words = async (): Promise<Reply> =>
      transport.ask({ ...question, purpose: "hint", method: "GET", maxBytes: wordsBytes });
    const reply = await (answer.status === 429
      ? onceFor(`${question.url.origin} ${exchange.credential}`, words)
      : words());
    if (reply.kind !== "answer" || reply.answer.status !== answer.status) return asked;
    const { body, headers } = reply.answer;
    const spoken = { ...answer, body, headers: { ...answer.headers, ...headers } };
    return { ...asked, answer: spoken, exchange: { ...exchange, message: shown(wordsOf(spoken), transport.redactor) } };
  }
}

/** A login is shown to no mirror (decision 0021), be it in advance. */
function errandOf(asking: Asking, registry: URL): Errand {
  const isMirror = asking.pullHost?.isMirror === true;
  return { ...asking, registry, ...(isMirror ? { candidate: { kind: "anonymous" } } : {}) };
}

/** A manifest, or what was asked for by HEAD of one: nothing that a header which nobody asked for may be the reason of. */
function isGranted(followed: Followed): boolean {
  if (followed.kind === "ending") return followed.ending.kind === "deadline";
  const { answer } = followed;
  return (
    answer.status >= 200 && answer.status < 300 && ["index", "manifest"].includes(manifestType(mediaTypeOf(answer)))
  );
}

/** The same header, where it is asked for after all, would be refused the same way. */
function earlyOf({ header }: Guess, guessed: Followed): Early | null {
  if (guessed.kind === "ending" || !guessed.question.direct) return null;
  const { answer, exchange } = guessed;
  return [400, 401, 403, 404].includes(answer.status) ? { header, heard: { kind: "answer", answer, exchange } } : null;
}

function noAddress(host: string): Asked {
  const ending = unreachable("dns", host, "name-not-found", false, `${host}: no such address`);
  return { kind: "ending", ending, evidence: [] };
}

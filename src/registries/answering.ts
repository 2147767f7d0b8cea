// While one question is asked: what to send instead of what was refused, and when to leave it at that.
// Source: containerd `core/remotes/docker/authorizer.go` (AddResponses, invalidAuthorization).
import type { Answer } from "./answer.ts";
import type { Asking } from "./ask.ts";
import type { Answered, Authorization, Errand, Header } from "./authorization.ts";
import { type Challenge, challengeOf } from "./challenge.ts";

/** Different challenges answered for one question, at most. */
const mostChallenges = 3;
/** Tokens that others had before, given up for one question. */
const mostRenewals = 2;

/** What to send instead of `sent`; `null` where the answer stands. */
export interface Answering {
  /** What a challenge is answered by. */
  answerTo(challenge: Challenge, errand: Errand, sent: Header): Promise<Answered | null>;
  /**
   * Another token for one that somebody else has shown before, and that lets nobody in any more: a node begins each pull
   * with one of its own, and gets another where the registry complains of it.
   */
  renewed(answer: Answer, errand: Errand, sent: Header): Promise<Answered | null>;
  /** A token for this repository alone, as a node has it, for one that is for others as well and lets nobody in. */
  alone(answer: Answer, errand: Errand, sent: Header): Promise<Answered | null>;
}

/** One `Answering` for a question. */
export function createAnswering(authorization: Authorization, asking: Asking): Answering {
  const tried = new Set<string>();
  let answers = 0;
  let renewals = 0;
  /** The refusal doesn't say that a right is lacking, and nobody has asked this host again yet. */
  function mayBeAMoment(challenge: Challenge, errand: Errand, { token }: Header): boolean {
    if (challenge.scheme !== "bearer" || challenge.error === "insufficient_scope" || token?.isFresh !== true)
      return false;
    return authorization.mayDoubt(errand);
  }

  return {
    async answerTo(challenge, errand, sent) {
      const how = sent.value === null ? "bare" : sent.token?.isShared === true ? "shared" : "answered";
      const key = `${errand.registry.href} ${JSON.stringify(challenge)} ${how}`;
      // containerd has no authorizer for an address that a manifest names (`core/remotes/docker/fetcher.go`, Fetch).
      if (asking.purpose === "hint" || asking.elsewhere !== undefined || answers >= mostChallenges) return null;
      if (!tried.has(key)) {
        tried.add(key);
        if (how === "shared") asking.session.isAlone = true;
        const mayShare = how === "bare" && asking.session.isAlone !== true;
        const next = unless(sent, await authorization.answer(challenge, errand, { mayShare }));
        // What is tried for several at once is not this question's own.
        if (next?.kind !== "header" || next.header.token?.isShared !== true) answers += 1;
        if (next !== null) return next;
      }
      if (!mayBeAMoment(challenge, errand, sent)) return null;
      answers += 1;
      const rejected = { token: sent.token?.text ?? "", complained: true };
      return authorization.answer(challenge, errand, { rejected });
    },
    async renewed(answer, errand, sent) {
      const { challenge } = asking.session;
      const { token } = sent;
      const isWorn = token !== null && !token.isFresh && [401, 403].includes(answer.status);
      if (!isWorn || asking.purpose === "hint" || challenge === undefined || challenge === null) return null;
      if (renewals >= mostRenewals) return null;
      renewals += 1;
      if (token.isShared) asking.session.isAlone = true;
      const rejected = { token: token.text, complained: isComplaint(challengeOf(answer)) };
      const answered = await authorization.answer(challenge, errand, { rejected });
      const next = unless(sent, answered);
      // The service may give the same once more, to whoever was refused for a moment.
      return next ?? (rejected.complained && authorization.mayDoubt(errand) ? answered : null);
    },
    async alone({ status }, errand, sent) {
      const { session } = asking;
      // A longer header may be what is refused, with whatever status.
      const isDoubtful = sent.token?.isShared === true && status >= 400 && ![407, 408, 429].includes(status);
      if (!isDoubtful || asking.purpose === "hint" || !session.challenge) return null;
      session.isAlone = true;
      return unless(sent, await authorization.answer(session.challenge, errand));
    },
  };
}

/** The same once more is no news. */
function unless(sent: Header, answered: Answered): Answered | null {
  if (answered.kind === "ending") return answered;
  return answered.header.value === null || answered.header.value === sent.value ? null : answered;
}

/** What was sent is no good any more; where a right is lacking, another token would not have it either. */
function isComplaint(challenge: Challenge | null): boolean {
  return challenge?.scheme === "bearer" && !["", "insufficient_scope"].includes(challenge.error);
}

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
      const key = `${errand.registry.href} ${JSON.stringify(challenge)} ${sent.value === null ? "bare" : "answered"}`;
      // containerd has no authorizer for an address that a manifest names (`core/remotes/docker/fetcher.go`, Fetch).
      if (asking.purpose === "hint" || asking.elsewhere !== undefined || answers >= mostChallenges) return null;
      if (!tried.has(key)) {
        tried.add(key);
        answers += 1;
        const next = unless(sent, await authorization.answer(challenge, errand));
        if (next !== null) return next;
      }
      if (!mayBeAMoment(challenge, errand, sent)) return null;
      answers += 1;
      return authorization.answer(challenge, errand, { token: sent.token?.text ?? "", complained: true });
    },
    async renewed(answer, errand, sent) {
      const { challenge } = asking.session;
      const { token } = sent;
      const isWorn = token !== null && !token.isFresh && [401, 403].includes(answer.status);
      if (!isWorn || asking.purpose === "hint" || challenge === undefined || challenge === null) return null;
      if (renewals >= mostRenewals) return null;
      renewals += 1;
      const rejected = { token: token.text, complained: isComplaint(challengeOf(answer)) };
      const answered = await authorization.answer(challenge, errand, rejected);
      const next = unless(sent, answered);
      // The service may give the same once more, to whoever was refused for a moment.
      return next ?? (rejected.complained && authorization.mayDoubt(errand) ? answered : null);
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

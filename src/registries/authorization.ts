// From a challenge and a candidate to the header that answers it: Basic, or a token of the service that the challenge names.
// Source: containerd `core/remotes/docker/authorizer.go` and `scope.go`.
import { carriedLabel, credentialLabel, isBlank } from "../credentials/candidate.ts";
import type { Candidate, Exchange } from "../model.ts";
import type { Challenge } from "./challenge.ts";
import type { Ending } from "./classify.ts";
import type { Behalf } from "./leg.ts";
import { basicCredentials } from "./redact.ts";
import type { Rejected, Tokens } from "./tokens.ts";
import type { Transport } from "./transport.ts";

/** Who asks whom for what. */
export interface Errand {
  readonly registry: URL;
  /** Empty where it is the login alone that is asked about. */
  readonly repository: string;
  readonly candidate: Candidate;
  readonly behalf: Behalf;
}

/** What to say to a host. */
export interface Header {
  /** `null`: this candidate has nothing to say to such a challenge. */
  readonly value: string | null;
  /** Where it holds a token. */
  readonly token: {
    readonly text: string;
    /** The exchange that it came from. */
    readonly exchange: Exchange;
    /** It was given for this very question. */
    readonly isFresh: boolean;
    /** The host to which a login was not shown for it; `null` where nothing was kept back. */
    readonly unshown: string | null;
  } | null;
}

export const bare: Header = { value: null, token: null };

export type Answered =
  | { readonly kind: "header"; readonly header: Header }
  | { readonly kind: "ending"; readonly ending: Ending; readonly evidence: readonly Exchange[] };

export interface Authorization {
  /**
   * A guess: what a host wants that challenged the first who asked it. `challenge` is the one that it answers; `null`
   * where there was none, and where this candidate has no answer to it.
   */
  guess(errand: Errand): Promise<Guess | null>;
  /** `rejected`: a token that did not let in before; another one is given for it, where it was no good any more. */
  answer(challenge: Challenge, errand: Errand, rejected?: Rejected): Promise<Answered>;
  /**
   * May a token that was just given, and refused, be asked for once more? A replica or a clock may be behind, and a node
   * comes back after its back-off: whether a host changes its mind is found out once a run, by the first who is refused.
   */
  mayDoubt(errand: Errand): boolean;
}

export interface Guess {
  readonly challenge: Challenge;
  readonly header: Header;
}

/** One `Authorization` for a run. */
export function createAuthorization(transport: Transport, tokens: Tokens): Authorization {
  async function answer(challenge: Challenge, errand: Errand, rejected: Rejected | null = null): Promise<Answered> {
    const { registry, repository, candidate, behalf } = errand;
    if (candidate.kind !== "anonymous") transport.redactor.keep(candidate.secret);
    if (challenge.scheme === "basic") {
      if (candidate.kind !== "login" || isBlank(candidate)) return { kind: "header", header: bare };
      const basic = basicCredentials(candidate);
      transport.redactor.keep(basic);
      return { kind: "header", header: { value: `Basic ${basic}`, token: null } };
    }
    const asked = challenge.scope.split(" ").filter((scope) => scope !== "");
    const own = repository === "" ? [] : [`repository:${repository}:pull`];
    const scopes = [...new Set([...own, ...asked])].sort();
    const reply = await tokens({
      challenge,
      scopes,
      candidate,
      label: carriedLabel(candidate),
      registry,
      behalf,
      rejected,
    });
    if (reply.kind === "ending") return reply;
    const { token: text, exchange, isFresh, unshown } = reply;
    return { kind: "header", header: { value: `Bearer ${text}`, token: { text, exchange, isFresh, unshown } } };
  }

  const doubted = new Set<string>();

  return {
    answer,
    mayDoubt({ registry, candidate }) {
      const key = `${registry.origin} ${credentialLabel(candidate)}`;
      const isFirst = !doubted.has(key);
      doubted.add(key);
      return isFirst;
    },
    async guess(errand) {
      const host = transport.governor(errand.registry.origin);
      await host.arrive();
      if (host.challenge === null) return null;
      // Another repository's scope is none of this one's business.
      const challenge = host.challenge.scheme === "bearer" ? { ...host.challenge, scope: "" } : host.challenge;
      const answered = await answer(challenge, errand);
      // A service that refuses has not refused what nobody wanted yet.
      return answered.kind === "ending" || answered.header.value === null
        ? null
        : { challenge, header: answered.header };
    },
  };
}

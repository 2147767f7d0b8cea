// From a challenge and a candidate to the header that answers it: Basic, or a token of the service that the challenge names.
// Source: containerd `core/remotes/docker/authorizer.go` and `scope.go`.
import { candidateMark, carriedLabel, credentialLabel, isBlank } from "../credentials/candidate.ts";
import type { Candidate, Exchange } from "../model.ts";
import type { Challenge } from "./challenge.ts";
import type { Companions } from "./companions.ts";
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

/** Characters of a header with a token for several repositories; servers take eight thousand for all headers together. */
const longestShared = 4096;

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
    /** It is for other repositories, too: one that doesn't let in says less than one for this repository alone. */
    readonly isShared: boolean;
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
  /**
   * `rejected`: a token that did not let in before; another one is given for it, where it was no good any more.
   * `mayShare`: a token for several repositories will do, where the service gives such.
   */
  answer(challenge: Challenge, errand: Errand, how?: Manner): Promise<Answered>;
  /**
   * May a token that was just given, and refused, be asked for once more? A replica or a clock may be behind, and a node
   * comes back after its back-off: whether a host changes its mind is found out once a run, by the first who is refused.
   */
  mayDoubt(errand: Errand): boolean;
}

interface Manner {
  readonly rejected?: Rejected;
  readonly mayShare?: boolean;
}

export interface Guess {
  readonly challenge: Challenge;
  readonly header: Header;
}

/** One `Authorization` for a run. `companions`: whose tokens are asked for together. */
export function createAuthorization(transport: Transport, tokens: Tokens, companions: Companions): Authorization {
  /** Tokens for several repositories that are no use, by service, login and repositories. */
  const alone = new Set<string>();

  async function answer(
    challenge: Challenge,
    errand: Errand,
    { rejected, mayShare = false }: Manner = {},
  ): Promise<Answered> {
    const { registry, repository, candidate } = errand;
    if (candidate.kind !== "anonymous") transport.redactor.keep(candidate.secret);
    if (challenge.scheme === "basic") {
      if (candidate.kind !== "login" || isBlank(candidate)) return { kind: "header", header: bare };
      const basic = basicCredentials(candidate);
      transport.redactor.keep(basic);
      return { kind: "header", header: { value: `Basic ${basic}`, token: null } };
    }
    const together = mayShare && repository !== "" ? companions(registry.host, candidate, repository) : [];
    const service = JSON.stringify([challenge.realm, challenge.service, candidateMark(candidate), together]);
    if (together.length > 1 && !alone.has(service)) {
      const shared = await bearer(challenge, errand, together, rejected);
      const isOfUse =
        shared.kind === "header"
          ? (shared.header.value?.length ?? 0) <= longestShared
          : shared.ending.kind === "deadline";
      if (isOfUse) return shared;
      // Who has no right to one of them may have it to the others.
      alone.add(service);
    }
    return bearer(challenge, errand, repository === "" ? [] : [repository], rejected);
  }

  async function bearer(
    challenge: Extract<Challenge, { scheme: "bearer" }>,
    { registry, candidate, behalf }: Errand,
    repositories: readonly string[],
    rejected: Rejected | null = null,
  ): Promise<Answered> {
    const asked = challenge.scope.split(" ").filter((scope) => scope !== "");
    const own = repositories.map((repository) => `repository:${repository}:pull`);
    const scopes = [...new Set([...own, ...asked])].sort();
    const label = carriedLabel(candidate);
    const whose = { ...behalf, repositories };
    const reply = await tokens({ challenge, scopes, candidate, label, registry, behalf: whose, rejected });
    if (reply.kind === "ending") return reply;
    const { token: text, exchange, isFresh, unshown } = reply;
    const isShared = repositories.length > 1;
    return {
      kind: "header",
      header: { value: `Bearer ${text}`, token: { text, exchange, isFresh, isShared, unshown } },
    };
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
      const answered = await answer(challenge, errand, { mayShare: true });
      // A service that refuses has not refused what nobody wanted yet.
      return answered.kind === "ending" || answered.header.value === null
        ? null
        : { challenge, header: answered.header };
    },
  };
}

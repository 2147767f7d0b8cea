// A login that no image had a use for, tried at the host that it is for: a token is asked for, and nothing that a quota counts.
import { credentialLabel } from "../credentials/candidate.ts";
import type { PullHosts } from "../mirrors/hosts.ts";
import type { Candidate, Exchange, SecretShown, Tried, Reach } from "../model.ts";
import { headerLines } from "./answer.ts";
import type { Authorization } from "./authorization.ts";
import { type Challenge, challengeOf, refusedChallenge } from "./challenge.ts";
import type { Question, Reply } from "./exchange.ts";
import { addressOf, hostFor, urlHost } from "./host.ts";
import type { Behalf } from "./leg.ts";
import type { Transport } from "./transport.ts";
import { wordsBytes } from "./words.ts";

/** A login, and the registry (`docker.io`) that it is for. */
export interface LoginTrial {
  readonly registry: string;
  readonly reach: Reach;
  readonly candidate: Extract<Candidate, { kind: "login" }>;
}

export interface TrialTools {
  readonly transport: Transport;
  readonly authorization: Authorization;
  /** How settings have its host trusted. */
  readonly hosts?: PullHosts | undefined;
}

/** What came of it; `unknown` where the host can't be reached, or asks nobody for a login. */
export async function tryLogin(
  { registry, candidate, reach }: LoginTrial,
  { transport, authorization, hosts }: TrialTools,
): Promise<SecretShown> {
  const address = addressOf(hostFor(registry));
  const evidence: Exchange[] = [];
  const ended = (came: Tried["came"]): SecretShown => ({ registry, came, isOpen: true, evidence });
  if (address === null) return ended({ kind: "unknown" });
  const tls = hosts?.for(registry)?.find(({ isMirror }) => !isMirror)?.tls ?? null;
  const behalf: Behalf = { registry: urlHost(registry), repositories: [], reach, tls };
  const ask = async (authorizationHeader: string | null): Promise<Reply> => {
    const reply = await transport.ask(rootQuestion(address, authorizationHeader, candidate, behalf));
    if (reply.kind !== "deadline") evidence.push(reply.exchange);
    return reply;
  };

  let challenge: Challenge | null = transport.governor(address.origin).challenge;
  if (challenge === null) {
    const bare = await ask(null);
    if (bare.kind !== "answer") return ended({ kind: "unknown" });
    challenge = challengeOf(bare.answer);
    if (challenge === null) return ended(isGranted(bare) ? { kind: "in", unasked: true } : { kind: "unknown" });
  }
  const errand = { registry: address, repository: "", candidate, behalf };
  const answered = await authorization.answer(
    challenge.scheme === "bearer" ? { ...challenge, scope: "" } : challenge,
    errand,
  );
  if (answered.kind === "ending") {
    evidence.push(...answered.evidence);
    return ended(
      answered.ending.kind === "refused" ? { ...refusal(answered.ending), hadToken: false } : { kind: "unknown" },
    );
  }
  const { value, token } = answered.header;
  if (token !== null) {
    evidence.push(token.exchange);
    return ended({ kind: "in", unasked: false });
  }
  const reply = value === null ? null : await ask(value);
  if (reply === null || reply.kind !== "answer") return ended({ kind: "unknown" });
  if (isGranted(reply)) return ended({ kind: "in", unasked: false });
  const { status } = reply.answer;
  if (status !== 401) return ended({ kind: "unknown" });
  const wanted = refusedChallenge(headerLines(reply.answer, "www-authenticate"));
  const { message: words } = reply.exchange;
  return ended({ ...refusal({ at: "manifest", status, challenge: wanted, words }), hadToken: false });
}

function refusal({
  at,
  status,
  challenge,
  words,
}: Pick<Extract<Tried["came"], { kind: "refused" }>, "at" | "status" | "challenge" | "words">) {
  return { kind: "refused", at, status, challenge, words, unasked: false } as const;
}

function isGranted(reply: Extract<Reply, { kind: "answer" }>): boolean {
  return reply.answer.status >= 200 && reply.answer.status < 300;
}

function rootQuestion(registry: URL, authorization: string | null, candidate: Candidate, behalf: Behalf): Question {
  return {
    purpose: "hint",
    method: "GET",
    url: new URL("/v2/", registry),
    headers: authorization === null ? {} : { authorization },
    body: null,
    maxBytes: wordsBytes,
    credential: authorization === null ? "anonymous" : credentialLabel(candidate),
    direct: true,
    leg: { ...behalf, role: "registry" },
  };
}

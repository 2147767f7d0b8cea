// Logins that no image had a use for, tried at the hosts that they are for: a token is asked for, and nothing that a quota counts.
import pLimit from "p-limit";
import { candidateMark, credentialLabel } from "../credentials/candidate.ts";
import type { Candidate, Exchange, Probe, SecretShown, Tried } from "../model.ts";
import type { Authorization } from "./authorization.ts";
import { type Challenge, challengeOf } from "./challenge.ts";
import { refusedChallenge } from "./challenge.ts";
import { headerLines } from "./answer.ts";
import type { Question, Reply } from "./exchange.ts";
import { addressOf, hostFor, placeMark } from "./host.ts";
import { isOpenToAll } from "../rules/rejection.ts";
import type { Transport } from "./transport.ts";
import type { Walked } from "./walk.ts";
import { wordsBytes } from "./words.ts";

/** A login, and the registry (`docker.io`) that it is for. */
export interface LoginTrial {
  readonly registry: string;
  readonly candidate: Extract<Candidate, { kind: "login" }>;
}

export type ShownLogins = ReadonlyMap<string, readonly SecretShown[]>;

interface TrialTools {
  readonly transport: Transport;
  readonly authorization: Authorization;
}

/** At once, over all hosts: nobody waits for them. */
const atOnce = 8;

/** What came of logins on the way to images. */
export function shownOn(probes: readonly Probe[], walks: ReadonlyMap<string, Walked>): ShownLogins {
  const shown = new Map<string, SecretShown[]>();
  for (const { key, reference } of probes) {
    const tried = walks.get(key)?.tried ?? [];
    const isOpen = isOpenToAll(tried);
    for (const { mark, came } of tried) add(shown, mark, { registry: reference.registry, came, isOpen, evidence: [] });
  }
  return shown;
}

/**
 * The same, with those that are still to be tried: once for each login and registry, in however many ways it is spelled.
 * What came of it is told of each spelling.
 */
export async function withTrials(
  known: ShownLogins,
  trials: readonly LoginTrial[],
  tools: TrialTools,
): Promise<ShownLogins> {
  const shown = new Map([...known].map(([mark, all]) => [mark, [...all]]));
  const answers = [...known].flatMap(([mark, all]) =>
    all.filter(({ came }) => isAnswer(came)).map((one) => ({ mark, one })),
  );
  const answered = new Map(answers.map(({ mark, one }) => [keyOf(one.registry, mark), one]));
  const told = new Set(answers.map(({ mark, one }) => `${one.registry} ${mark}`));
  const limit = pLimit(atOnce);
  const same = Map.groupBy(trials, ({ registry, candidate }) => keyOf(registry, candidateMark(candidate)));
  const tried = await Promise.all(
    [...same].map(async ([key, spelled]) => {
      const [trial] = spelled;
      const one = answered.get(key) ?? (trial === undefined ? null : await limit(async () => tryLogin(trial, tools)));
      return { spelled, one };
    }),
  );
  for (const { spelled, one } of tried) {
    for (const { registry, candidate } of spelled) {
      const mark = candidateMark(candidate);
      const spelling = `${registry} ${mark}`;
      if (one === null || told.has(spelling)) continue;
      told.add(spelling);
      add(shown, mark, { ...one, registry });
    }
  }
  return shown;
}

/** A login at a place. */
function keyOf(registry: string, mark: string): string {
  return `${placeMark(registry)} ${mark}`;
}

function add(shown: Map<string, SecretShown[]>, mark: string, one: SecretShown): void {
  const known = shown.get(mark);
  if (known === undefined) shown.set(mark, [one]);
  else known.push(one);
}

function isAnswer(came: Tried["came"]): boolean {
  return came.kind !== "unknown" && !came.unasked;
}

async function tryLogin(
  { registry, candidate }: LoginTrial,
  { transport, authorization }: TrialTools,
): Promise<SecretShown> {
  const address = addressOf(hostFor(registry));
  const evidence: Exchange[] = [];
  const ended = (came: Tried["came"]): SecretShown => ({ registry, came, isOpen: true, evidence });
  if (address === null) return ended({ kind: "unknown" });
  const ask = async (authorizationHeader: string | null): Promise<Reply> => {
    const reply = await transport.ask(rootQuestion(address, authorizationHeader, candidate));
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
  const errand = { registry: address, repository: "", candidate };
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

function rootQuestion(registry: URL, authorization: string | null, candidate: Candidate): Question {
  return {
    purpose: "hint",
    method: "GET",
    url: new URL("/v2/", registry),
    headers: authorization === null ? {} : { authorization },
    body: null,
    maxBytes: wordsBytes,
    credential: authorization === null ? "anonymous" : credentialLabel(candidate),
    direct: true,
  };
}

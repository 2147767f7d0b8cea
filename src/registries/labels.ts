// Whose login it was, in one use's words: uses that hold the same login under other names share a question.
import { credentialLabel } from "../credentials/candidate.ts";
import type { Candidate, Outcome } from "../model.ts";
import type { Walked } from "./walk.ts";

/** The same, as if `own` had been tried and not `asked`, which are alike one by one. */
export function relabelled({ outcome, tried }: Walked, asked: readonly Candidate[], own: readonly Candidate[]): Walked {
  const [theirs, ours] = [asked.map(credentialLabel), own.map(credentialLabel)];
  if (theirs.every((label, index) => label === ours[index])) return { outcome, tried };
  const names = new Map(theirs.map((label, index) => [label, ours[index] ?? label]));
  const rename = (label: string): string => names.get(label) ?? label;
  return {
    outcome: withLabels(outcome, rename),
    tried: tried.map((one) => ({ ...one, credential: rename(one.credential) })),
  };
}

function withLabels(outcome: Outcome, rename: (label: string) => string): Outcome {
  const evidence = outcome.evidence.map((exchange) => ({ ...exchange, credential: rename(exchange.credential) }));
  return outcome.kind === "refused"
    ? { ...outcome, evidence, credentials: outcome.credentials.map(rename) }
    : { ...outcome, evidence };
}

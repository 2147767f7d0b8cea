// What a credential came to, by what came of the walk that it was shown on.
import { candidateMark, credentialLabel } from "../credentials/candidate.ts";
import type { Candidate, Outcome, Tried } from "../model.ts";

/** `isExtra`: no kubelet would try it. */
export function triedBy(candidate: Candidate, outcome: Outcome, isExtra: boolean): Tried {
  const credential = credentialLabel(candidate);
  const unasked =
    candidate.kind !== "anonymous" && !outcome.evidence.some((exchange) => exchange.credential === credential);
  const hadToken = outcome.evidence.some(
    (exchange) =>
      exchange.credential === credential &&
      exchange.status === 200 &&
      !/\/v2\/.*\/(?:manifests|blobs)\//.test(exchange.url),
  );
  const came = cameTo(outcome, { unasked, hadToken });
  return { credential, mark: candidateMark(candidate), isExtra, came };
}

function cameTo(
  outcome: Outcome,
  { unasked, hadToken }: { readonly unasked: boolean; readonly hadToken: boolean },
): Tried["came"] {
  switch (outcome.kind) {
    case "found":
    case "mismatched":
    case "faulty":
      return { kind: "in", unasked };
    case "absent":
      return { kind: "absent", unasked };
    case "refused": {
      const { at, status, challenge, words } = outcome;
      return { kind: "refused", at, status, challenge, words, unasked, hadToken };
    }
    case "throttled":
    case "unreachable":
    case "not-asked":
      return { kind: "unknown" };
  }
}

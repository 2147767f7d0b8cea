// From what was learned of one use to the contract's verdict on it: what the kubelet would do, in one word.
import { opaqueSecretsOf } from "../credentials/opaque.ts";
import type { JudgedUse, NotAsked, Outcome, Subject, Verdict } from "../model.ts";

/**
 * The contract's table. Unknown is never fine: what only a person or the cluster can know is `unverified`.
 *
 * A refusal, or a 404 told to anonymous alone, proves nothing while the pod names a pull secret whose content is not
 * known here, where the pod's list may be another (a refusal alone), or the runner's login is kept from a fork: registries hide private repositories behind both answers. A policy's
 * 412 holds for every credential.
 */
export function verdictOf({ outcome, credentials }: Pick<Subject, "outcome" | "credentials">): Verdict {
  const mayHoldTheKey = credentials.isWithheld || opaqueSecretsOf(credentials).length > 0;
  switch (outcome.kind) {
    case "absent":
      return outcome.anonymous && mayHoldTheKey ? "unverified" : "missing";
    case "refused":
      return (mayHoldTheKey || credentials.open !== null) && !isPolicy(outcome) ? "unverified" : "denied";
    case "not-asked":
      return notAsked[outcome.why];
    case "unreachable":
      // Nobody was asked: what a node would meet there is not known.
      return outcome.cause === "address-forbidden" ? "unverified" : plain[outcome.kind];
    case "found":
    case "mismatched":
    case "faulty":
    case "throttled":
      return plain[outcome.kind];
  }
}

const plain = {
  found: "pullable",
  mismatched: "wrong-platform",
  faulty: "broken",
  throttled: "throttled",
  unreachable: "unreachable",
} as const satisfies Partial<Record<Outcome["kind"], Verdict>>;

const notAsked: Readonly<Record<NotAsked, Verdict>> = {
  invalid: "invalid",
  "secret-unreadable": "denied",
  "never-pulled": "skipped",
  placeholder: "unverified",
  "private-registry": "unverified",
  deadline: "unverified",
  budget: "unverified",
  "tag-elsewhere": "unverified",
  "version-range": "unverified",
  "filled-in-later": "skipped",
  parameter: "skipped",
  ignored: "skipped",
};

/** Harbor's scanner and signature policies answer 412 to whoever asks (goharbor/harbor `src/lib/http/error.go`). */
export function isPolicy(refusal: Extract<Outcome, { kind: "refused" }>): boolean {
  return refusal.status === 412;
}

/** The gate was meant to prove something of this use, and could not: not even that its registry has it. */
export function isUnproven(use: JudgedUse): boolean {
  const isThere = use.outcome.kind === "throttled" && use.outcome.granted !== undefined;
  return isExpectedToBeProved(use) && !isProof(use.verdict) && !isThere;
}

/** Nobody said that it need not be: neither skipped, nor in a private registry, nor a text of which nobody knows what it is for. */
export function isExpectedToBeProved({ use, verdict, outcome }: JudgedUse): boolean {
  if (verdict === "skipped" || use.source === "string") return false;
  return !(outcome.kind === "not-asked" && outcome.why === "private-registry");
}

/** Something was learned of what a node would meet, for better or worse. */
export function isProof(verdict: Verdict): boolean {
  return proofs[verdict];
}

const proofs: Readonly<Record<Verdict, boolean>> = {
  pullable: true,
  invalid: true,
  missing: true,
  denied: true,
  "wrong-platform": true,
  broken: true,
  skipped: false,
  unreachable: false,
  throttled: false,
  unverified: false,
};

// Tokens: one for each realm, scope and credential, handed to all who need it until it expires or is no good any more.
// Source: containerd `core/remotes/docker/authorizer.go` (doBearerAuth), which keeps them for one pull.
import { candidateMark } from "../credentials/candidate.ts";
import type { Clock } from "../edges/edges.ts";
import { createTokenService, type Granted, type TokenErrand } from "./token-service.ts";
import type { Transport } from "./transport.ts";

interface TokenAsk extends TokenErrand {
  readonly rejected: Rejected | null;
}

/** A token that was shown and did not let in. */
export interface Rejected {
  readonly token: string;
  /** The registry says that it is no good any more. */
  readonly complained: boolean;
}

/** `isFresh`: it was given for this very question. */
export type Tokens = (ask: TokenAsk) => Promise<Granted & { readonly isFresh: boolean }>;

/** A token of this age (milliseconds) that opens nothing may have been revoked; a younger one lacks the right. */
const oldMs = 10_000;

interface Entry {
  readonly granted: Promise<Granted>;
  /** By the clock; infinite while it is on its way. */
  born: number;
  expires: number;
}

/** One `Tokens` for a run. */
export function createTokens(transport: Transport, clock: Clock): Tokens {
  const service = createTokenService(transport, clock);
  const known = new Map<string, Entry>();

  return async (ask) => {
    const { challenge, scopes, candidate, registry } = ask;
    // A login is its registry's alone, though two registries may share a token service; one login may have many holders.
    const whose = candidate.kind === "anonymous" ? "" : registry.host;
    const key = JSON.stringify([challenge.realm, challenge.service, scopes, candidateMark(candidate), whose]);
    const entry = known.get(key);
    if (entry !== undefined && clock.now() < entry.expires) {
      const granted = await entry.granted;
      if (!isWornOut(granted, entry.born, ask.rejected)) return { ...granted, isFresh: false };
      // Whoever comes second finds the new one.
      const now = known.get(key);
      if (now !== undefined && now !== entry) return { ...(await now.granted), isFresh: false };
    }
    const made = { granted: service(ask), born: Number.POSITIVE_INFINITY, expires: Number.POSITIVE_INFINITY };
    known.set(key, made);
    const granted = await made.granted;
    made.born = clock.now();
    // Renewed a little early: the clock of the registry that reads it is not ours.
    if (granted.kind === "token") made.expires = made.born + granted.lifeSeconds * 900;
    return { ...granted, isFresh: true };
  };

  function isWornOut(granted: Granted, born: number, rejected: Rejected | null): boolean {
    if (granted.kind !== "token" || granted.token !== rejected?.token) return false;
    return rejected.complained || clock.now() - born > oldMs;
  }
}

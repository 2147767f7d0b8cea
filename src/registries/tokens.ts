// Tokens: one for each realm, scope and credential, handed to all who need it until it expires or is no good any more.
// Source: containerd `core/remotes/docker/authorizer.go` (doBearerAuth), which keeps them for one pull.
import type { Clock } from "../edges/edges.ts";
import { createTokenService, type Granted, type TokenErrand } from "./token-service.ts";
import type { Transport } from "./transport.ts";

interface TokenAsk extends TokenErrand {
  readonly rejected: Rejected | null;
}

/** A token that was shown and did not let in. */
export interface Rejected {
  readonly token: string;
  /** `complaint`: the registry says that it is no good any more · `refusal`: no more than that · `absence`: 404. */
  readonly how: "complaint" | "refusal" | "absence";
}

/** What is known of the tokens for one realm, scope and credential, old and new. */
export interface TokenKind {
  /** One that nobody had shown before was refused: what lacks is the right, and another one would not have it either. */
  isRefused: boolean;
}

/** `isFresh`: nobody has shown it before. */
export type Tokens = (ask: TokenAsk) => Promise<Granted & { readonly isFresh: boolean; readonly of: TokenKind }>;

/** A token of this age (milliseconds) that opens nothing may have been revoked, whatever was found out before. */
const oldMs = 10_000;

interface Entry {
  readonly of: TokenKind;
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
    // A login is its registry's alone, though two registries may share a token service.
    const whose = candidate.kind === "anonymous" ? "" : registry.host;
    const key = JSON.stringify([challenge.realm, challenge.service, scopes, candidate.kind, whose]);
    const entry = known.get(key);
    const of = entry?.of ?? { isRefused: false };
    if (entry !== undefined && clock.now() < entry.expires) {
      const isFresh = entry.born === Number.POSITIVE_INFINITY;
      const granted = await entry.granted;
      if (!isWornOut(granted, entry, ask.rejected)) return { ...granted, isFresh, of };
      // Whoever comes second finds the new one.
      const now = known.get(key);
      if (now !== undefined && now !== entry) return { ...(await now.granted), isFresh: false, of };
    }
    const made = { of, granted: service(ask), born: Number.POSITIVE_INFINITY, expires: Number.POSITIVE_INFINITY };
    known.set(key, made);
    const granted = await made.granted;
    made.born = clock.now();
    // Renewed a little early: the clock of the registry that reads it is not ours.
    if (granted.kind === "token") made.expires = made.born + granted.lifeSeconds * 900;
    return { ...granted, isFresh: true, of };
  };

  function isWornOut(granted: Granted, { born, of }: Entry, rejected: Rejected | null): boolean {
    if (granted.kind !== "token" || granted.token !== rejected?.token) return false;
    const mayBe = rejected.how === "complaint" || (rejected.how === "refusal" && !of.isRefused);
    return mayBe || clock.now() - born > oldMs;
  }
}

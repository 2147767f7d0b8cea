// What each identity has left of a registry's quota, and how much of that the gate itself may spend.
import { knownLimitOf } from "../registries/known-limits.ts";
import type { PullBudget } from "../settings/settings.ts";
import { type Headroom, isQuota } from "./headroom.ts";
import type { Asker } from "./meters.ts";

/** A fifth of what is left, and ten at least where there are so many: small changes are proved as deeply as they ask. */
const usualPercent = 20;
const usualLeast = 10;

/** By name where several images may need it; a symbol is one that nobody else does. */
export type Manifest = string | symbol;

export interface Account {
  /** As it was when it was told first; `null`: it was not told yet. What is spent since then is the run's own. */
  headroom: Headroom | null;
  spent: number;
  /** What was claimed already: whoever needs the same has it for nothing. */
  readonly charged: Set<Manifest>;
  /** Charged, and not fetched yet. */
  readonly pools: Map<string, number>;
}

/** What each identity may spend and has spent, for a run and those after it. */
export type Purse = Map<string, Account>;

/** Logins that are one account are one, as the registry says itself. */
export function accountKey({ host, mark }: Pick<Asker, "host" | "mark">, headroom: Headroom | null): string {
  const source = mark === "anonymous" ? "" : (headroom?.source ?? "");
  return JSON.stringify([host, source === "" ? mark : `source ${source}`]);
}

/** What was spent before the registry said whose account it is counts for that one. */
export function joinEarlier(accounts: Purse, earlier: string, key: string): void {
  const early = accounts.get(earlier);
  if (early === undefined || earlier === key) return;
  accounts.delete(earlier);
  const account = accounts.get(key);
  if (account === undefined) {
    accounts.set(key, early);
    return;
  }
  account.spent += early.spent;
  for (const manifest of early.charged) account.charged.add(manifest);
  for (const [pool, left] of early.pools) account.pools.set(pool, (account.pools.get(pool) ?? 0) + left);
}

/** So much in a moment is a pace, and no quota. */
export function quotaIn({ headroom }: Pick<Account, "headroom">): Headroom | null {
  return headroom !== null && isQuota(headroom) ? headroom : null;
}

/**
 * Registries that count requests count no pulls, whatever their headers are about. Else a number binds wherever pulls may be
 * counted, and a share takes a limit that is told.
 */
export function allowedOf(setting: PullBudget, host: string, told: Headroom | null): number | null {
  const headroom = quotaIn({ headroom: told });
  if (knownLimitOf(host)?.counts === "requests") return null;
  switch (setting.kind) {
    case "count":
      return headroom === null ? setting.count : Math.min(setting.count, headroom.remaining);
    case "share":
      if (setting.percent === 0) return 0;
      return headroom === null ? null : Math.floor((headroom.remaining * setting.percent) / 100);
    case "default": {
      if (headroom === null) return null;
      const { remaining } = headroom;
      // Where nothing is left, trying costs nothing: what is refused isn't counted, and the first refusal is everybody's.
      if (remaining === 0) return usualLeast;
      return Math.max(Math.floor((remaining * usualPercent) / 100), Math.min(usualLeast, remaining));
    }
  }
}

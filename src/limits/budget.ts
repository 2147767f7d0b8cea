// What the gate itself may spend of a quota: GETs of manifests, given out in the plan's order once every name at the host is known.
import type { Probe } from "../model.ts";
import { urlHost } from "../registries/host.ts";
import { knownLimitOf } from "../registries/known-limits.ts";
import type { PullBudget } from "../settings/settings.ts";
import { type Headroom, isQuota } from "./headroom.ts";
import type { Asker, Meters } from "./meters.ts";

/** A fifth of what is left, and ten at least where there are so many: small changes are proved as deeply as they ask. */
const usualPercent = 20;
const usualLeast = 10;

/** Why no more may be spent: `allowed` in all, of what was left before. */
export interface BudgetStop {
  readonly allowed: number;
  /** `null`: the registry says nothing of a limit. */
  readonly headroom: Headroom | null;
}

export interface Budget {
  /**
   * May these manifests be fetched, each once in a run? `null`: yes. Who asks waits, where not everybody's wish can be granted, until it is
   * known what all others at its registry need: so it doesn't hang on who comes first.
   */
  claim(probe: Probe, asker: Asker, manifests: readonly string[]): Promise<BudgetStop | null>;
  /** Nothing was left when the run began to ask: whoever pulls with it is told to slow down. */
  isSpent(asker: Asker): boolean;
  /** It needs nothing, or nothing more: nobody waits for it. */
  settle(probe: Probe): void;
}

interface Claim {
  readonly order: number;
  readonly asker: Asker;
  readonly manifests: readonly string[];
  readonly answer: (stop: BudgetStop | null) => void;
}

/** One registry: who has yet to say what it needs, and who waits for that. */
interface Queue {
  readonly open: Set<string>;
  /** More than all of them can need. */
  readonly most: number;
  waiting: Claim[];
}

interface Account {
  /** As it was when it was told first; `null`: it was not told yet. What is spent since then is the run's own. */
  headroom: Headroom | null;
  spent: number;
  /** What was claimed already: whoever needs the same has it for nothing. */
  readonly charged: Set<string>;
}

/** What each identity may spend and has spent, for a run and those after it. */
export type Purse = Map<string, Account>;

/**
 * One `Budget` for a run. `patience` ends when nobody waits for the slowest any longer: one silent image is not to cost all others
 * theirs.
 */
export function createBudget(
  probes: readonly Probe[],
  setting: PullBudget,
  meters: Meters,
  accounts: Purse,
  patience: () => Promise<void>,
): Budget {
  const order = new Map(probes.map(({ key }, index) => [key, index]));
  const queues = new Map(
    [...Map.groupBy(probes, queueOf)].map(([host, own]): [string, Queue] => {
      const most = own.reduce((sum, { platforms }) => sum + 1 + platforms.length, 0);
      return [host, { open: new Set(own.map(({ key }) => key)), most, waiting: [] }];
    }),
  );
  function accountOf(asker: Asker): Account {
    const headroom = meters.of(asker)?.headroom ?? null;
    const key = accountKey(asker, headroom);
    const account = accounts.get(key) ?? { headroom: null, spent: 0, charged: new Set() };
    account.headroom ??= headroom;
    accounts.set(key, account);
    return account;
  }

  /** What may still be spent; `null`: as many as it takes. */
  function leftOf(asker: Asker): number | null {
    const { headroom, spent } = accountOf(asker);
    const allowed = allowedOf(setting, asker.host, headroom);
    return allowed === null ? null : allowed - spent;
  }

  function grant(asker: Asker, manifests: readonly string[]): BudgetStop | null {
    const account = accountOf(asker);
    const left = leftOf(asker);
    const fresh = new Set(manifests.filter((manifest) => !account.charged.has(manifest)));
    if (left !== null && fresh.size > left) return { allowed: left + account.spent, headroom: account.headroom };
    account.spent += fresh.size;
    for (const manifest of fresh) account.charged.add(manifest);
    return null;
  }

  function decide(queue: Queue): void {
    const claims = queue.waiting.toSorted((a, b) => a.order - b.order);
    queue.waiting = [];
    for (const { asker, manifests, answer } of claims) answer(grant(asker, manifests));
  }

  async function hurry(queue: Queue): Promise<void> {
    await patience();
    queue.open.clear();
    decide(queue);
  }

  function leave(probe: Probe): Queue | null {
    const queue = queues.get(queueOf(probe)) ?? null;
    queue?.open.delete(probe.key);
    return queue;
  }

  return {
    async claim(probe, asker, manifests) {
      const queue = leave(probe);
      const { charged } = accountOf(asker);
      if (manifests.every((manifest) => charged.has(manifest))) {
        if (queue?.open.size === 0) decide(queue);
        return null;
      }
      const left = leftOf(asker);
      if (queue === null || left === null || queue.most <= left) {
        if (queue?.open.size === 0) decide(queue);
        return grant(asker, manifests);
      }
      return new Promise((answer) => {
        queue.waiting.push({ order: order.get(probe.key) ?? 0, asker, manifests, answer });
        if (queue.open.size === 0) decide(queue);
        else if (queue.waiting.length === 1) void hurry(queue);
      });
    },
    isSpent: (asker) => accountOf(asker).headroom?.remaining === 0,
    settle(probe) {
      const queue = leave(probe);
      if (queue?.open.size === 0) decide(queue);
    },
  };
}

/** Logins that are one account are one, as the registry says itself. */
export function accountKey({ host, mark }: Pick<Asker, "host" | "mark">, headroom: Headroom | null): string {
  const source = mark === "anonymous" ? "" : (headroom?.source ?? "");
  return JSON.stringify([host, source === "" ? mark : `source ${source}`]);
}

function queueOf({ reference }: Probe): string {
  return urlHost(reference.registry);
}

/**
 * Registries that count requests count no pulls, whatever their headers are about. Else a number binds wherever pulls may be
 * counted, and a share takes a limit that is told.
 */
function allowedOf(setting: PullBudget, host: string, told: Headroom | null): number | null {
  // So much in a moment is a pace, and no quota.
  const headroom = told !== null && isQuota(told) ? told : null;
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

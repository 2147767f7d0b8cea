// What the gate itself may spend of a quota: GETs of manifests, given out in the plan's order once every name at the host is known.
import type { Probe } from "../model.ts";
import { urlHost } from "../registries/host.ts";
import type { PullBudget } from "../settings/settings.ts";
import { accountKey, allowedOf, joinEarlier, type Manifest, type Account, type Purse, quotaIn } from "./accounts.ts";
import type { Headroom } from "./headroom.ts";
import type { Asker, Meters } from "./meters.ts";

/** Why no more may be spent: `allowed` in all, of what was left before. */
export interface BudgetStop {
  readonly allowed: number;
  /** `null`: the registry says nothing of a limit. */
  readonly headroom: Headroom | null;
}

export interface Budget {
  /**
   * May these manifests be fetched, each once in a run? `null`: yes. Who asks waits, where not everybody's wish can be granted, until it is
   * known what all others at its registry need: so it doesn't hang on who comes first. What is charged is laid into `pool`, for
   * `take`; a symbol is a manifest that is nobody else's.
   */
  claim(probe: Probe, asker: Asker, manifests: readonly Manifest[], pool?: string | null): Promise<BudgetStop | null>;
  /** One of those that were laid into `pool`; `false`: there is none left. */
  take(asker: Asker, pool: string): boolean;
  /** Nothing was left when the run began to ask: whoever pulls with it is told to slow down. */
  isSpent(asker: Asker): boolean;
  /** It needs nothing, or nothing more: nobody waits for it. */
  settle(probe: Probe): void;
}

interface Wish {
  readonly asker: Asker;
  readonly manifests: readonly Manifest[];
  readonly pool: string | null;
}

interface Claim extends Wish {
  readonly order: number;
  readonly answer: (stop: BudgetStop | null) => void;
}

/** One registry: who has yet to say what it needs, and who waits for that. */
interface Queue {
  readonly open: Set<string>;
  /** More than all of them can need. */
  readonly most: number;
  waiting: Claim[];
}

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
    joinEarlier(accounts, accountKey(asker, null), key);
    const account: Account = accounts.get(key) ?? { headroom: null, spent: 0, charged: new Set(), pools: new Map() };
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

  function grant({ asker, manifests, pool }: Wish): BudgetStop | null {
    const account = accountOf(asker);
    const left = leftOf(asker);
    const fresh = new Set(manifests.filter((manifest) => !account.charged.has(manifest)));
    // A limit that was told late may have been overspent: what is free stays free.
    if (left !== null && fresh.size > Math.max(0, left))
      return { allowed: left + account.spent, headroom: quotaIn(account) };
    account.spent += fresh.size;
    for (const manifest of fresh) account.charged.add(manifest);
    if (pool !== null) account.pools.set(pool, (account.pools.get(pool) ?? 0) + fresh.size);
    return null;
  }

  function decide(queue: Queue): void {
    const claims = queue.waiting.toSorted((a, b) => a.order - b.order);
    queue.waiting = [];
    for (const claim of claims) claim.answer(grant(claim));
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
    async claim(probe, asker, manifests, pool = null) {
      const queue = leave(probe);
      const { charged } = accountOf(asker);
      const isFree = manifests.every((manifest) => charged.has(manifest));
      const left = leftOf(asker);
      if (queue === null || isFree || left === null || queue.most <= left) {
        if (queue?.open.size === 0) decide(queue);
        return grant({ asker, manifests, pool });
      }
      return new Promise((answer) => {
        queue.waiting.push({ order: order.get(probe.key) ?? 0, asker, manifests, pool, answer });
        if (queue.open.size === 0) decide(queue);
        else if (queue.waiting.length === 1) void hurry(queue);
      });
    },
    take(asker, pool) {
      const { pools } = accountOf(asker);
      const left = pools.get(pool) ?? 0;
      pools.set(pool, Math.max(0, left - 1));
      return left > 0;
    },
    isSpent: (asker) => quotaIn(accountOf(asker))?.remaining === 0,
    settle(probe) {
      const queue = leave(probe);
      if (queue?.open.size === 0) decide(queue);
    },
  };
}

function queueOf({ reference }: Probe): string {
  return urlHost(reference.registry);
}

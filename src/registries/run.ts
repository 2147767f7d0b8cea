// Runs a plan: every probe once, hosts beside each other, each within its own limits; what it cost and what was seen.
import pLimit from "p-limit";
import { seal } from "../credentials/secret.ts";
import type { Clock, ContentStore, Edges } from "../edges/edges.ts";
import type { Cost, EgressHost, HostTime, PlannedCost, Probe, RateLimitSeen, RegistrySeen, Subject } from "../model.ts";
import type { Settings } from "../settings/settings.ts";
import { createAsk } from "./ask.ts";
import { createAuthorization } from "./authorization.ts";
import { companionsIn } from "./companions.ts";
import { hostsIn, urlHost } from "./host.ts";
import { createFetchedManifests, type FetchedManifests } from "./fetched-manifests.ts";
import type { Purse } from "../limits/accounts.ts";
import { createBudget } from "../limits/budget.ts";
import { createMeters, type Meters } from "../limits/meters.ts";
import { limitsOf } from "../limits/need.ts";
import { costWords, plannedCost, plannedWords } from "../limits/planned.ts";
import { askPreviews } from "../limits/preview.ts";
import type { Running } from "../limits/running.ts";
import { shown as shownWords } from "./exchange.ts";
import type { Plan } from "./plan.ts";
import { followProgress } from "./progress.ts";
import { basicCredentials } from "./redact.ts";
import type { LoginTrial } from "./login-trial.ts";
import { type ShownLogins, shownOn, withTrials } from "./login-trials.ts";
import { egressOf } from "./egress.ts";
import { hopsOf, type Routes } from "./routes.ts";
import { look } from "./look.ts";
import { createTokens } from "./tokens.ts";
import { createTransport } from "./transport.ts";
import { type Walked, walk } from "./walk.ts";
import type { WalkTools } from "./walker.ts";

/** Bodies of a megabyte and more that are in memory at once, at most. */
const largeBodies = 8;

/** How long images wait for the names of others at their registry, where not all may be looked into. */
const longestPatienceMs = 30_000;

export interface Run {
  /** By the probe's key; every probe of the plan is in it. */
  readonly outcomes: ReadonlyMap<string, Walked>;
  /** What came of logins, wherever they were shown; by `candidateMark`. */
  readonly shown: ShownLogins;
  readonly registries: readonly RegistrySeen[];
  readonly egress: readonly EgressHost[];
  readonly times: readonly HostTime[];
  readonly cost: Cost;
  readonly planned: readonly PlannedCost[];
  /** What registries grant, and what these uses need of it; `running`: what the base runs, so that nodes have it. */
  readonly limits: (subjects: readonly Subject[], running: Running) => readonly RateLimitSeen[];
  readonly meters: Meters;
  readonly purse: Purse;
  readonly fetched: FetchedManifests;
}

/** A run after another one: `look` asks for names alone, and what it finds is only known to be there. */
interface Later {
  readonly how?: "walk" | "look";
  /** What the one before has read of quotas, and spent. */
  readonly before?: Pick<Run, "meters" | "purse" | "fetched"> | null;
}

/**
 * Never throws for what a registry does; what the deadline cut off is `not-asked`. `spentMs`: what of the run's time is
 * gone already.
 */
export async function runProbes(
  plan: Plan,
  settings: Settings,
  edges: Edges,
  spentMs = 0,
  trials: readonly LoginTrial[] = [],
  { how = "walk", before = null }: Later = {},
): Promise<Run> {
  const { probes } = plan;
  const { clock } = edges;
  const done = new AbortController();
  const endsAt = clock.now() + Math.max(0, settings.timeoutMs - spentMs);
  const timeLeft = (): number => endsAt - clock.now();
  const transport = createTransport(edges, {
    concurrency: settings.concurrency,
    userAgent: `pullgate/${edges.version}`,
    hosts: edges.pullHosts,
    deadline: deadlineAfter(timeLeft(), clock, done.signal),
    timeLeft,
  });
  // Known before anyone is asked: whoever comes by a secret of the run can't have it printed.
  for (const secret of [...(edges.secrets ?? []), ...(edges.pullHosts?.secrets ?? [])])
    transport.redactor.keep(seal(secret));
  for (const candidate of [...probes.flatMap(({ candidates }) => candidates), ...trials.map((one) => one.candidate)]) {
    if (candidate.kind !== "anonymous") transport.redactor.keep(candidate.secret);
    if (candidate.kind === "login") transport.redactor.keep(basicCredentials(candidate));
  }
  const authorization = createAuthorization(transport, createTokens(transport, clock), companionsIn(probes));
  const ask = createAsk(transport, authorization);
  const large = pLimit(largeBodies);
  // As many walks of one host at once as it may get requests: the rest wait here, and cost nothing.
  const walks = new Map<string, Walks>();
  const planned = plannedCost(probes);
  const isTold = probes.length > 0 && before === null;
  if (isTold) edges.log(plannedWords(planned));
  const meters = before?.meters ?? createMeters(edges.log, (words) => shownWords(words, transport.redactor));
  const purse: Purse = before?.purse ?? new Map();
  const fetched = before?.fetched ?? createFetchedManifests();
  const budget = createBudget(probes, settings.pullBudget, meters, purse, async () =>
    clock.sleep(Math.min(longestPatienceMs, timeLeft() / 4), done.signal),
  );
  const tools: WalkTools = {
    fetched,
    meters,
    budget,
    aside: async ({ reference }, waiting) => aside(walks.get(urlHost(reference.registry)), waiting),
    ask,
    transport,
    large: async (work) => large(work),
    layers: new Map(),
    hosts: edges.pullHosts ?? null,
    store: edges.store === undefined || edges.store === null ? null : ofEarlierRuns(edges.store),
    wall: () => clock.wall(),
  };

  const visit = how === "walk" ? walk : look;
  const outcomes = new Map<string, Walked>();
  const progress = followProgress(probes.length, clock, edges.progress, done.signal);
  let shown: ShownLogins = new Map();
  try {
    await Promise.all(
      probes.map((probe) => {
        const host = urlHost(probe.reference.registry);
        const limit = walks.get(host) ?? pLimit(settings.concurrency);
        walks.set(host, limit);
        return limit(async () => {
          outcomes.set(probe.key, await progress.asking(host, async () => visit(probe, tools)));
          budget.settle(probe);
        });
      }),
    );
    if (how === "walk") await askPreviews(probes, outcomes, tools);
    shown = await withTrials(shownOn(probes, outcomes), trials, { transport, authorization, hosts: edges.pullHosts });
  } finally {
    done.abort();
  }
  endRoutes(transport.routes, probes, outcomes);
  const cost = transport.cost();
  if (isTold) edges.log(costWords(cost));
  const legs = transport.routes.legs();
  const byRegistry = Map.groupBy(legs, ({ registry }) => registry);
  const registries = hostsIn(plan.uses).map((host) => {
    return { host, asked: walks.has(host), route: hopsOf(byRegistry.get(host) ?? []).map(told) };
  });
  return {
    outcomes,
    shown,
    registries,
    egress: egressOf(plan, legs, outcomes).map(told),
    times: transport.times.all(),
    cost,
    planned,
    limits: (subjects, running) => limitsOf(subjects, running, meters, settings),
    meters,
    purse,
    fetched,
  };

  /** Without what was not known to be a secret when it was taken down. */
  function told<Seen extends { readonly detail: string }>(seen: Seen): Seen {
    return { ...seen, detail: transport.redactor.clean(seen.detail) };
  }
}

/** What this run itself puts into the store it doesn't find there: how soon it would be is another time in each run. */
function ofEarlierRuns(store: ContentStore): ContentStore {
  const own = new Set<string>();
  return {
    ...store,
    get: async (digest, kind) => (own.has(`${kind} ${digest}`) ? null : store.get(digest, kind)),
    put: (digest, kind, body) => {
      own.add(`${kind} ${digest}`);
      store.put(digest, kind, body);
    },
  };
}

type Walks = ReturnType<typeof pLimit>;

async function aside<T>(walks: Walks | undefined, waiting: Promise<T>): Promise<T> {
  if (walks === undefined) return waiting;
  walks.concurrency += 1;
  try {
    return await waiting;
  } finally {
    walks.concurrency -= 1;
  }
}

/** What answers alone don't tell of a route, pulls do: a page in a registry's place, a redirect that leads nowhere. */
function endRoutes(routes: Routes, probes: readonly Probe[], outcomes: ReadonlyMap<string, Walked>): void {
  for (const { key, reference } of probes) {
    const outcome = outcomes.get(key)?.outcome;
    if (outcome?.kind !== "unreachable") continue;
    const { hop: stage, cause, host, detail } = outcome;
    routes.end(urlHost(reference.registry), host, { stage, cause, detail });
  }
}

/** Aborts after `ms` of the clock's time, unless the run is done before: then nothing keeps the process waiting. */
function deadlineAfter(ms: number, clock: Clock, done: AbortSignal): AbortSignal {
  const deadline = new AbortController();
  clock.sleep(ms, done).then(
    () => deadline.abort(),
    () => undefined,
  );
  return deadline.signal;
}

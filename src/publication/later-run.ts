// What a later look at some of the images changes in what a run has learned of all of them.
import type { Cost, EgressHost, RegistrySeen, SecretShown } from "../model.ts";
import { compareText } from "../text-order.ts";
import type { ShownLogins } from "../registries/login-trials.ts";
import type { Run } from "../registries/run.ts";

/** What both cost. */
export function costOf(one: Cost, other: Cost): Cost {
  const hosts = Map.groupBy([...one.hosts, ...other.hosts], ({ host }) => host);
  return {
    requests: one.requests + other.requests,
    countedPulls: one.countedPulls + other.countedPulls,
    hosts: [...hosts]
      .map(([host, same]) => ({
        host,
        requests: same.reduce((sum, { requests }) => sum + requests, 0),
        countedPulls: same.reduce((sum, { countedPulls }) => sum + countedPulls, 0),
      }))
      .toSorted((a, b) => compareText(a.host, b.host)),
  };
}

/** `before`, with what `later` learned of the probes named by `keys`; what was seen of other hosts stays. */
export function withLater(before: Run, later: Run, keys: ReadonlySet<string>): Run {
  const changed = [...later.outcomes].filter(([key]) => keys.has(key));
  const times = new Map([...before.times, ...later.times].map((time) => [time.host, time]));
  return {
    ...before,
    outcomes: new Map([...before.outcomes, ...changed]),
    shown: shownSince(before, later, keys),
    registries: before.registries.map((seen) => moreSeen(seen, later.registries)),
    egress: egressSince(before.egress, later.egress),
    times: [...times.values()],
    cost: costOf(before.cost, later.cost),
  };
}

/** What came of logins on the way to an image is what came of them the last time. */
function shownSince(before: Run, later: Run, keys: ReadonlySet<string>): ShownLogins {
  const cameOf = ({ outcomes }: Run): ReadonlySet<SecretShown["came"]> =>
    new Set([...keys].flatMap((key) => (outcomes.get(key)?.tried ?? []).map(({ came }) => came)));
  const gone = cameOf(before);
  const own = cameOf(later);
  const marks = new Set([...before.shown.keys(), ...later.shown.keys()]);
  return new Map(
    [...marks].map((mark) => [
      mark,
      [
        ...(before.shown.get(mark) ?? []).filter(({ came }) => !gone.has(came)),
        ...(later.shown.get(mark) ?? []).filter(({ came }) => own.has(came)),
      ],
    ]),
  );
}

/** A route on which all is well takes the place of one that ended somewhere; another one only adds its stations. */
function moreSeen(seen: RegistrySeen, later: readonly RegistrySeen[]): RegistrySeen {
  const again = later.find(({ host }) => host === seen.host);
  if (again === undefined || again.route.length === 0) return seen;
  const isWell = again.route.every(({ ok }) => ok);
  if (isWell && seen.route.some(({ ok }) => !ok)) return again;
  const known = new Set(seen.route.map(({ stage, host }) => `${stage} ${host}`));
  const more = again.route.filter(({ stage, host }) => !known.has(`${stage} ${host}`));
  return { ...seen, route: [...seen.route, ...more] };
}

function egressSince(before: readonly EgressHost[], later: readonly EgressHost[]): readonly EgressHost[] {
  const places = Map.groupBy([...before, ...later], ({ host, port }) => `${host} ${port}`);
  return [...places.values()]
    .flatMap((same) => same.slice(0, 1).map((first) => same.slice(1).reduce(merged, first)))
    .toSorted((a, b) => compareText(a.host, b.host) || a.port - b.port);
}

function merged(one: EgressHost, later: EgressHost): EgressHost {
  const { reached, detail } = later.reached === null ? one : later;
  return {
    ...one,
    why: [...new Set([...one.why, ...later.why])],
    registries: distinct([...one.registries, ...later.registries]),
    images: distinct([...one.images, ...later.images]),
    reached,
    detail,
  };
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].toSorted(compareText);
}

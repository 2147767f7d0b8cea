// How long a credential helper may take: a stuck one is not to cost every image its verdict.
import type { Clock } from "../edges/edges.ts";
import type { Settings } from "../settings/settings.ts";

/** A cloud's helper asks its cloud for a token; nobody waits longer than this for one. */
export const mostPatienceMs = 30_000;

/** Of a run's time, what registries are left to be asked in, at least. */
const leastReserveMs = 1000;

/** What a helper that is asked now has, in milliseconds; `started` is when the run did. */
export function patienceWithin(
  { timeoutMs }: Pick<Settings, "timeoutMs">,
  clock: Pick<Clock, "now">,
  started: number,
): () => number {
  const last = started + timeoutMs - Math.max(timeoutMs / 4, leastReserveMs);
  return () => Math.min(mostPatienceMs, last - clock.now());
}

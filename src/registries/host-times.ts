// What time it is, as the hosts of a run say: for telling a wrong clock here from a wrong certificate there.
import type { HostTime } from "../model.ts";
import { type Answer, header } from "./answer.ts";
import { httpTime } from "./retry-after.ts";

export interface HostTimes {
  /** `wall`: this machine's clock when the answer came, milliseconds since the epoch. The first answer of a host counts. */
  note(host: string, answer: Answer, wall: number): void;
  /** By host. */
  all(): readonly HostTime[];
}

const oldestSeconds = 86_400;
/** A machine that starts at 1970 is not half as wrong as some headers. */
const mostMs = 100 * 365 * 86_400_000;

/** One `HostTimes` for a run. */
export function createHostTimes(): HostTimes {
  const times = new Map<string, HostTime>();
  return {
    note(host, answer, wall) {
      if (times.has(host)) return;
      const date = httpTime(header(answer, "date") ?? "");
      if (date === null) return;
      // What a cache kept has the date of when it was made (RFC 9111 §5.1); what is older than a day tells no time.
      const age = Number(/^\d{1,9}$/.exec(header(answer, "age") ?? "0")?.[0] ?? "0");
      const aheadMs = date + age * 1000 - wall;
      if (age > oldestSeconds || Math.abs(aheadMs) > mostMs) return;
      times.set(host, { host, aheadMs });
    },
    all: () => [...times.values()].toSorted((a, b) => (a.host < b.host ? -1 : 1)),
  };
}

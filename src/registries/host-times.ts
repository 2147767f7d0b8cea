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

/** One `HostTimes` for a run. */
export function createHostTimes(): HostTimes {
  const times = new Map<string, HostTime>();
  return {
    note(host, answer, wall) {
      if (times.has(host)) return;
      const date = httpTime(header(answer, "date") ?? "");
      if (date === null) return;
      // What a cache kept has the date of when it was made (RFC 9111 §5.1).
      const age = /^\d{1,9}$/.exec(header(answer, "age") ?? "0")?.[0] ?? "0";
      times.set(host, { host, aheadMs: date + Number(age) * 1000 - wall });
    },
    all: () => [...times.values()].toSorted((a, b) => (a.host < b.host ? -1 : 1)),
  };
}

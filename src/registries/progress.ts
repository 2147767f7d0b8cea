// What a run is waiting for, for whoever waits for the run: said again and again, since one that hangs says nothing itself.
import type { Clock } from "../edges/edges.ts";

export interface Progress {
  /** Counts `work` as one image asked of `host`. */
  asking<T>(host: string, work: () => Promise<T>): Promise<T>;
}

const betweenMs = 1000;
/** Hosts that are named; of the rest only how many there are. */
const mostHosts = 3;

/** Says where the run stands every second, until `done`. */
export function followProgress(
  total: number,
  clock: Pick<Clock, "sleep">,
  say: (line: string) => void,
  done: AbortSignal,
): Progress {
  const open = new Map<string, number>();
  let asked = 0;
  const tell = (): void => say(lineOf(asked, total, [...open.keys()]));
  void repeat();

  async function repeat(): Promise<void> {
    for (await clock.sleep(betweenMs, done); !done.aborted; await clock.sleep(betweenMs, done)) tell();
  }

  return {
    async asking(host, work) {
      open.set(host, (open.get(host) ?? 0) + 1);
      try {
        return await work();
      } finally {
        asked += 1;
        const left = (open.get(host) ?? 1) - 1;
        if (left > 0) open.set(host, left);
        else open.delete(host);
        tell();
      }
    },
  };
}

function lineOf(asked: number, total: number, hosts: readonly string[]): string {
  const line = `asked ${asked} of ${total} images`;
  if (hosts.length === 0) return line;
  const rest = hosts.length - mostHosts;
  const named = hosts.slice(0, mostHosts).join(", ");
  return `${line}, waiting for ${named}${rest > 0 ? ` and ${rest} more` : ""}`;
}

// A name's addresses, of both families, as this machine's resolver has them; each name is looked up once a run.
import { isIP } from "node:net";
import type { RouteHop } from "../model.ts";
import { ConnectionFailed } from "./connection-failed.ts";
import { failureRow } from "./network-failure.ts";
import type { NameResolver } from "./resolver.ts";

/** What names stand for, kept for the run: a host has one set of addresses in it, whoever asks for it. */
export interface Names {
  readonly known: Map<string, Promise<readonly string[]>>;
  readonly addresses: NameResolver["addresses"];
}

/** Where to connect to, in the order of trying. Throws `ConnectionFailed` where nobody knows by `deadline`. */
export async function addressesOf(
  { hostname, deadline }: { readonly hostname: string; readonly deadline: number },
  host: string,
  { known, addresses }: Names,
): Promise<{ readonly addresses: readonly string[]; readonly hops: readonly RouteHop[] }> {
  if (isIP(hostname) !== 0) return { addresses: [hostname], hops: [] };
  const started = performance.now();
  const asking = known.get(hostname) ?? addresses(hostname);
  known.set(hostname, asking);
  const found = await within(asking, deadline).catch((error: unknown) => {
    known.delete(hostname);
    const [, cause, words] = error === late ? silentResolver : failureRow(error);
    const hop: RouteHop = { stage: "dns", host: hostname, ok: false, ms: performance.now() - started, detail: words };
    throw new ConnectionFailed({ hop: "dns", cause, detail: `${host}: ${words}` }, [hop]);
  });
  const ms = performance.now() - started;
  const families = [4, 6].map((family) =>
    found
      .filter((address) => isIP(address) === family)
      .toSorted()
      .join(" "),
  );
  const detail = families
    .map((list, index) => `${index === 0 ? "A" : "AAAA"} ${list === "" ? "none" : list}`)
    .join(", ");
  return { addresses: interleaved(found), hops: [{ stage: "dns", host: hostname, ok: true, ms, detail }] };
}

const silentResolver = ["dns", "resolver-silent", "the resolver did not answer"] as const;
const late = new Error("too late");

async function within<T>(work: Promise<T>, deadline: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const ending = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late), Math.max(0, deadline - performance.now()));
  });
  return Promise.race([work, ending]).finally(() => clearTimeout(timer));
}

/** The first address's family first, then the other one, in turn. */
function interleaved(addresses: readonly string[]): readonly string[] {
  const first = addresses.filter((address) => isIP(address) === isIP(addresses[0] ?? ""));
  const second = addresses.filter((address) => !first.includes(address));
  return first
    .flatMap((address, index) => [address, ...second.slice(index, index + 1)])
    .concat(second.slice(first.length));
}

// A name's addresses, of both families, as this machine's resolver has them; each name is looked up once a run.
import { lookup, Resolver } from "node:dns/promises";
import { isIP } from "node:net";
import type { RouteHop } from "../model.ts";
import { failAt } from "./connection-failed.ts";
import { codeOf } from "./error-code.ts";
import { failureRow, halfKnown } from "./network-failure.ts";

/** What names stand for, kept for the run: a host has one set of addresses in it, whoever asks for it. */
export type LookedUp = Map<string, Promise<readonly string[]>>;

/** Where to connect to, in the order of trying. Throws `ConnectionFailed` where nobody knows by `deadline`. */
export async function addressesOf(
  { hostname, deadline }: { readonly hostname: string; readonly deadline: number },
  host: string,
  looked: LookedUp,
): Promise<{ readonly addresses: readonly string[]; readonly hops: readonly RouteHop[] }> {
  if (isIP(hostname) !== 0) return { addresses: [hostname], hops: [] };
  const started = performance.now();
  const asking = looked.get(hostname) ?? lookUp(hostname);
  looked.set(hostname, asking);
  const found = await within(asking, deadline).catch((error: unknown) => {
    looked.delete(hostname);
    const [, cause, words] = error === late ? silentResolver : failureRow(error);
    return failAt("dns", host, { cause, words, ms: performance.now() - started }, []);
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

async function lookUp(hostname: string): Promise<readonly string[]> {
  try {
    const found = await lookup(hostname, { all: true, order: "verbatim" });
    return [...new Set(found.map(({ address }) => address))];
  } catch (error) {
    const code = codeOf(error) === "ENOTFOUND" ? await halfOf(hostname) : null;
    throw code === null ? error : Object.assign(new Error(hostname), { code });
  }
}

/**
 * That a name doesn't exist is an error, so the resolver itself is asked before it is said: the system says the same where one
 * family has no address and the resolver failed about the other (measured with glibc 2.36). `null`: it is so.
 */
async function halfOf(hostname: string): Promise<string | null> {
  const resolver = new Resolver({ timeout: secondLookMs, tries: 1 });
  const asking = [resolver.resolve4(hostname), resolver.resolve6(hostname)];
  const [four = "", six = ""] = await Promise.all(asking.map(async (answer) => answer.then(() => "", codeOf)));
  // Only of a name that exists is it said that it has none of them.
  if (six === "ENODATA" && inTrouble.has(four)) return four;
  return four === "ENODATA" && inTrouble.has(six) ? halfKnown : null;
}

const inTrouble: ReadonlySet<string> = new Set(["ESERVFAIL", "EREFUSED"]);
/** Whoever said that there is none has just answered. */
const secondLookMs = 500;

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

// One TCP connection: the name is looked up, and its addresses are tried as Go's dialer tries them; what became of each is told.
// Source: Go's `net/dial.go` (dialParallel: the other family begins 300 ms later, and the first that connects is taken); RFC 8305.
import { connect, type Socket } from "node:net";
import type { NetworkCause, Reach, RouteHop } from "../model.ts";
import { forbiddenAddress, forbiddenHost, forbiddenWords } from "./addresses.ts";
import { failAt, hostAndPort } from "./connection-failed.ts";
import { codeOf } from "./error-code.ts";
import { addressesOf, type Names } from "./look-up.ts";
import { failureRow } from "./network-failure.ts";

/** Where to, until when (milliseconds of `performance.now`). */
export interface Dialling {
  /** A name, or an address without brackets. */
  readonly hostname: string;
  readonly port: number;
  /** What it is called in what is told of it. */
  readonly label: string;
  readonly reach: Reach;
  readonly deadline: number;
}

/** A connection that stands, and the way to it. */
export interface Dialled {
  readonly socket: Socket;
  readonly hops: readonly RouteHop[];
}

/** One address begins as much later than the one before (RFC 8305 §8); Go waits as long, and only between the families. */
const staggerMs = 300;

/** Throws `ConnectionFailed`. */
export async function dial(dialling: Dialling, names: Names): Promise<Dialled> {
  const { hostname, port, label: host, reach, deadline } = dialling;
  const named = forbiddenHost(hostname, reach);
  if (named !== null) failAt("connect", host, { cause: "address-forbidden", words: forbiddenWords[named], ms: 0 }, []);
  const { addresses, hops } = await addressesOf(dialling, host, names);
  for (const address of addresses) {
    const why = forbiddenAddress(address, reach);
    const words = why === null ? "" : `${address}: ${forbiddenWords[why]}`;
    if (why !== null) failAt("connect", host, { cause: "address-forbidden", words, ms: 0 }, hops);
  }
  const started = performance.now();
  const tried = await firstOf(addresses, port, deadline);
  const ms = performance.now() - started;
  if (tried.kind === "connected") {
    const detail = hostAndPort(tried.address, port);
    return { socket: tried.socket, hops: [...hops, { stage: "connect", host, ok: true, ms, detail }] };
  }
  const fates = tried.fates.map(({ address, words }) => ({ words, at: hostAndPort(address, port) }));
  const [{ cause, words } = lastFate, ...others] = tried.fates.toSorted((a, b) => rank(a.cause) - rank(b.cause));
  const told = others.length === 0 ? words : fates.map((fate) => `${fate.at} ${fate.words}`).join(", ");
  return failAt("connect", host, { cause, words: told, ms }, hops);
}

/** What became of one address. */
interface Fate {
  readonly address: string;
  readonly cause: NetworkCause;
  readonly words: string;
}

const lastFate: Omit<Fate, "address"> = { cause: "unroutable", words: "no address" };

type Tried =
  | { readonly kind: "connected"; readonly socket: Socket; readonly address: string }
  | { readonly kind: "failed"; readonly fates: readonly Fate[] };

/** Every address begins a little after the one before, or once that one has failed, and has until the deadline. */
async function firstOf(addresses: readonly string[], port: number, deadline: number): Promise<Tried> {
  if (addresses.length === 0) return { kind: "failed", fates: [] };
  const { promise, resolve } = Promise.withResolvers<Tried>();
  const fates = new Map<string, Fate>();
  const sockets = new Map<string, Socket>();
  const waiting = [...addresses];
  let stagger: NodeJS.Timeout | undefined;
  let done = false;

  function fail(address: string, cause: NetworkCause, words: string): void {
    fates.set(address, { address, cause, words });
    sockets.get(address)?.destroy();
    if (fates.size < addresses.length) begin();
    else resolve({ kind: "failed", fates: addresses.flatMap((one) => fates.get(one) ?? []) });
  }
  function begin(): void {
    clearTimeout(stagger);
    const address = waiting.shift();
    if (address === undefined) return;
    const socket = connect({ host: address, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 });
    sockets.set(address, socket);
    socket.once("connect", () => resolve({ kind: "connected", socket, address }));
    // For good: whoever takes it over listens for itself, and not yet.
    socket.on("error", (error) => {
      if (done || fates.has(address)) return;
      const [, cause, words] = failureRow(error);
      fail(address, cause, codeOf(error) === "" ? "can't be connected to" : words);
    });
    stagger = setTimeout(begin, staggerMs);
  }
  const timer = setTimeout(
    () => {
      for (const address of addresses) {
        if (!fates.has(address)) fates.set(address, { address, cause: "timeout", words: "connection timed out" });
      }
      resolve({ kind: "failed", fates: addresses.flatMap((one) => fates.get(one) ?? []) });
    },
    Math.max(0, deadline - performance.now()),
  );

  begin();
  const tried = await promise;
  done = true;
  clearTimeout(timer);
  clearTimeout(stagger);
  for (const socket of sockets.values()) {
    if (tried.kind === "failed" || socket !== tried.socket) socket.destroy();
  }
  return tried;
}

/** Of several addresses the time-out is what a node would wait for, and a refusal says more than a family without a route. */
function rank(cause: NetworkCause): number {
  const at = ["timeout", "refused", "unroutable"].indexOf(cause);
  return at === -1 ? 3 : at;
}

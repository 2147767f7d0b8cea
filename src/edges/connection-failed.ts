// Why a connection doesn't stand, with the hop at which it ended and the way up to there.
import { isIP } from "node:net";
import type { Hop, NetworkCause, RouteHop } from "../model.ts";
import type { NetworkFailure } from "./network-failure.ts";

/** What undici is told, and hands on to everybody who waited for the connection. */
export class ConnectionFailed extends Error {
  readonly failure: NetworkFailure;
  /** The way up to where it ended, the end included. */
  readonly hops: readonly RouteHop[];
  constructor(failure: NetworkFailure, hops: readonly RouteHop[]) {
    super(failure.detail);
    this.failure = failure;
    this.hops = hops;
  }
}

/** Throws `ConnectionFailed` with the hop `hop` failed at `host`, behind those that went well. */
export function failAt(
  stage: Hop,
  host: string,
  { cause, words, ms }: { readonly cause: NetworkCause; readonly words: string; readonly ms: number },
  before: readonly RouteHop[],
): never {
  const detail = `${host}: ${words}`;
  throw new ConnectionFailed({ hop: stage, cause, detail }, [...before, { stage, host, ok: false, ms, detail: words }]);
}

/** As URLs write it: without the port that its protocol has anyway. */
export function urlHostOf(endpoint: {
  readonly hostname: string;
  readonly port: number;
  readonly protocol: string;
}): string {
  const { hostname, port, protocol } = endpoint;
  const whole = hostAndPort(hostname, port);
  return port === (protocol === "https:" ? 443 : 80) ? whole.replace(/:\d+$/, "") : whole;
}

/** `registry.test:443`, `[::1]:5000`; a name or address and its port. */
export function hostAndPort(hostname: string, port: number): string {
  return `${isIP(hostname) === 6 ? `[${hostname}]` : hostname}:${port}`;
}

// A proxy on the way: how it is reached, and the tunnel that it is asked for, as Go's client asks for one.
// Source: Go's `net/http/transport.go` (dialConn: CONNECT, Proxy-Authorization from the proxy's URL).
import type { Socket } from "node:net";
import type { IncomingHttpHeaders } from "node:http";
import type { NetworkCause, RouteHop } from "../model.ts";
import { ConnectionFailed, hostAndPort } from "./connection-failed.ts";
import { failureRow } from "./network-failure.ts";

/** A proxy, and the variable that names it. */
export interface ProxyHost {
  readonly url: URL;
  readonly variable: string;
}

/** `proxy.test:3128`, whatever its scheme's usual port. */
export function proxyName({ url }: ProxyHost): string {
  return hostAndPort(url.hostname.replaceAll(/^\[|\]$/g, ""), portOf(url));
}

/** The port of a URL, its scheme's own where it names none. */
export function portOf({ port, protocol }: URL): number {
  return port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
}

/** Basic, from the login in its address; nothing where it has none. */
export function proxyAuthorization({ url }: ProxyHost): Readonly<Record<string, string>> {
  if (url.username === "" && url.password === "") return {};
  const login = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return { "proxy-authorization": `Basic ${Buffer.from(login).toString("base64")}` };
}

/** Whatever happens on the way to a proxy is the proxy's: the only name looked up is its own, and so is the port connected to. */
export async function reachProxy<T>(proxy: ProxyHost, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ConnectionFailed)) throw error;
    const { cause, detail } = error.failure;
    // A machine without sockets is nobody's proxy.
    if (cause === "no-sockets") throw error;
    const words = detail.replace(/^[^ ]+: /, "");
    const why = cause === "address-forbidden" ? cause : "proxy-unreachable";
    throw proxyFailed(proxy, why, words, performance.now() - started);
  }
}

/** Asks for a tunnel over an open connection to the proxy; the hop that it is. */
export async function openTunnel(
  proxy: ProxyHost,
  socket: Socket,
  target: string,
  deadline: number,
): Promise<{ readonly socket: Socket; readonly hop: RouteHop }> {
  const { Client } = await import("undici");
  const started = performance.now();
  const left = Math.max(1, Math.ceil(deadline - started));
  // What is undici's is the protocol: the connection is there already.
  const client = new Client(proxy.url.origin, {
    connect: (_options, callback) => {
      process.nextTick(callback, null, socket);
    },
    headersTimeout: left,
  });
  try {
    const answer = await client.connect({
      path: target,
      headers: { host: target, ...proxyAuthorization(proxy) },
      signal: AbortSignal.timeout(left),
    });
    const ms = performance.now() - started;
    // Go takes no other one for a tunnel (`net/http/transport.go`, dialConn).
    if (answer.statusCode === 200) {
      const host = proxyName(proxy);
      const detail = `tunnel, as ${proxy.variable} says`;
      // What undici hands out after CONNECT is the connection that it was given.
      return { socket, hop: { stage: "proxy", host, ok: true, ms, detail } };
    }
    answer.socket.on("error", () => {}).destroy();
    throw refusedTunnel(proxy, answer.statusCode, answer.headers, ms);
  } catch (error) {
    socket.destroy();
    void client.destroy();
    if (error instanceof ConnectionFailed) throw error;
    const [, , words] = isLate(error) ? [0, 0, "no answer to CONNECT within the time limit"] : failureRow(error);
    throw proxyFailed(proxy, "proxy-unreachable", words, performance.now() - started);
  }
}

function isLate(error: unknown): boolean {
  return error instanceof Error && error.name === "TimeoutError";
}

/** Which proxy, of whose choosing, and what came of it. */
export function proxyFailed(proxy: ProxyHost, cause: NetworkCause, words: string, ms: number): ConnectionFailed {
  const host = proxyName(proxy);
  const detail = `${proxy.variable} ${proxy.url.protocol}//${host}: ${words}`;
  return new ConnectionFailed({ hop: "proxy", cause, detail }, [
    { stage: "proxy", host, ok: false, ms, detail: words },
  ]);
}

function refusedTunnel(proxy: ProxyHost, status: number, headers: IncomingHttpHeaders, ms: number): ConnectionFailed {
  if (status === 407) return proxyFailed(proxy, "proxy-wants-password", passwordWords(proxy), ms);
  // Squid's own word for it: ERR_DNS_FAIL, ERR_ACCESS_DENIED, ERR_CONNECT_FAIL.
  const said = /^ERR_[A-Z_]+/.exec([headers["x-squid-error"]].flat().join(""))?.[0];
  const words = `answered CONNECT with ${status}${said === undefined ? "" : ` (${said})`}`;
  return proxyFailed(proxy, "proxy-refused", words, ms);
}

/** One that is there and isn't taken is another mistake than none at all. */
export function passwordWords({ url }: ProxyHost): string {
  const has = url.username !== "" || url.password !== "";
  return `407 Proxy Authentication Required${has ? ", with the login that its address has" : ""}`;
}

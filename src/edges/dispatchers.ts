// undici's connection pools: one for each kind of way out. What a connection is made of, and how each was made, is known here.
import type { Socket } from "node:net";
import type { buildConnector, Dispatcher } from "undici";
import type { RouteHop } from "../model.ts";
import { type Connecting, connectTo, connectToProxy, type Endpoint, refuseForbidden, type Way } from "./connection.ts";
import { ConnectionFailed, hostAndPort } from "./connection-failed.ts";
import type { Dialled } from "./dial.ts";
import type { TlsProfile } from "../mirrors/hosts.ts";
import { codeOf } from "./error-code.ts";
import type { NetworkFailure } from "./network-failure.ts";
import type { Environment } from "./proxy.ts";
import { createResolver } from "./resolver.ts";
import { createTrust } from "./trust.ts";
import { portOf, proxyAuthorization, type ProxyHost, proxyName } from "./tunnel.ts";

/** Bytes of an answer's headers. Go takes ten times as many (`net/http` MaxResponseHeaderBytes); Node's own 16 KiB are few for cookies. */
const maxHeaderSize = 1024 * 1024;

export interface HttpOptions {
  /** For the connection as a whole: its name, its address, a proxy's tunnel and the TLS handshake. */
  readonly connectTimeoutMs: number;
  /** For an answer's headers, from when the connection stands. */
  readonly headersTimeoutMs?: number;
  /** Where HTTPS_PROXY, HTTP_PROXY, NO_PROXY and SSL_CERT_FILE are read from. NODE_EXTRA_CA_CERTS is Node's own. */
  readonly environment: Environment;
  /** How settings have a proxy trusted, by its host. */
  readonly tlsFor?: (host: string) => TlsProfile | null;
  /** Sockets to one host, at most. */
  readonly connections: number;
  /** For what is worth a line and no failure. */
  readonly log: (line: string) => void;
}

/** A pool for a request, and how it is asked for it: of the host itself, or of a proxy that is handed it as it is. */
export interface Dispatching {
  readonly dispatcher: Dispatcher;
  /** `headers`: what stands beside the request's own. */
  readonly target: {
    readonly origin: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
  };
  /** What became of the first connection that was made for such a request. */
  readonly hops: () => readonly RouteHop[] | undefined;
  /** What TLS said behind a handshake that went well, as where a client's certificate is wanted: undici only sees the end of it. */
  readonly alert: () => Error | undefined;
}

export interface Dispatchers {
  /** Throws `ConnectionFailed` for a host that no proxy is to be asked for. */
  for(url: URL, way: Way): Promise<Dispatching>;
  /** Of a host whose answer to plain HTTP is no HTTP: would it have answered TLS? Asked where a request has failed, and nowhere else. */
  speaksTls(url: URL, failure: NetworkFailure, reach: Way["reach"]): Promise<boolean>;
  /** Destroys every pool, and hands out none from then on. */
  close(): Promise<void>;
}

/** Loads undici with the first pool that is wanted. */
export function createDispatchers(options: HttpOptions): Dispatchers {
  const made = new Map<string, Promise<Dispatcher>>();
  const ways = new Map<string, readonly RouteHop[]>();
  const alerts = new Map<string, Error>();
  let connecting: ReturnType<typeof openConnecting> | null = null;
  let closed = false;
  return {
    async for(url, way) {
      if (closed) throw Object.assign(new Error("the network is closed"), { code: "UND_ERR_CLOSED" });
      // Read once: it takes its time, and what is wrong with it is told once.
      connecting ??= openConnecting(options);
      const shared = connecting;
      const { proxy, reach, tls } = way;
      const forwarding = proxy !== null && url.protocol === "http:" ? proxy : null;
      // Plain HTTP goes to the proxy as it is, TLS through a tunnel: as Go does both.
      if (forwarding !== null) refuseForbidden(url.hostname.replaceAll(/^\[|\]$/g, ""), url.host, reach);
      const key = [forwarding === null ? "" : "forward", proxy?.url.href ?? "direct", reach, tls?.name ?? ""].join(" ");
      // A proxy that is handed whole requests is the same place for all of them.
      const placeOf = (host: string): string => `${key} ${forwarding === null ? host : ""}`;
      const connect = async (endpoint: Endpoint): Promise<Socket> => {
        const { socket, hops } =
          forwarding === null ? await connectTo(endpoint, way, shared) : await reachForwarding(forwarding, shared);
        const place = placeOf(hostAndPort(endpoint.hostname, endpoint.port));
        if (!ways.has(place)) ways.set(place, hops);
        socket.once("error", (error) => {
          if (codeOf(error).startsWith("ERR_SSL_")) alerts.set(place, error);
        });
        return socket;
      };
      const known = made.get(key) ?? makeDispatcher(connect, options);
      made.set(key, known);
      const place = placeOf(hostAndPort(url.hostname.replaceAll(/^\[|\]$/g, ""), portOf(url)));
      return {
        dispatcher: await known,
        target: targetOf(url, forwarding),
        hops: () => ways.get(place),
        alert: () => alerts.get(place),
      };
    },
    async speaksTls(url, { hop, cause }, reach) {
      const { protocol, hostname } = url;
      if (protocol !== "http:" || hop !== "ping" || connecting === null || cause === "timeout") return false;
      const endpoint = { hostname: hostname.replaceAll(/^\[|\]$/g, ""), port: portOf(url), protocol: "https:" };
      const way = { proxy: null, reach, tls: anybody };
      return connectTo(endpoint, way, connecting).then(
        ({ socket }) => (socket.destroy(), true),
        () => false,
      );
    },
    async close() {
      closed = true;
      connecting?.close();
      // One whose making failed has nothing to end, and whoever asked for it has been told.
      await Promise.allSettled([...made.values()].map(async (dispatcher) => (await dispatcher).destroy()));
    },
  };
}

/** A proxy that is handed a request gets the whole address (RFC 9112 §3.2.2), and the login that is its own. */
function targetOf(url: URL, forwarding: ProxyHost | null): Dispatching["target"] {
  const path = `${url.pathname}${url.search}`;
  if (forwarding === null) return { origin: url.origin, path, headers: {} };
  const headers = { host: url.host, ...proxyAuthorization(forwarding) };
  return { origin: forwarding.url.origin, path: `${url.origin}${path}`, headers };
}

/** The way to a proxy that is handed whole requests. */
async function reachForwarding(proxy: ProxyHost, connecting: Connecting): Promise<Dialled> {
  const started = performance.now();
  const { socket } = await connectToProxy(proxy, connecting, started + connecting.connectTimeoutMs);
  const ms = performance.now() - started;
  const detail = `as ${proxy.variable} says`;
  return { socket, hops: [{ stage: "proxy", host: proxyName(proxy), ok: true, ms, detail }] };
}

function openConnecting(options: HttpOptions): Connecting & { readonly close: () => void } {
  const { connectTimeoutMs, tlsFor = () => null } = options;
  const resolver = createResolver(connectTimeoutMs);
  const names = { known: new Map(), addresses: async (name: string) => resolver.addresses(name) };
  return { trust: createTrust(options), names, connectTimeoutMs, tlsFor, close: () => resolver.close() };
}

async function makeDispatcher(
  connect: (endpoint: Endpoint) => Promise<Socket>,
  options: HttpOptions,
): Promise<Dispatcher> {
  const { Agent } = await import("undici");
  const connector: buildConnector.connector = ({ hostname, port, protocol }, callback) => {
    const usual = protocol === "https:" ? 443 : 80;
    void answer(callback, async () => connect({ hostname, protocol, port: port === "" ? usual : Number(port) }));
  };
  return new Agent({
    connect: connector,
    connections: options.connections,
    keepAliveTimeout: 30_000,
    maxHeaderSize,
    // HTTP/1.1 throughout: what a socket more costs is known, and a stream error of one request is not another's.
    allowH2: false,
  });
}

/** Whoever answers in TLS, whatever they show. */
const anybody: TlsProfile = { name: "anybody", skipVerify: true, authorities: [], client: [] };

/** Never rejects: undici learns of a failure by its callback. */
async function answer(callback: buildConnector.Callback, work: () => Promise<Socket>): Promise<void> {
  let socket: Socket;
  try {
    socket = await work();
  } catch (error) {
    callback(error instanceof Error ? error : new ConnectionFailed(unknownFailure, []), null);
    return;
  }
  callback(null, socket);
}

const unknownFailure = { hop: "connect", cause: "reset", detail: "the connection failed" } as const;

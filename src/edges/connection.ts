// A connection to a host as a request needs it: directly or through a proxy's tunnel, with TLS or without, and the whole way told.
import type { Reach } from "../model.ts";
import { forbiddenHost, forbiddenWords } from "./addresses.ts";
import { ConnectionFailed, failAt, hostAndPort, urlHostOf } from "./connection-failed.ts";
import { dial, type Dialled, type Dialling } from "./dial.ts";
import type { TlsProfile } from "../mirrors/hosts.ts";
import type { Names } from "./look-up.ts";
import { secure } from "./secure.ts";
import type { Trust } from "./trust.ts";
import { openTunnel, portOf, type ProxyHost, proxyName, reachProxy } from "./tunnel.ts";

/** What all connections of one kind have in common. */
export interface Way {
  readonly proxy: ProxyHost | null;
  readonly reach: Reach;
  readonly tls: TlsProfile | null;
}

/** What connections share, whatever their kind. */
export interface Connecting {
  readonly trust: Trust;
  /** Addresses by name, as they were found first. */
  readonly names: Names;
  readonly connectTimeoutMs: number;
  /** How settings have a proxy trusted, by its host. */
  readonly tlsFor: (host: string) => TlsProfile | null;
}

/** Where to; `protocol` as a URL has it. */
export interface Endpoint {
  readonly hostname: string;
  readonly port: number;
  readonly protocol: string;
}

/** Throws `ConnectionFailed`. All of it has to be done within the time limit for one connection. */
export async function connectTo(endpoint: Endpoint, way: Way, connecting: Connecting): Promise<Dialled> {
  const deadline = performance.now() + connecting.connectTimeoutMs;
  try {
    return await knowing(connecting.trust, async () => connectOnce(endpoint, way, connecting, deadline));
  } catch (error) {
    if (!(error instanceof ConnectionFailed) || error.failure.cause !== "plain-http") throw error;
    // A proxy is asked for no more than it takes, and where plain HTTP is allowed it is asked next anyway.
    if (way.proxy !== null || way.tls?.skipVerify === true) throw error;
    throw await lookedAtAgain(error, endpoint, way, connecting);
  }
}

/** What the machine's own store knows is asked for where somebody would be refused, and then for all. */
async function knowing<T>(trust: Trust, attempt: () => Promise<T>): Promise<T> {
  const { width } = trust;
  try {
    return await attempt();
  } catch (error) {
    const isStranger = error instanceof ConnectionFailed && error.failure.cause === "tls-untrusted";
    // Another connection may have asked for it while this one was on its way.
    if (!isStranger || (!trust.widen() && trust.width === width)) throw error;
    return attempt();
  }
}

/** What answers TLS with something else may be HTTP, or nothing of the kind: its answer to plain HTTP tells. */
async function lookedAtAgain(
  failed: ConnectionFailed,
  endpoint: Endpoint,
  { reach }: Way,
  { names }: Connecting,
): Promise<ConnectionFailed> {
  const { hostname, port } = endpoint;
  const label = urlHostOf(endpoint);
  const deadline = performance.now() + secondLookMs;
  const first = await firstWords({ hostname, port, label, reach, deadline }, names).catch(() => "HTTP/");
  // Who says nothing to plain HTTP may be anything.
  if (first === "" || first.startsWith("HTTP/")) return failed;
  const words = "the TLS handshake failed (it speaks another protocol)";
  const { hops } = failed;
  const told = hops.map((hop) => (hop.ok ? hop : { ...hop, detail: words }));
  const detail = `${label}: ${words}`;
  return new ConnectionFailed({ hop: "tls", cause: "tls-failed", detail }, told);
}

/** Whoever answers at all does so at once: it has just done so. */
const secondLookMs = 1000;

async function firstWords(dialling: Dialling, names: Names): Promise<string> {
  const { hostname, port, deadline } = dialling;
  const { socket } = await dial(dialling, names);
  const { promise, resolve } = Promise.withResolvers<string>();
  const timer = setTimeout(() => resolve(""), Math.max(0, deadline - performance.now()));
  socket.once("data", (bytes: Buffer) => resolve(bytes.toString("latin1", 0, 16)));
  socket.once("close", () => resolve(""));
  const host = port === 443 ? hostname : hostAndPort(hostname, port);
  socket.write(`HEAD / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  const first = await promise;
  clearTimeout(timer);
  socket.destroy();
  return first;
}

async function connectOnce(endpoint: Endpoint, way: Way, connecting: Connecting, deadline: number): Promise<Dialled> {
  const { hostname, port, protocol } = endpoint;
  const label = urlHostOf(endpoint);
  const opened =
    way.proxy === null
      ? await dial({ hostname, port, label, reach: way.reach, deadline }, connecting.names)
      : await tunnelTo(endpoint, { ...way, proxy: way.proxy }, connecting, deadline);
  if (protocol !== "https:") return opened;
  const { trust } = connecting;
  const securing = secure(
    {
      socket: opened.socket,
      hostname,
      label,
      deadline,
      secureContext: trust.context(way.tls),
      skipVerify: way.tls?.skipVerify ?? false,
      note: trust.note,
    },
    opened.hops,
  );
  if (way.proxy === null) return securing;
  const { proxy } = way;
  return securing.catch((error: unknown) => {
    throw error instanceof ConnectionFailed ? behind(proxy, error) : error;
  });
}

/** Who ends a handshake in a tunnel, or answers it with something else, is one of two: both are told. */
function behind(proxy: ProxyHost, failed: ConnectionFailed): ConnectionFailed {
  const { cause, detail } = failed.failure;
  if (!["reset", "timeout", "plain-http", "tls-failed"].includes(cause)) return failed;
  const words = `, behind the tunnel of the proxy ${proxyName(proxy)}`;
  const hops = failed.hops.map((hop) => (hop.ok ? hop : { ...hop, detail: `${hop.detail}${words}` }));
  return new ConnectionFailed({ ...failed.failure, detail: `${detail}${words}` }, hops);
}

async function tunnelTo(
  endpoint: Endpoint,
  { proxy, reach }: Way & { readonly proxy: ProxyHost },
  connecting: Connecting,
  deadline: number,
): Promise<Dialled> {
  const { hostname, port } = endpoint;
  refuseForbidden(hostname, urlHostOf(endpoint), reach);
  const { socket } = await connectToProxy(proxy, connecting, deadline);
  const { socket: tunnel, hop } = await openTunnel(proxy, socket, hostAndPort(hostname, port), deadline);
  return { socket: tunnel, hops: [hop] };
}

/** A connection to the proxy itself, whose address is this machine's own choice. */
export async function connectToProxy(
  proxy: ProxyHost,
  { trust, names, tlsFor }: Connecting,
  deadline: number,
): Promise<Dialled> {
  return reachProxy(proxy, async () => knowing(trust, connect));

  async function connect(): Promise<Dialled> {
    const hostname = proxy.url.hostname.replaceAll(/^\[|\]$/g, "");
    const port = portOf(proxy.url);
    const label = proxyName(proxy);
    const opened = await dial({ hostname, port, label, reach: "anywhere", deadline }, names);
    if (proxy.url.protocol !== "https:") return opened;
    const { socket } = opened;
    const secureContext = trust.context(tlsFor(proxy.url.host));
    return secure(
      { socket, hostname, label, deadline, secureContext, skipVerify: false, note: trust.note },
      opened.hops,
    );
  }
}

/** What a proxy would be asked to look up, or to connect to. Throws `ConnectionFailed`. */
export function refuseForbidden(hostname: string, label: string, reach: Reach): void {
  const why = forbiddenHost(hostname, reach);
  if (why === null) return;
  failAt("connect", label, { cause: "address-forbidden", words: forbiddenWords[why], ms: 0 }, []);
}

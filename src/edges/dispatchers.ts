// undici's connection pools: one for what goes out directly, one for each proxy and kind of traffic.
import { readFileSync } from "node:fs";
import { createSecureContext, getCACertificates, type SecureContext } from "node:tls";
import type { Dispatcher, Pool } from "undici";
import { codeOf } from "./error-code.ts";
import { tunnelFailed } from "./network-failure.ts";
import type { Environment } from "./proxy.ts";

/** Bytes of an answer's headers. Go takes ten times as many (`net/http` MaxResponseHeaderBytes); Node's own 16 KiB are few for cookies. */
const maxHeaderSize = 1024 * 1024;

export interface HttpOptions {
  /** For the connection with its TLS handshake, and for a proxy to open a tunnel. */
  readonly connectTimeoutMs: number;
  /** For an answer's headers, from when the connection stands. */
  readonly headersTimeoutMs?: number;
  /** Where HTTPS_PROXY, HTTP_PROXY, NO_PROXY and SSL_CERT_FILE are read from. NODE_EXTRA_CA_CERTS is Node's own. */
  readonly environment: Environment;
  /** Sockets to one host, at most. */
  readonly connections: number;
  /** For what is worth a line and no failure. */
  readonly log: (line: string) => void;
}

export interface Dispatchers {
  for(proxy: URL | null, protocol: string): Promise<Dispatcher>;
  /** Destroys every pool, and hands out none from then on. */
  close(): Promise<void>;
}

/** Loads undici with the first pool that is wanted. */
export function createDispatchers(options: HttpOptions): Dispatchers {
  const made = new Map<string, Promise<Dispatcher>>();
  // Read once: it takes its time, and what is wrong with it is told once.
  let trust: Trust | null = null;
  let closed = false;
  return {
    async for(proxy, protocol) {
      if (closed) throw Object.assign(new Error("the network is closed"), { code: "UND_ERR_CLOSED" });
      const key = proxy === null ? "direct" : `${protocol} ${proxy.href}`;
      const known = made.get(key) ?? makeDispatcher(proxy, protocol, options, (trust ??= readTrust(options)));
      made.set(key, known);
      return known;
    },
    async close() {
      closed = true;
      // One whose making failed has nothing to end, and whoever asked for it has been told.
      await Promise.allSettled([...made.values()].map(async (dispatcher) => (await dispatcher).destroy()));
    },
  };
}

async function makeDispatcher(
  proxy: URL | null,
  protocol: string,
  options: HttpOptions,
  trust: Trust,
): Promise<Dispatcher> {
  const { Agent, Pool, ProxyAgent } = await import("undici");
  const tls = { timeout: options.connectTimeoutMs, ...trust };
  const shared = {
    connections: options.connections,
    keepAliveTimeout: 30_000,
    maxHeaderSize,
    // HTTP/1.1 throughout: what a socket more costs is known, and a stream error of one request is not another's.
    allowH2: false,
  };
  if (proxy === null) return new Agent({ ...shared, connect: tls });
  return new ProxyAgent({
    ...shared,
    uri: proxy.href,
    requestTls: tls,
    proxyTls: tls,
    // Plain HTTP goes to the proxy as it is, TLS through a tunnel: as Go does both.
    proxyTunnel: protocol === "https:",
    connectTimeout: options.connectTimeoutMs,
    // A proxy that says nothing to CONNECT would be waited for five minutes.
    clientFactory: (origin, clientOptions) =>
      markTunnelFailures(new Pool(origin, { ...clientOptions, headersTimeout: options.connectTimeoutMs })),
  });
}

/** What fails before the tunnel stands is the proxy's fault, and undici's errors don't tell it from what fails inside. */
function markTunnelFailures(pool: Pool): Pool {
  const connect = pool.connect.bind(pool);
  const marked = async (request: Dispatcher.ConnectOptions): Promise<Dispatcher.ConnectData> => {
    try {
      return await connect(request);
    } catch (cause) {
      throw Object.assign(new Error("no tunnel through the proxy", { cause }), { code: tunnelFailed });
    }
  };
  // ProxyAgent calls the overload that returns a promise, and no other.
  return Object.assign(pool, { connect: marked });
}

interface Trust {
  readonly secureContext?: SecureContext;
}

/** SSL_CERT_FILE adds to what Node trusts: Go replaces its roots by it, and a node that trusts less is no finding of ours. */
function readTrust({ environment, log }: HttpOptions): Trust {
  const file = environment["SSL_CERT_FILE"];
  if (file === undefined || file === "") return {};
  let certificates: string;
  try {
    certificates = readFileSync(file, "utf8");
  } catch (error) {
    log(`SSL_CERT_FILE can't be read (${codeOf(error)}): its certificates are not trusted here`);
    return {};
  }
  // OpenSSL passes over whatever is not between such lines, without a word.
  if (!/^-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----/m.test(certificates)) {
    log("SSL_CERT_FILE holds no PEM certificate: nothing more is trusted for it");
    return {};
  }
  // The default set, not the bundled one: NODE_EXTRA_CA_CERTS is part of it. One context for all connections, because
  // reading a hundred and more certificates takes longer than a handshake.
  return { secureContext: createSecureContext({ ca: [...getCACertificates("default"), certificates] }) };
}

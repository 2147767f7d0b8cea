// A world over node:http on loopback, one port a host, for what runs in a process of its own: the bundle, the demo, the bench.
// It misbehaves on the wire as its faults say: late, endless, huge, reset or cut off.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo } from "node:net";
import { type Registry } from "./registry.ts";
import { type ReplyHeaders } from "./replies.ts";
import { readAsked, writeReply } from "./wire.ts";

export interface ServedRegistry {
  /** `registry.test` → `127.0.0.1:40123`. */
  readonly addresses: ReadonlyMap<string, string>;
  /** Replaces the world's host names by the addresses: for manifests and docker configs. */
  readonly address: (text: string) => string;
  readonly close: () => Promise<void>;
}

export interface ServeOptions {
  /** The port of a host; every other host gets a free one. */
  readonly ports?: Readonly<Record<string, number>>;
}

/** Serves every host of the registry's world in plain HTTP. Redirects and realms between them keep working. */
export async function serveRegistry(registry: Registry, options: ServeOptions = {}): Promise<ServedRegistry> {
  const addresses = new Map<string, string>();
  const servers: Server[] = [];
  const redirect = (header: string): string =>
    [...addresses].reduce(
      (text, [host, served]) =>
        text.replaceAll(new RegExp(`https?://${escaped(host)}(?=[/"]|$)`, "g"), `http://${served}`),
      header,
    );
  const address = (text: string): string =>
    [...addresses].reduce(
      (text, [host, served]) => text.replaceAll(`https://${host}`, `http://${served}`).replaceAll(host, served),
      text,
    );
  // Longer names first: no host's name may be taken for the beginning of another's.
  const hosts = [...registry.world.keys()].sort((one, other) => other.length - one.length);
  for (const host of hosts) {
    const server = createServer((request, response) => {
      void respond(registry, host, redirect, request, response).catch(() => response.destroy());
    });
    server.keepAliveTimeout = 60_000;
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(options.ports?.[host] ?? 0, "127.0.0.1", resolve);
    });
    servers.push(server);
    addresses.set(host, `127.0.0.1:${portOf(server.address())}`);
  }
  return { addresses, address, close: async () => void (await Promise.all(servers.map(closeServer))) };
}

async function respond(
  registry: Registry,
  host: string,
  redirect: (header: string) => string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const asked = await readAsked(request, "http", host);
  const { reply, latency } = registry.ask(asked);
  if (latency > 0) await new Promise((resolve) => setTimeout(resolve, latency));
  const headers = reply.kind === "answer" ? redirected(reply.headers, redirect) : {};
  await writeReply(reply.kind === "answer" ? { ...reply, headers } : reply, asked.method, response);
}

/** Realms and locations lead to where their host is served; the service's name in a challenge stays. */
function redirected(headers: ReplyHeaders, redirect: (header: string) => string): ReplyHeaders {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      typeof value === "string" ? redirect(value) : value.map(redirect),
    ]),
  );
}

function escaped(host: string): string {
  return host.replaceAll(/[.[\]]/g, "\\$&");
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return address.port;
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}

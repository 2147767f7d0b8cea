// A world over node:http on loopback, one port a host, for what runs in a process of its own: the bundle, the demo, the bench.
// It misbehaves on the wire as its faults say: late, endless, huge, reset or cut off.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { text } from "node:stream/consumers";
import { type Registry } from "./registry.ts";
import { type Reply, type ReplyHeaders } from "./replies.ts";

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

const chunk = Buffer.alloc(64 * 1024, " ");

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
  const body = await text(request);
  const url = new URL(request.url ?? "/", `http://${host}`);
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : (value ?? ""),
    ]),
  );
  const { method = "GET" } = request;
  const asked = { scheme: "http", host, method, path: url.pathname, query: url.searchParams, headers, body } as const;
  const { reply, latency } = registry.ask(asked);
  if (latency > 0) await new Promise((resolve) => setTimeout(resolve, latency));
  await write(reply, method, redirect, response);
}

async function write(
  reply: Reply,
  method: string,
  redirect: (header: string) => string,
  response: ServerResponse,
): Promise<void> {
  if (reply.kind === "stalled") return;
  if (reply.kind === "broken") {
    response.socket?.resetAndDestroy();
    return;
  }
  response.writeHead(reply.status, redirected(reply.headers, redirect));
  const { body } = reply;
  if (method === "HEAD") {
    response.end();
  } else if (body.kind === "bytes") {
    response.end(body.bytes);
  } else if (body.kind === "cut") {
    // The piece must have left before the connection breaks, or nothing at all would arrive.
    response.write(body.bytes, () => response.destroy());
  } else {
    // As fast as it is read, and no longer than somebody reads.
    await pipeline(Readable.from(filler(body.length)), response);
  }
}

function* filler(length: number): Generator<Buffer> {
  for (let left = length; left > 0; left -= chunk.length) yield left < chunk.length ? chunk.subarray(0, left) : chunk;
}

/** Realms and locations lead to where their host is served; the service's name in a challenge stays. */
function redirected(headers: ReplyHeaders, redirect: (header: string) => string): Record<string, string | string[]> {
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

// Stands in front of the lab's real registries under every host's real name: adds what a plain one doesn't do, and misbehaves.
// Whoever asks gets a world of its own, told apart by its User-Agent: a fault that strikes once strikes everybody once.
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { createServer, type Server, type Socket } from "node:net";
import { createSecureContext, type SecureContext } from "node:tls";
import { request } from "undici";
import type { NetworkCause } from "../../src/model.ts";
import { type Certificate, type CertificateWish, makeAuthority, makeCertificate } from "../support/certificates.ts";
import { answerBefore, answerTo, repositoryIn, withRequestId } from "../support/registry/answers.ts";
import { mediaTypes } from "../support/registry/manifests.ts";
import { openRegistry, type Registry } from "../support/registry/registry.ts";
import type { AnswerReply, Asked } from "../support/registry/replies.ts";
import { readAsked, writeReply } from "../support/registry/wire.ts";
import type { World } from "../support/registry/world.ts";
import { gatewayAddresses, plainHttpAddress, tlsOnlyAddresses } from "./network.ts";
import { isStorable } from "./storage.ts";

/** The real parts behind it, as `127.0.0.1:PORT`. */
interface Upstreams {
  readonly open: string;
  readonly htpasswd: string;
  readonly token: string;
  readonly "token service": string;
}

export interface Gateway {
  /** From now on everybody finds this world, as if nobody had asked it anything. */
  readonly present: (world: () => World) => void;
  /** What the one whose User-Agent starts with that has asked of the present world. */
  readonly visitsOf: (agent: string) => Registry["visits"];
  /** Which pulls of theirs the present world has counted. */
  readonly countedOf: (agent: string) => Registry["counted"];
  /** How many it has taken so far. */
  readonly connections: () => number;
  /** Breaks off every one that is open: who asks again has to connect. */
  readonly hangUp: () => void;
  readonly close: () => Promise<void>;
}

export interface GatewayOptions {
  readonly authority: Certificate;
  /** `null`: it answers everything itself. */
  readonly upstreams: Upstreams | null;
  readonly ports: readonly number[];
  /** Where it listens; absent: at every address there is. */
  readonly addresses?: readonly string[];
  /** How long it leaves a connection open on which nobody asks; a client told a second doesn't use it again. */
  readonly keepAliveMs?: number;
  /** What a host shows, where that isn't a good certificate of the authority's own. */
  readonly contextOf?: (name: string) => SecureContext | null;
}

export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { authority, upstreams, ports, addresses = ["::"], keepAliveMs = 1000, contextOf = () => null } = options;
  let makeWorld = (): World => new Map();
  let registries = new Map<string, Registry>();
  const certificates = createCertificates(authority);
  const sockets = new Set<Socket>();

  function registryFor(agent: string): Registry {
    const known = registries.get(agent) ?? openRegistry(makeWorld());
    registries.set(agent, known);
    return known;
  }

  function hangUp(): void {
    for (const socket of sockets) socket.destroy();
  }

  function asking(agent: string): readonly Registry[] {
    return [...registries].filter(([name]) => name.startsWith(agent)).map(([, registry]) => registry);
  }

  const listener =
    (scheme: Asked["scheme"]): RequestListener =>
    (incoming, response) => {
      respond(registryFor(incoming.headers["user-agent"] ?? ""), upstreams, scheme, incoming, response).catch(
        (error: unknown) => {
          console.error(`gateway: ${incoming.method} ${incoming.headers.host}${incoming.url}: ${String(error)}`);
          response.destroy();
        },
      );
    };
  const http = createHttpServer(listener("http"));
  const https = createHttpsServer(
    {
      ALPNProtocols: ["http/1.1"],
      ...certificates.nameless,
      SNICallback: (name, done) => {
        const network = [...makeWorld()].find(([host]) => host.replace(/:\d+$/, "") === name)?.[1].network;
        done(null, contextOf(name) ?? certificates.of(name, network));
      },
    },
    listener("https"),
  );
  https.on("secureConnection", (socket) => {
    const carrier = [...sockets].find(({ remotePort }) => remotePort === socket.remotePort);
    if (carrier !== undefined) carriers.set(socket, carrier);
  });
  // Half of the faults break connections: that is no news.
  https.on("tlsClientError", () => {});
  http.on("clientError", (_, socket) => socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"));
  for (const server of [http, https]) server.keepAliveTimeout = keepAliveMs;

  let connections = 0;
  const places = addresses.flatMap((address) => ports.map((port) => ({ address, port })));
  const servers = await Promise.all(
    places.map(async ({ address, port }) =>
      listen(address, port, (socket) => {
        connections += 1;
        sockets.add(socket);
        socket.on("close", () => sockets.delete(socket));
        socket.on("error", () => {});
        // One port speaks both: the first byte of TLS is that of a handshake record.
        socket.once("data", (first) => {
          // Who agrees on nothing with its clients says so before there is any TLS to speak of.
          if (failsHandshakes(makeWorld(), first)) return void socket.end(handshakeFailure);
          const isTlsAlone = tlsOnlyAddresses.some((alone) => socket.localAddress?.endsWith(alone));
          if (isTlsAlone && first[0] !== 0x16) return void socket.end(notTls);
          socket.pause();
          socket.unshift(first);
          const isPlain = socket.localAddress?.endsWith(plainHttpAddress) === true || first[0] !== 0x16;
          (isPlain ? http : https).emit("connection", socket);
          process.nextTick(() => socket.resume());
        });
      }),
    ),
  );
  return {
    present: (world) => {
      makeWorld = world;
      registries = new Map();
    },
    connections: () => connections,
    hangUp,
    visitsOf: (agent) => asking(agent).flatMap(({ visits }) => visits),
    countedOf: (agent) => asking(agent).flatMap(({ counted }) => counted),
    close: async () => {
      hangUp();
      await Promise.all(servers.map(async (server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

/** What Go's server says to plain HTTP on a TLS port (`net/http` `server.go`). */
const notTls = "HTTP/1.0 400 Bad Request\r\nConnection: close\r\n\r\nClient sent an HTTP request to an HTTPS server.\n";

/** RFC 8446 §6: an alert, fatal, `handshake_failure`. */
const handshakeFailure = Buffer.from([0x15, 3, 3, 0, 2, 2, 40]);

/** The client's first message names the host that it wants in the clear. */
function failsHandshakes(world: World, hello: Buffer): boolean {
  return [...world].some(
    ([host, { network }]) => network === "tls-failed" && hello.includes(host.replace(/:\d+$/, "")),
  );
}

async function listen(address: string, port: number, onConnection: (socket: Socket) => void): Promise<Server> {
  const server = createServer(onConnection);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, address, resolve);
  });
  return server;
}

/** What carries the bytes of a connection: TLS alone can't break off without a word. */
const carriers = new WeakMap<object, Socket>();

function reset(incoming: IncomingMessage): void {
  (carriers.get(incoming.socket) ?? incoming.socket).resetAndDestroy();
}

async function respond(
  registry: Registry,
  upstreams: Upstreams | null,
  scheme: Asked["scheme"],
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const named = (incoming.headers.host ?? "").toLowerCase();
  const host = named.replace(scheme === "https" ? /:443$/ : /:80$/, "");
  const asked = await readAsked(incoming, scheme, host);
  const { reply, latency } = await registry.askThrough(asked, async () => answer(asked, registry.world, upstreams));
  if (latency > 0) await new Promise((resolve) => setTimeout(resolve, latency));
  await writeReply(reply, asked.method, response, () => reset(incoming));
}

async function answer(asked: Asked, world: World, upstreams: Upstreams | null): Promise<AnswerReply> {
  if (upstreams === null) return answerTo(asked, world);
  const host = world.get(asked.host);
  if (host?.real !== undefined) return forward(asked, upstreams[host.real]);
  const before = answerBefore(asked, world);
  if (before !== null) return before;
  const repository = repositoryIn(asked.path);
  const images = repository === null ? undefined : host?.repositories[repository];
  const isReal = host?.blobs === undefined && Object.values(images ?? {}).every(isStorable);
  if (host === undefined || images === undefined || !isReal) return answerTo(asked, world);
  const { range, accept, ...headers } = asked.headers;
  const accepted = host.negotiates ? accept : Object.values(mediaTypes).join(", ");
  const kept = {
    ...(range !== undefined && host.ranges ? { range } : {}),
    ...(accepted === undefined ? {} : { accept: accepted }),
  };
  return forward({ ...asked, headers: { ...headers, ...kept } }, upstreams.open);
}

/** Of a connection, not of a question or an answer. */
const ofConnection = new Set(["connection", "keep-alive", "transfer-encoding", "date", "host", "expect"]);

async function forward(asked: Asked, upstream: string): Promise<AnswerReply> {
  const query = asked.query.toString();
  const { statusCode, headers, body } = await request(
    `http://${upstream}${asked.path}${query === "" ? "" : `?${query}`}`,
    {
      method: asked.method,
      headers: Object.fromEntries(Object.entries(asked.headers).filter(([name]) => !ofConnection.has(name))),
      ...(asked.body === "" ? {} : { body: asked.body }),
    },
  );
  const bytes = Buffer.from(await body.arrayBuffer());
  const kept = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined || ofConnection.has(name) ? [] : [[name, value] as const],
  );
  return withRequestId(asked, {
    kind: "answer",
    status: statusCode,
    headers: Object.fromEntries(kept),
    body: { kind: "bytes", bytes },
  });
}

interface Certificates {
  readonly of: (name: string, network: NetworkCause | undefined) => SecureContext;
  /** For who asks an address, and so names nobody. */
  readonly nameless: { readonly cert: string; readonly key: string };
}

function createCertificates(authority: Certificate): Certificates {
  const made = new Map<string, SecureContext>();
  const make = (name: string, network: NetworkCause | undefined): Certificate =>
    makeCertificate({ names: [name], authority, ...(network === undefined ? {} : wishes.get(network)) });
  return {
    of: (name, network) => {
      const key = `${name} ${network ?? ""}`;
      const known = made.get(key) ?? createSecureContext(make(name, network));
      made.set(key, known);
      return known;
    },
    nameless: makeCertificate({ names: [...gatewayAddresses], authority }),
  };
}

/** What is wrong with a certificate, by what it leads to. */
const wishes: ReadonlyMap<NetworkCause, CertificateWish> = new Map<NetworkCause, CertificateWish>([
  ["tls-untrusted", { authority: makeAuthority("Nobody's") }],
  ["tls-expired", { from: -9, until: -2 }],
  ["tls-not-yet-valid", { from: 2, until: 9 }],
  ["tls-wrong-name", { names: ["elsewhere.test"] }],
]);

// Local servers of every temper, and the real network edge that asks them. All of it ends with the test.
import { createServer as createHttp, type RequestListener } from "node:http";
import { createServer as createHttps } from "node:https";
import { connect, createServer as createTcp, type Server, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import type { HttpOptions } from "../../src/edges/dispatchers.ts";
import type { HttpAnswer, HttpRequest } from "../../src/edges/edges.ts";
import { type HttpEdge, nodeHttp } from "../../src/edges/http.ts";
import type { Certificate } from "../support/certificates.ts";

export interface Listening {
  readonly port: number;
  /** Connections that are open now, and how many there were at all. */
  readonly open: ReadonlySet<Socket>;
  readonly accepted: () => number;
}

export async function listen(server: Server): Promise<Listening> {
  const open = new Set<Socket>();
  let accepted = 0;
  server.on("connection", (socket: Socket) => {
    accepted += 1;
    open.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return { port: address.port, open, accepted: () => accepted };
}

export async function httpServer(respond: RequestListener): Promise<Listening> {
  return listen(createHttp(respond));
}

export async function tlsServer({ key, cert }: Certificate, respond: RequestListener = hello): Promise<Listening> {
  return listen(createHttps({ key, cert }, respond));
}

/** Whatever it is sent, it says this (or does that). */
export async function rawServer(answer: string | ((socket: Socket) => void)): Promise<Listening> {
  return listen(
    createTcp((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => (typeof answer === "string" ? socket.end(answer) : answer(socket)));
    }),
  );
}

/** It says this before it is asked, and then nothing more. */
export async function bannerServer(banner: string): Promise<Listening> {
  return listen(createTcp((socket) => void socket.on("error", () => {}).write(banner)));
}

/** A port that nobody listens on. */
export async function closedPort(): Promise<number> {
  const server = createTcp();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return address.port;
}

export interface Proxy extends Listening {
  /** `CONNECT registry.test:443`, or the address that was asked for in plain HTTP. */
  readonly asked: readonly string[];
  /** Every `Proxy-Authorization` that was sent. */
  readonly authorizations: readonly (string | undefined)[];
}

/** A proxy that opens every tunnel to `port`, or answers CONNECT and requests with a status of its own. */
export async function proxyServer(behaviour: { readonly to: number } | { readonly status: number }): Promise<Proxy> {
  const asked: string[] = [];
  const authorizations: (string | undefined)[] = [];
  const server = createHttp((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    authorizations.push(request.headers["proxy-authorization"]);
    response
      .writeHead("status" in behaviour ? behaviour.status : 200, { "content-type": "text/html" })
      .end("the proxy's own");
  });
  server.on("connect", (request, socket: Socket) => {
    asked.push(`CONNECT ${request.url}`);
    authorizations.push(request.headers["proxy-authorization"]);
    socket.on("error", () => {});
    if ("status" in behaviour) {
      socket.end(`HTTP/1.1 ${behaviour.status} No\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const beyond = connect(behaviour.to, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      socket.pipe(beyond).pipe(socket);
    });
    beyond.on("error", () => socket.destroy());
    socket.on("close", () => beyond.destroy());
  });
  return { ...(await listen(server)), asked, authorizations };
}

export const hello: RequestListener = (_request, response) => {
  response.end("hello");
};

/** The edge, closed when the test is over. */
export function edgeOf(options: Partial<HttpOptions> = {}): HttpEdge {
  const edge = nodeHttp({ connectTimeoutMs: 10_000, environment: {}, connections: 64, log: () => {}, ...options });
  onTestFinished(() => edge.close());
  return edge;
}

export function requestOf(url: string, more: Partial<HttpRequest> = {}): HttpRequest {
  const signal = new AbortController().signal;
  return { method: "GET", url: new URL(url), headers: {}, body: null, maxBytes: 1000, signal, ...more };
}

/** One request through an edge of its own. */
export async function send(
  url: string,
  options: Partial<HttpOptions> = {},
  more: Partial<HttpRequest> = {},
): Promise<HttpAnswer> {
  return edgeOf(options).send(requestOf(url, more));
}

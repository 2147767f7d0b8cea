// Proxies against real ones on loopback. `registry.test` is no name that anything here looks up: the proxy is told it.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDispatchers } from "../../src/edges/dispatchers.ts";
import type { HttpAnswer } from "../../src/edges/edges.ts";
import { makeAuthority, makeCertificate } from "../support/certificates.ts";
import {
  bannerServer,
  closedPort,
  edgeOf,
  hello,
  httpServer,
  proxyServer,
  rawServer,
  requestOf,
  send,
  tlsServer,
} from "./servers.ts";

const authority = makeAuthority("Pullgate proxy authority");
const certificate = makeCertificate({ authority, names: ["registry.test", "proxy.test"] });
let folder: string;
let trusted: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pullgate-proxy-"));
  trusted = join(folder, "authority.pem");
  await writeFile(trusted, authority.cert);
});
afterAll(() => rm(folder, { recursive: true }));

/** Asks for https://registry.test through whatever listens on the port. */
async function through(
  port: number,
  more: { readonly connectTimeoutMs?: number; readonly login?: string } = {},
): Promise<HttpAnswer> {
  const { login = "", ...options } = more;
  const environment = { HTTPS_PROXY: `http://${login}127.0.0.1:${port}`, SSL_CERT_FILE: trusted };
  return send("https://registry.test/v2/", { environment, ...options });
}

describe("a tunnel", () => {
  test("to a registry", async () => {
    const registry = await tlsServer(certificate, (request, response) => void response.end(request.headers["host"]));
    const proxy = await proxyServer({ to: registry.port });
    expect(await through(proxy.port)).toMatchObject({
      kind: "answer",
      status: 200,
      body: Buffer.from("registry.test"),
      viaProxy: true,
    });
    expect(proxy.asked).toEqual(["CONNECT registry.test:443"]);
  });

  test("the proxy's password is for the proxy alone", async () => {
    const seen: (string | undefined)[] = [];
    const registry = await tlsServer(certificate, (request, response) => {
      seen.push(request.headers["proxy-authorization"], request.headers.authorization);
      response.end();
    });
    const proxy = await proxyServer({ to: registry.port });
    expect(await through(proxy.port, { login: "us%40er:p%3Ass@" })).toMatchObject({ status: 200 });
    expect(proxy.authorizations).toEqual([`Basic ${Buffer.from("us@er:p:ss").toString("base64")}`]);
    expect(seen).toEqual([undefined, undefined]);
  });

  test.for([
    [407, "proxy-wants-password"],
    [201, "proxy-refused"],
    [403, "proxy-refused"],
    [502, "proxy-refused"],
    [503, "proxy-refused"],
  ] as const)("refused with %i", async ([status, cause]) => {
    const proxy = await proxyServer({ status });
    const answer = await through(proxy.port, { login: "user:canary-3f9c@" });
    expect(answer).toMatchObject({ kind: "failure", hop: "proxy", cause, viaProxy: true });
    expect(answer).toHaveProperty("detail", expect.stringContaining(String(status)));
    expect(JSON.stringify(answer)).not.toContain("canary");
  });

  test("no proxy there", async () => {
    const answer = await through(await closedPort());
    expect(answer).toMatchObject({ kind: "failure", hop: "proxy", cause: "proxy-unreachable", viaProxy: true });
  });

  test.for<[string, () => Promise<{ readonly port: number }>]>([
    ["closes", async () => rawServer("")],
    ["resets", async () => rawServer((socket) => socket.resetAndDestroy())],
    ["is no proxy", async () => bannerServer("SSH-2.0-OpenSSH_9.2\r\n")],
    ["says nothing", async () => rawServer(() => {})],
  ])("a proxy that %s", async ([, start]) => {
    const { port } = await start();
    expect(await through(port, { connectTimeoutMs: 300 })).toMatchObject({
      kind: "failure",
      hop: "proxy",
      cause: "proxy-unreachable",
    });
  });

  test("once it stands, what fails is the registry's", async () => {
    const stranger = await tlsServer(makeCertificate({ names: ["registry.test"] }));
    expect(await through((await proxyServer({ to: stranger.port })).port)).toMatchObject({
      hop: "tls",
      cause: "tls-untrusted",
      viaProxy: true,
    });
    const plain = await httpServer(hello);
    expect(await through((await proxyServer({ to: plain.port })).port)).toMatchObject({
      hop: "tls",
      cause: "plain-http",
      viaProxy: true,
    });
    const silent = await rawServer(() => {});
    const answer = await through((await proxyServer({ to: silent.port })).port, { connectTimeoutMs: 300 });
    expect(answer).toMatchObject({ hop: "tls", cause: "timeout", viaProxy: true });
  });

  test("close ends it", async () => {
    const registry = await tlsServer(certificate, () => {});
    const proxy = await proxyServer({ to: registry.port });
    const edge = edgeOf({ environment: { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`, SSL_CERT_FILE: trusted } });
    const hanging = edge.send(requestOf("https://registry.test/"));
    while (registry.open.size === 0) await new Promise(setImmediate);
    await edge.close();
    expect(await hanging).toMatchObject({ kind: "failure" });
  });
});

describe("plain HTTP", () => {
  test("is asked of the proxy as it is", async () => {
    const proxy = await proxyServer({ status: 200 });
    const environment = { HTTP_PROXY: `http://user:pass@127.0.0.1:${proxy.port}` };
    expect(await send("http://registry.test/v2/?n=1", { environment })).toMatchObject({ status: 200, viaProxy: true });
    expect(proxy.asked).toEqual(["GET http://registry.test/v2/?n=1"]);
    expect(proxy.authorizations).toEqual([`Basic ${Buffer.from("user:pass").toString("base64")}`]);
  });

  test("407 is the proxy's, and any other answer is flagged", async () => {
    const wants = await proxyServer({ status: 407 });
    const environment = { HTTP_PROXY: `http://127.0.0.1:${wants.port}` };
    expect(await send("http://registry.test/", { environment })).toMatchObject({
      hop: "proxy",
      cause: "proxy-wants-password",
    });
    const blocks = await proxyServer({ status: 403 });
    expect(
      await send("http://registry.test/", { environment: { HTTP_PROXY: `http://127.0.0.1:${blocks.port}` } }),
    ).toMatchObject({
      status: 403,
      viaProxy: true,
    });
  });

  test("no proxy there", async () => {
    const environment = { HTTP_PROXY: `http://127.0.0.1:${await closedPort()}` };
    expect(await send("http://registry.test/", { environment })).toMatchObject({
      hop: "proxy",
      cause: "proxy-unreachable",
    });
  });
});

test.for([
  "socks5://user:canary-3f9c@127.0.0.1:1080",
  "http://user:%zzcanary-3f9c@127.0.0.1:3128",
  "http://user:canary-3f9c@[",
])("a proxy that can't be used is the end of the request, and no reason to ask directly: %s", async (proxy) => {
  const edge = edgeOf({ environment: { HTTPS_PROXY: proxy } });
  const answer = await edge.send(requestOf("https://registry.test/v2/"));
  expect(answer).toMatchObject({ kind: "failure", hop: "proxy", cause: "proxy-unusable", viaProxy: true });
  expect(JSON.stringify(answer)).not.toContain("canary");
  expect(await edge.send(requestOf("https://registry.test/v2/", { signal: AbortSignal.abort() }))).toMatchObject({
    kind: "aborted",
  });
  await edge.close();
});

test("connections end, though one could not be made", async () => {
  const dispatchers = createDispatchers({ connectTimeoutMs: 300, environment: {}, connections: 1, log: () => {} });
  const way = { proxy: null, reach: "anywhere", tls: null } as const;
  const proxy = { url: new URL("http://user:%zz@127.0.0.1:3128"), variable: "HTTP_PROXY" };
  const url = new URL("http://registry.test/");
  await expect(dispatchers.for(url, { ...way, proxy })).rejects.toThrow("URI malformed");
  await dispatchers.for(url, way);
  await dispatchers.close();
  await expect(dispatchers.for(url, way)).rejects.toThrow("the network is closed");
});

test("loopback goes past the proxy, and says so", async () => {
  const server = await httpServer(hello);
  const dead = `http://127.0.0.1:${await closedPort()}`;
  const environment = { HTTPS_PROXY: dead, HTTP_PROXY: dead };
  expect(await send(`http://127.0.0.1:${server.port}/`, { environment })).toMatchObject({
    status: 200,
    viaProxy: false,
  });
});

// TLS against real servers: whom the edge trusts, and what it says of those it doesn't.
import { execFile } from "node:child_process";
import type { RequestListener } from "node:http";
import { createSecureServer } from "node:http2";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Certificate, makeAuthority, makeCertificate } from "../support/certificates.ts";
import { bannerServer, edgeOf, hello, httpServer, listen, rawServer, requestOf, send, tlsServer } from "./servers.ts";
import { createServer } from "node:tls";

const authority = makeAuthority("Pullgate test authority");
const good = makeCertificate({ authority });
let folder: string;

/** The environment of a machine that trusts the authority. */
let trusting: { readonly SSL_CERT_FILE: string };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pullgate-tls-"));
  trusting = { SSL_CERT_FILE: join(folder, "authority.pem") };
  await writeFile(trusting.SSL_CERT_FILE, authority.cert);
});
afterAll(() => rm(folder, { recursive: true }));

test("a server that offers HTTP/2 is spoken to in HTTP/1.1: decision 0012", async () => {
  const respond: RequestListener = (request, response) => response.end(request.httpVersion);
  // The types know nothing of listeners that answer both.
  const server = createSecureServer({ key: good.key, cert: good.cert, allowHTTP1: true });
  server.on("request", respond);
  const { port } = await listen(server);
  expect(await send(`https://127.0.0.1:${port}/`, { environment: trusting })).toMatchObject({
    status: 200,
    body: Buffer.from("1.1"),
  });
});

describe("certificates", () => {
  test("of an authority in SSL_CERT_FILE", async () => {
    const { port } = await tlsServer(good);
    expect(await send(`https://127.0.0.1:${port}/`, { environment: trusting })).toMatchObject({
      status: 200,
      body: Buffer.from("hello"),
    });
    expect(await send(`https://localhost:${port}/`, { environment: trusting })).toMatchObject({ status: 200 });
  });

  test.for<[string, Certificate, string]>([
    ["of nobody's authority", makeCertificate({ authority: makeAuthority("Nobody") }), "tls-untrusted"],
    ["that signs itself", makeCertificate(), "tls-untrusted"],
    ["that has expired", makeCertificate({ authority, from: -3, until: -1 }), "tls-expired"],
    ["that is not valid yet", makeCertificate({ authority, from: 1, until: 3 }), "tls-not-yet-valid"],
    ["for another name", makeCertificate({ authority, names: ["other.test"] }), "tls-wrong-name"],
    ["for clients", makeCertificate({ authority, isClients: true }), "tls-not-accepted"],
  ])("%s", async ([, certificate, cause]) => {
    const { port } = await tlsServer(certificate);
    const answer = await send(`https://127.0.0.1:${port}/`, { environment: trusting });
    expect(answer).toMatchObject({ kind: "failure", hop: "tls", cause, viaProxy: false });
    expect(answer).toHaveProperty("detail", expect.stringMatching(/^127\.0\.0\.1:\d+: the certificate .+\(.+\)$/));
  });

  test.for([
    [
      "a common name alone",
      { names: [], commonName: "localhost" },
      "tls-no-names",
      'the certificate has no alternative name (a common name alone: "localhost")',
    ],
    [
      "another common name alone",
      { names: [], commonName: "other.test" },
      "tls-no-names",
      `the certificate has no alternative name (its common name is "other.test", and no host's name)`,
    ],
    [
      "addresses alone, and the name as its subject",
      { names: ["127.0.0.1"], commonName: "localhost" },
      "tls-wrong-name",
      "the certificate is for another name (127.0.0.1, and no host's name)",
    ],
    [
      "a star for a part of a label",
      { names: ["local*", "other.test"] },
      "tls-wrong-name",
      "the certificate is for another name (local* and 1 more)",
    ],
  ] as const)("%s", async ([, wish, cause, words]) => {
    const { port } = await tlsServer(makeCertificate({ authority, ...wish }));
    const answer = await send(`https://localhost:${port}/`, { environment: trusting });
    expect(answer).toMatchObject({ kind: "failure", hop: "tls", cause, detail: `localhost:${port}: ${words}` });
  });

  test("a SSL_CERT_FILE that is a pipe is not waited for", async () => {
    const pipe = join(folder, "pipe.pem");
    await promisify(execFile)("mkfifo", [pipe]);
    const { port } = await tlsServer(good);
    const logged: string[] = [];
    const edge = edgeOf({ environment: { SSL_CERT_FILE: pipe }, log: (line) => void logged.push(line) });
    expect(await edge.send(requestOf(`https://127.0.0.1:${port}/`))).toMatchObject({ cause: "tls-untrusted" });
    expect(logged).toEqual(["SSL_CERT_FILE can't be read (EFTYPE): its certificates are not trusted here"]);
  });

  test.for([
    [
      "that isn't there",
      "missing.pem",
      null,
      "SSL_CERT_FILE can't be read (ENOENT): its certificates are not trusted here",
    ],
    [
      "that holds none",
      "nonsense.pem",
      "nonsense",
      "SSL_CERT_FILE holds no PEM certificate: nothing more is trusted for it",
    ],
    ["that is empty", "empty.pem", "", "SSL_CERT_FILE holds no PEM certificate: nothing more is trusted for it"],
  ] as const)("a SSL_CERT_FILE %s adds nothing, breaks nothing, and is told once", async ([, name, content, told]) => {
    const file = join(folder, name);
    if (content !== null) await writeFile(file, content);
    const { port } = await tlsServer(good);
    const logged: string[] = [];
    const environment = { SSL_CERT_FILE: file, HTTP_PROXY: `http://127.0.0.1:${port}` };
    const edge = edgeOf({ environment, log: (line) => void logged.push(line) });
    expect(await edge.send(requestOf(`https://127.0.0.1:${port}/`))).toMatchObject({
      hop: "tls",
      cause: "tls-untrusted",
    });
    const plain = await httpServer(hello);
    expect(await edge.send(requestOf(`http://127.0.0.1:${plain.port}/`))).toMatchObject({ status: 200 });
    // Through the proxy, for which there are connections of another kind.
    expect(await edge.send(requestOf("http://registry.test/"))).toMatchObject({ kind: "failure" });
    expect(logged).toEqual([told]);
  });

  test("SSL_CERT_FILE takes nothing away from NODE_EXTRA_CA_CERTS", async () => {
    const other = makeAuthority("Extra");
    const extra = join(folder, "extra.pem");
    await writeFile(extra, other.cert);
    const { port } = await tlsServer(makeCertificate({ authority: other }));
    const edge = fileURLToPath(new URL("../../src/edges/http.ts", import.meta.url));
    const script = `
      const { nodeHttp } = await import(${JSON.stringify(edge)});
      const edge = nodeHttp({ connectTimeoutMs: 5000, environment: process.env, connections: 1, log: () => {} });
      const url = new URL("https://127.0.0.1:${port}/");
      const answer = await edge.send({ method: "GET", url, headers: {}, body: null, maxBytes: 10, signal: AbortSignal.timeout(9000) });
      await edge.close();
      console.log(answer.kind, answer.status ?? answer.detail);`;
    const env = { PATH: process.env["PATH"], NODE_EXTRA_CA_CERTS: extra, ...trusting };
    // Read once, when the process starts: only another one can have it.
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script], { env });
    expect(stdout).toBe("answer 200\n");
  });
});

describe("no TLS there", () => {
  test("plain HTTP", async () => {
    const { port } = await httpServer(hello);
    expect(await send(`https://127.0.0.1:${port}/`)).toMatchObject({
      kind: "failure",
      hop: "tls",
      cause: "plain-http",
    });
  });

  test("another protocol altogether", async () => {
    const { port } = await bannerServer("SSH-2.0-OpenSSH_9.2\r\n");
    expect(await send(`https://127.0.0.1:${port}/`)).toMatchObject({ kind: "failure", hop: "tls" });
  });

  test("plain HTTP sent to a TLS port", async () => {
    const { port } = await tlsServer(good);
    expect(await send(`http://127.0.0.1:${port}/`)).toMatchObject({
      kind: "failure",
      hop: "tls",
      cause: "tls-instead",
    });
  });

  test("a handshake that never ends: the connection's time limit", async () => {
    const { port } = await rawServer(() => {});
    // Were the limit not kept, the signal would come first.
    const signal = AbortSignal.timeout(5000);
    const answer = await send(`https://127.0.0.1:${port}/`, { connectTimeoutMs: 200 }, { signal });
    expect(answer).toMatchObject({ kind: "failure", hop: "tls", cause: "timeout" });
  });

  test("a handshake that is cut off", async () => {
    const { port } = await rawServer((socket) => socket.destroy());
    expect(await send(`https://127.0.0.1:${port}/`)).toMatchObject({ kind: "failure", cause: "reset" });
  });

  test("no version in common", async () => {
    const old = createServer({
      key: good.key,
      cert: good.cert,
      minVersion: "TLSv1.2",
      maxVersion: "TLSv1.2",
      ciphers: "ECDHE-RSA-AES128-GCM-SHA256",
    });
    old.on("tlsClientError", () => {});
    const { port } = await listen(old);
    const answer = await send(`https://127.0.0.1:${port}/`, { environment: trusting });
    expect(answer).toMatchObject({ kind: "failure", hop: "tls", cause: "tls-failed" });
  });
});

test("a server that wants a client's certificate, told behind the handshake", async () => {
  const server = createServer(
    { key: good.key, cert: good.cert, requestCert: true, rejectUnauthorized: true },
    (socket) => socket.end(),
  );
  server.on("tlsClientError", () => {});
  const { port } = await listen(server);
  expect(await send(`https://127.0.0.1:${port}/`, { environment: trusting })).toMatchObject({
    kind: "failure",
    hop: "tls",
    cause: "tls-failed",
  });
});

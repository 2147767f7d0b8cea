// Servers that break off where TLS should begin, and the services of metadata, which count who comes.
import { createServer, type Server } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { makeCertificate } from "../../support/certificates.ts";
import { metadataAddresses, places } from "./ways.ts";

export interface Breakers {
  /** Connections that reached a service of metadata so far. */
  readonly intruders: () => number;
  readonly close: () => void;
}

/** RFC 8446 §6: an alert, fatal, `handshake_failure`. */
const refusal = Buffer.from([0x15, 3, 3, 0, 2, 2, 40]);

export async function startBreakers(): Promise<Breakers> {
  let intruders = 0;
  const closing = createServer((socket) => socket.once("data", () => socket.end()));
  const refusing = createServer((socket) => socket.once("data", () => socket.end(refusal)));
  const foreign = createServer((socket) => socket.end("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"));
  const counting = (): Server =>
    createServer((socket) => {
      intruders += 1;
      socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
    });
  const { cert, key } = makeCertificate({ names: ["old.test"] });
  const old = createTlsServer({
    cert,
    key,
    minVersion: "TLSv1",
    maxVersion: "TLSv1.1",
    ciphers: "DEFAULT:@SECLEVEL=0",
  });
  const tls = createTlsServer({ cert, key }, (socket) => socket.on("error", () => {}));
  for (const server of [old, tls]) server.on("tlsClientError", () => {});
  const servers = [
    await listen(closing, places["closes on TLS"].address, 443),
    await listen(refusing, places["refuses TLS"].address, 443),
    await listen(foreign, places["no HTTP"].address, 443),
    await listen(old, places["old TLS"].address, 443),
    await listen(tls, places["TLS alone, silently"].address, 443),
  ];
  for (const address of metadataAddresses) {
    for (const port of [80, 443]) servers.push(await listen(counting(), address, port));
  }
  return {
    intruders: () => intruders,
    close: () => {
      for (const server of servers) server.close();
    },
  };
}

async function listen(server: Server, address: string, port: number): Promise<Server> {
  server.on("connection", (socket) => socket.on("error", () => {}));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, address, resolve);
  });
  return server;
}

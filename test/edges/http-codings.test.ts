// Bodies that come in a coding that nobody asked for: undone as a node would, or left as they came.
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { edgeOf, httpServer, requestOf, send } from "./servers.ts";

test.for<[string, (text: string) => Buffer]>([
  ["gzip", gzipSync],
  ["deflate", deflateRawSync],
  ["zstd", zstdCompressSync],
  ["GZIP", gzipSync],
  ["identity", (text) => Buffer.from(text)],
  ["identity, identity,", (text) => Buffer.from(text)],
  ["deflate, gzip", (text) => gzipSync(deflateRawSync(text))],
  ["gzip identity\t,zstd", (text) => zstdCompressSync(gzipSync(text))],
])("%s is undone where it is sent unasked, up to the limit", async ([coding, pack]) => {
  const { port } = await httpServer((_request, response) => {
    response.writeHead(200, { "content-encoding": coding }).end(pack("hello"));
  });
  const url = new URL(`http://127.0.0.1:${port}/`);
  const answer = await send(url.href);
  expect(answer).toMatchObject({ body: Buffer.from("hello"), truncated: false });
  expect(answer.kind === "answer" ? answer.headers["content-encoding"] : "none").toBeUndefined();
  expect(await edgeOf().send({ ...requestOf(url.href), maxBytes: 5 + 40 })).toMatchObject({ truncated: false });
});

test.for<[string, (text: string) => Buffer]>([
  ["br", brotliCompressSync],
  ["x-gzip", gzipSync],
  ["deflate", deflateSync],
  ["br, gzip", (text) => gzipSync(brotliCompressSync(text))],
  ["gzip, gzip, gzip, gzip, gzip", (text) => gzipSync(text)],
])("%s, which a node can't undo, stays as it came", async ([coding, pack]) => {
  const packed = pack("hello");
  const { port } = await httpServer((_request, response) => {
    response.writeHead(200, { "content-encoding": coding }).end(packed);
  });
  expect(await send(`http://127.0.0.1:${port}/`)).toMatchObject({ body: packed, truncated: false });
});

test("a small body that grows without end is cut off", async () => {
  const bomb = gzipSync(Buffer.alloc(10_000_000));
  const { port } = await httpServer((_request, response) => {
    response.writeHead(200, { "content-encoding": "gzip" }).end(bomb);
  });
  const answer = await edgeOf().send({ ...requestOf(`http://127.0.0.1:${port}/`), maxBytes: bomb.length });
  expect(answer).toMatchObject({ kind: "answer", truncated: true });
});

test("what is no gzip stays as it came", async () => {
  const { port } = await httpServer((_request, response) => {
    response.writeHead(200, { "content-encoding": "gzip" }).end("plain");
  });
  expect(await send(`http://127.0.0.1:${port}/`)).toMatchObject({ body: Buffer.from("plain") });
});

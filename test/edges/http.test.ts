// The network edge against real servers on loopback: answers as they are, failures as values, and an end to everything.
import type { IncomingMessage } from "node:http";
import { describe, expect, onTestFinished, test } from "vitest";
import type { HttpAnswer } from "../../src/edges/edges.ts";
import { bannerServer, closedPort, edgeOf, hello, httpServer, rawServer, requestOf, send } from "./servers.ts";

/** The case of a failure in two words, or the status. */
function what(answer: HttpAnswer): string {
  switch (answer.kind) {
    case "answer":
      return String(answer.status);
    case "failure":
      return `${answer.hop} ${answer.cause}`;
    case "aborted":
      return "aborted";
  }
}

/** Comes to an end only if the connections do; else the test's own time limit does. */
async function untilClosed(open: ReadonlySet<unknown>): Promise<void> {
  while (open.size > 0) await new Promise(setImmediate);
}

describe("an answer", () => {
  test("status, headers as they came, body", async () => {
    const { port } = await httpServer((_request, response) => {
      response.writeHead(401, { "WWW-Authenticate": ["Basic", "Bearer realm=x"], "X-One": "1" }).end("no");
    });
    expect(await send(`http://127.0.0.1:${port}/`)).toMatchObject({
      kind: "answer",
      status: 401,
      headers: { "www-authenticate": ["Basic", "Bearer realm=x"], "x-one": "1" },
      body: Buffer.from("no"),
      truncated: false,
      viaProxy: false,
    });
  });

  test("what is sent is what was asked for", async () => {
    let seen: Pick<IncomingMessage, "method" | "url" | "headers"> & { readonly body: string } = {
      headers: {},
      body: "",
    };
    const { port } = await httpServer((request, response) => {
      const { method, url, headers } = request;
      let body = "";
      request.setEncoding("utf8").on("data", (piece: string) => (body += piece));
      request.on("end", () => {
        seen = { method, url, headers, body };
        response.end();
      });
    });
    const headers = { authorization: "Bearer x", "content-type": "text/plain" };
    await send(`http://127.0.0.1:${port}/a/b%20c?d=e&f`, {}, { method: "POST", headers, body: "ü" });
    expect(seen).toMatchObject({ method: "POST", url: "/a/b%20c?d=e&f", headers, body: "ü" });
    expect(seen.headers).not.toHaveProperty("accept-encoding");
  });

  test("HEAD has no body, whatever its length says", async () => {
    const { port } = await httpServer((_request, response) => {
      response.writeHead(200, { "content-length": "5000000" }).end();
    });
    const answer = await send(`http://127.0.0.1:${port}/`, {}, { method: "HEAD", maxBytes: 0 });
    expect(answer).toMatchObject({
      status: 200,
      headers: { "content-length": "5000000" },
      body: Buffer.alloc(0),
      truncated: false,
    });
  });

  test("no redirect is followed", async () => {
    const { port, accepted } = await httpServer((_request, response) => {
      response.writeHead(307, { location: "/elsewhere" }).end("moved");
    });
    expect(await send(`http://127.0.0.1:${port}/`)).toMatchObject({
      status: 307,
      headers: { location: "/elsewhere" },
      body: Buffer.from("moved"),
    });
    expect(accepted()).toBe(1);
  });

  test("connections are kept, and there are no more than allowed", async () => {
    const { port, accepted } = await httpServer((_request, response) => void setTimeout(() => response.end("x"), 5));
    const edge = edgeOf({ connections: 3 });
    const all = await Promise.all(
      Array.from({ length: 30 }, async () => edge.send(requestOf(`http://127.0.0.1:${port}/`))),
    );
    expect(new Set(all.map(what))).toEqual(new Set(["200"]));
    expect(accepted()).toBe(3);
  });
});

describe("a body", () => {
  test.for([
    [0, "", false],
    [5, "hello", false],
    [4, "hell", true],
  ] as const)("of five bytes, where %i may come", async ([maxBytes, body, truncated]) => {
    const { port } = await httpServer((_request, response) => void response.end(maxBytes === 0 ? "" : "hello"));
    expect(await send(`http://127.0.0.1:${port}/`, {}, { maxBytes })).toMatchObject({
      body: Buffer.from(body),
      truncated,
    });
  });

  test.for([
    ["of 100 MB", 100_000_000],
    ["without end", Number.POSITIVE_INFINITY],
  ] as const)("%s: its beginning is kept, and the rest is never sent", async ([, length]) => {
    let sent = 0;
    const { port, open } = await httpServer((_request, response) => {
      const piece = Buffer.alloc(64 * 1024, "x");
      const more = (): void => {
        while (sent < length && !response.destroyed) {
          sent += piece.length;
          if (!response.write(piece)) return void response.once("drain", more);
        }
      };
      if (Number.isFinite(length)) response.setHeader("content-length", length);
      more();
    });
    const answer = await send(`http://127.0.0.1:${port}/`, {}, { maxBytes: 1_000_000 });
    if (answer.kind !== "answer") throw new Error(what(answer));
    expect([answer.body.length, answer.truncated]).toEqual([1_000_000, true]);
    await untilClosed(open);
    // What the sockets' buffers hold on both sides comes on top.
    expect(sent).toBeLessThan(30_000_000);
  });

  test.for([
    ["shorter than declared", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc"],
    ["cut off in a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"],
    ["with a broken chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab"],
    ["of two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"],
  ])("%s", async ([, raw = ""]) => {
    const { port } = await rawServer(raw);
    expect(what(await send(`http://127.0.0.1:${port}/`))).toBe("ping reset");
  });

  test("that ends with the connection is whole", async () => {
    const { port } = await rawServer("HTTP/1.1 200 OK\r\n\r\nabc");
    expect(await send(`http://127.0.0.1:${port}/`)).toMatchObject({ status: 200, body: Buffer.from("abc") });
  });
});

describe("no answer", () => {
  test("refused", async () => {
    const answer = await send(`http://127.0.0.1:${await closedPort()}/`);
    expect(answer).toMatchObject({ kind: "failure", hop: "connect", cause: "refused", viaProxy: false });
  });

  test.for<[string, string, string]>([
    ["an SSH banner", "SSH-2.0-OpenSSH_9.2\r\n", "ping not-a-registry"],
    ["bytes", "\u0000\u0001\u0002\u0003", "ping not-a-registry"],
    ["HTML without headers", "<html>", "ping not-a-registry"],
    ["another HTTP", "HTTP/3.1 200 OK\r\n\r\n", "ping not-a-registry"],
    ["headers without end", `HTTP/1.1 200 OK\r\nX: ${"x".repeat(2_000_000)}\r\n\r\n`, "ping reset"],
    ["a status that is none", "HTTP/1.1 abc\r\n\r\n", "ping reset"],
    ["a header that is none", "HTTP/1.1 200 OK\r\nbad header\r\n\r\n", "ping reset"],
    ["an upgrade that nobody asked for", "HTTP/1.1 101 Switching Protocols\r\n\r\n", "ping reset"],
    ["nothing at all", "", "ping reset"],
  ])("%s", async ([, raw, expected]) => {
    const { port } = await rawServer(raw);
    expect(what(await send(`http://127.0.0.1:${port}/`))).toBe(expected);
  });

  test("large headers are an answer", async () => {
    const { port } = await httpServer((_request, response) => {
      response.writeHead(200, { "x-large": "x".repeat(900_000) }).end();
    });
    expect(await send(`http://127.0.0.1:${port}/`)).toMatchObject({ status: 200 });
  });

  test("interim answers without end are no answer, however fast they come", async () => {
    const { port } = await rawServer((socket) => {
      const flood = setInterval(() => socket.write("HTTP/1.1 103 Early Hints\r\n\r\n"), 5);
      socket.on("close", () => clearInterval(flood));
    });
    const edge = edgeOf({ connectTimeoutMs: 100, headersTimeoutMs: 200 });
    const answer = await edge.send(requestOf(`http://127.0.0.1:${port}/`));
    expect(what(answer)).toBe("ping timeout");
  });

  test("a banner before anything was asked", async () => {
    const { port } = await bannerServer("220 smtp.test ESMTP\r\n");
    expect(what(await send(`http://127.0.0.1:${port}/`))).toBe("ping not-a-registry");
  });

  test("a reset", async () => {
    const { port } = await rawServer((socket) => socket.resetAndDestroy());
    expect(what(await send(`http://127.0.0.1:${port}/`))).toBe("ping reset");
  });

  test.for<Readonly<Record<string, string>>>([{ accept: "a\r\nx-evil: 1" }, { "a b": "c" }])(
    "headers that can't be sent aren't: %j",
    async (headers) => {
      const { port, accepted } = await httpServer(hello);
      expect(await send(`http://127.0.0.1:${port}/`, {}, { headers })).toMatchObject({ kind: "failure" });
      expect(accepted()).toBe(0);
    },
  );
});

describe("the signal", () => {
  const forever = (): void => {};

  test("before", async () => {
    const { port, accepted } = await httpServer(hello);
    expect(await send(`http://127.0.0.1:${port}/`, {}, { signal: AbortSignal.abort() })).toMatchObject({
      kind: "aborted",
    });
    expect(accepted()).toBe(0);
  });

  test("while headers are waited for", async () => {
    const { port, open } = await httpServer(forever);
    expect(what(await send(`http://127.0.0.1:${port}/`, {}, { signal: AbortSignal.timeout(100) }))).toBe("aborted");
    await untilClosed(open);
  });

  test("in the middle of a body", async () => {
    const { port } = await httpServer((_request, response) => void response.write("begin"));
    expect(what(await send(`http://127.0.0.1:${port}/`, {}, { signal: AbortSignal.timeout(100) }))).toBe("aborted");
  });

  // With the time limits of a minute these would not come to an end before the test does.
  test("while a TLS handshake hangs", async () => {
    const { port } = await rawServer(forever);
    const answer = await send(
      `https://127.0.0.1:${port}/`,
      { connectTimeoutMs: 60_000 },
      { signal: AbortSignal.timeout(100) },
    );
    expect(what(answer)).toBe("aborted");
  });

  test("while a proxy says nothing to CONNECT", async () => {
    const { port } = await rawServer(forever);
    const environment = { HTTPS_PROXY: `http://127.0.0.1:${port}` };
    const signal = AbortSignal.timeout(100);
    expect(what(await send("https://registry.test/", { connectTimeoutMs: 60_000, environment }, { signal }))).toBe(
      "aborted",
    );
  });

  test("one for many requests is no leak", async () => {
    const warnings: string[] = [];
    const listener = (warning: Error): void => void warnings.push(warning.message);
    process.on("warning", listener);
    onTestFinished(() => void process.off("warning", listener));
    const { port } = await httpServer((_request, response) => void setTimeout(() => response.end("x"), 20));
    const edge = edgeOf();
    for (const signal of [new AbortController().signal, AbortSignal.timeout(60_000)]) {
      const all = Array.from({ length: 200 }, async () =>
        edge.send(requestOf(`http://127.0.0.1:${port}/`, { signal })),
      );
      expect(new Set((await Promise.all(all)).map(what))).toEqual(new Set(["200"]));
    }
    // Warnings are emitted one turn later.
    await new Promise(setImmediate);
    expect(warnings).toEqual([]);
  });

  test("one that ends many ends them all", async () => {
    const { port } = await httpServer(forever);
    const edge = edgeOf({ connections: 5 });
    const signal = AbortSignal.timeout(100);
    const all = Array.from({ length: 50 }, async () => edge.send(requestOf(`http://127.0.0.1:${port}/`, { signal })));
    expect(new Set((await Promise.all(all)).map(what))).toEqual(new Set(["aborted"]));
  });
});

describe("close", () => {
  test("ends what is under way, and every connection", async () => {
    const { port, open } = await httpServer(
      (request, response) => void (request.url === "/stay" ? response.end("x") : undefined),
    );
    const edge = edgeOf();
    await edge.send(requestOf(`http://127.0.0.1:${port}/stay`));
    const hanging = [1, 2, 3].map(async () => edge.send(requestOf(`http://127.0.0.1:${port}/hang`)));
    while (open.size < 3) await new Promise(setImmediate);
    await edge.close();
    expect((await Promise.all(hanging)).map(what)).toEqual(["ping reset", "ping reset", "ping reset"]);
    await untilClosed(open);
  });

  test("afterwards nothing is sent any more, and nothing is thrown", async () => {
    const { port, accepted } = await httpServer(hello);
    const edge = edgeOf();
    await edge.close();
    await edge.close();
    expect(what(await edge.send(requestOf(`http://127.0.0.1:${port}/`)))).toBe("ping reset");
    expect(accepted()).toBe(0);
  });
});

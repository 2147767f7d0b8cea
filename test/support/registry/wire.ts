// Between node:http and the embedded registry: a request as it is asked, and a reply as it goes out, misbehaving where it says so.
import { type IncomingMessage, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { type Asked, type Reply } from "./replies.ts";

const chunk = Buffer.alloc(64 * 1024, " ");

/** `host` as the world names it. */
export async function readAsked(request: IncomingMessage, scheme: Asked["scheme"], host: string): Promise<Asked> {
  const body = await text(request);
  const url = new URL(request.url ?? "/", `${scheme}://${host}`);
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : (value ?? ""),
    ]),
  );
  const { method = "GET" } = request;
  // An IPv4 address at a socket of both families is shown as one of IPv6 (RFC 4291 §2.5.5.2).
  const from = (request.socket.remoteAddress ?? "").replace(/^::ffff:/, "");
  const at = performance.now();
  return { scheme, host, method, path: url.pathname, query: url.searchParams, headers, body, from, at };
}

/** Late, endless, huge, reset or cut off, as the reply wants it. Nothing is written for a stall. */
export async function writeReply(
  reply: Reply,
  method: string,
  response: ServerResponse,
  reset: () => void = () => response.socket?.resetAndDestroy(),
): Promise<void> {
  if (reply.kind === "stalled") return;
  if (reply.kind === "broken") {
    reset();
    return;
  }
  const headers = Object.entries(reply.headers).map(([name, value]): [string, string | string[]] => [
    name,
    typeof value === "string" ? value : [...value],
  ]);
  response.writeHead(reply.status, Object.fromEntries(headers));
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

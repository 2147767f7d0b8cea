// A body's content coding. None is asked for, but servers and caches that have only the coded form send it all the same.
import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from "node:zlib";
import type { HttpAnswer } from "./edges.ts";
import { codeOf } from "./error-code.ts";

type Answered = Pick<Extract<HttpAnswer, { kind: "answer" }>, "headers" | "body" | "truncated">;

/**
 * The same without its coding; as it came where it has none, one that isn't known, or isn't in it. What would be longer
 * than `maxBytes` is truncated.
 * Source: containerd `core/remotes/docker/fetcher.go` (open), which undoes gzip, zstd and deflate.
 */
export function decoded<A extends Answered>(answer: A, maxBytes: number): A {
  const { headers, body, truncated } = answer;
  const coding = headers["content-encoding"];
  const decode = typeof coding === "string" ? decoders.get(coding.trim().toLowerCase()) : undefined;
  if (decode === undefined || truncated || body.length === 0) return answer;
  try {
    const whole = decode(body, { maxOutputLength: Math.max(1, maxBytes) });
    return {
      ...answer,
      headers: { ...headers, "content-encoding": undefined, "content-length": undefined },
      body: whole,
    };
  } catch (error) {
    return { ...answer, truncated: codeOf(error) === "ERR_BUFFER_TOO_LARGE" };
  }
}

type Decoder = (body: Buffer, options: { readonly maxOutputLength: number }) => Buffer;

const decoders: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ["gzip", gunzipSync],
  ["x-gzip", gunzipSync],
  ["deflate", inflateSync],
  ["br", brotliDecompressSync],
  ["zstd", zstdDecompressSync],
]);

// A body's content codings. None is asked for, but servers and caches that have only the coded form send it all the same.
import { gunzipSync, inflateRawSync, zstdDecompressSync } from "node:zlib";
import type { HttpAnswer } from "./edges.ts";
import { codeOf } from "./error-code.ts";

type Answered = Pick<Extract<HttpAnswer, { kind: "answer" }>, "headers" | "body" | "truncated">;

/** Codings that one answer may have, at most. */
const mostCodings = 4;

/**
 * The same without its codings, the last one undone first; as it came where it has none, one that a node doesn't know, or
 * isn't in it: a node has no use for such a body either. What would be longer than `maxBytes` is truncated.
 * Source: containerd `core/remotes/docker/fetcher.go` (open), whose deflate is Go's: without a zlib header.
 */
export function decoded<A extends Answered>(answer: A, maxBytes: number): A {
  const { headers, truncated } = answer;
  const coding = headers["content-encoding"];
  const codings =
    typeof coding === "string"
      ? coding
          .toLowerCase()
          .split(/[ \t,]+/)
          .filter((name) => name !== "")
      : [];
  const decode = codings.filter((name) => name !== "identity").map((name) => decoders.get(name));
  if (decode.length === 0 || decode.length > mostCodings || truncated || answer.body.length === 0) return answer;
  try {
    let { body } = answer;
    for (const undo of decode.toReversed()) {
      if (undo === undefined) return answer;
      body = undo(body, { maxOutputLength: Math.max(1, maxBytes) });
    }
    return { ...answer, headers: { ...headers, "content-encoding": undefined, "content-length": undefined }, body };
  } catch (error) {
    return { ...answer, truncated: codeOf(error) === "ERR_BUFFER_TOO_LARGE" };
  }
}

type Decoder = (body: Buffer, options: { readonly maxOutputLength: number }) => Buffer;

const decoders: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ["gzip", gunzipSync],
  ["deflate", inflateRawSync],
  ["zstd", zstdDecompressSync],
]);

// A body's content codings. None is asked for, but servers and caches that have only the coded form send it all the same.
import { gunzipSync, inflateRawSync, zstdDecompressSync } from "node:zlib";
import type { HttpAnswer } from "./edges.ts";
import { codeOf } from "./error-code.ts";

type Answered = Pick<Extract<HttpAnswer, { kind: "answer" }>, "headers" | "body" | "truncated">;

/** Codings that one answer may have, at most. */
const mostCodings = 4;

/**
 * The same without its codings, the last one undone first, and without the header that names them; as it came, header and
 * all, where a node could not undo them either. What would be longer than `maxBytes` is truncated.
 * Source: containerd `core/remotes/docker/fetcher.go` (open), whose deflate is Go's: without a zlib header.
 */
export function decoded<A extends Answered>(answer: A, maxBytes: number): A {
  const { headers, truncated } = answer;
  const codings = codingsIn(headers["content-encoding"]);
  if (codings.length > mostCodings || truncated || answer.body.length === 0) return answer;
  if (codings.length === 0) return { ...answer, headers: { ...headers, "content-encoding": undefined } };
  try {
    let { body } = answer;
    for (const coding of codings.toReversed()) {
      const decode = decoders.get(coding);
      if (decode === undefined) return answer;
      body = decode(body, { maxOutputLength: Math.max(1, maxBytes) });
    }
    return { ...answer, headers: { ...headers, "content-encoding": undefined, "content-length": undefined }, body };
  } catch (error) {
    return { ...answer, truncated: codeOf(error) === "ERR_BUFFER_TOO_LARGE" };
  }
}

/** In the order in which they were done; of several headers the first one counts, as for Go. */
function codingsIn(header: Answered["headers"][string]): readonly string[] {
  const [line = ""] = typeof header === "string" ? [header] : (header ?? []);
  return line
    .toLowerCase()
    .split(/[ \t,]+/)
    .filter((coding) => coding !== "" && coding !== "identity");
}

type Decoder = (body: Buffer, options: { readonly maxOutputLength: number }) => Buffer;

const decoders: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ["gzip", gunzipSync],
  ["deflate", inflateRawSync],
  ["zstd", zstdDecompressSync],
]);

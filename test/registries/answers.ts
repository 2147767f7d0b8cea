// Answers of a host as values, for what only looks at them.
import type { Answer } from "../../src/registries/answer.ts";

export interface AnswerWish {
  readonly status?: number;
  readonly headers?: Answer["headers"];
  /** Text, bytes, or a value that stands as JSON. */
  readonly body?: unknown;
  readonly viaProxy?: boolean;
}

export function answer({ status = 200, headers = {}, body = "", viaProxy = false }: AnswerWish = {}): Answer {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  return { kind: "answer", status, headers, body: bytes, truncated: false, viaProxy, ms: 1 };
}

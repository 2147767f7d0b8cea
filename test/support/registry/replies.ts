// What a host does with a request: an answer, or nothing that deserves the name.
// The words of errors were measured on distribution 2.8.2 (`docker-registry serve`).
import { type NetworkCause } from "../../../src/model.ts";

/** A request as it reaches a host. Header names are lower-case. */
export interface Asked {
  readonly scheme: "http" | "https";
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The address that asks, as the host sees it. */
  readonly from: string;
  /** When, by a clock that only goes forward; milliseconds. */
  readonly at: number;
}

export type ReplyHeaders = Readonly<Record<string, string | readonly string[]>>;

type Body =
  | { readonly kind: "bytes"; readonly bytes: Buffer }
  /** The connection breaks after these, though more were announced. */
  | { readonly kind: "cut"; readonly bytes: Buffer }
  /** So many bytes that mean nothing; infinitely many never end. */
  | { readonly kind: "filler"; readonly length: number };

export type Reply =
  | { readonly kind: "answer"; readonly status: number; readonly headers: ReplyHeaders; readonly body: Body }
  | { readonly kind: "stalled" }
  | { readonly kind: "broken"; readonly cause: NetworkCause };

export type AnswerReply = Extract<Reply, { kind: "answer" }>;

/** The header's name is the registry's own; every answer of distribution has it. */
const always = { "docker-distribution-api-version": "registry/2.0" };

export function replyBytes(status: number, headers: ReplyHeaders, bytes: Buffer): AnswerReply {
  const length = { "content-length": String(bytes.length) };
  return { kind: "answer", status, headers: { ...always, ...length, ...headers }, body: { kind: "bytes", bytes } };
}

export function replyJson(status: number, value: unknown, headers: ReplyHeaders = {}): AnswerReply {
  const type = { "content-type": "application/json; charset=utf-8" };
  return replyBytes(status, { ...type, ...headers }, Buffer.from(`${JSON.stringify(value)}\n`));
}

export function replyText(status: number, text: string, headers: ReplyHeaders = {}): AnswerReply {
  const plain = { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" };
  return replyBytes(status, { ...plain, ...headers }, Buffer.from(text));
}

/** Source: distribution-spec, "Error Codes"; `detail` as distribution 2.8 gives it. */
export function replyError(
  status: number,
  code: string,
  message: string,
  detail?: unknown,
  headers: ReplyHeaders = {},
): AnswerReply {
  return replyJson(status, { errors: [{ code, message, ...(detail === undefined ? {} : { detail }) }] }, headers);
}

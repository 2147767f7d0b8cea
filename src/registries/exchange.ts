// One question to a host, what came of it, and how that is written down: as evidence without a secret in it.
import type { HttpRequest } from "../edges/edges.ts";
import type { Exchange } from "../model.ts";
import { type Answer, type Failure, header } from "./answer.ts";
import type { Leg } from "./leg.ts";
import { type Redactor, redactUrl } from "./redact.ts";
import { cut, enoughForLine, oneLine, statusLine, wordsOf } from "./words.ts";

/**
 * `pull`: a verdict hangs on it · `token`: on the way to one; the service's challenges are not the registry's ·
 * `hint`: makes a message better · `guess`: may spare a request. Both are asked once and never held against the host.
 */
export type Purpose = "pull" | "token" | "hint" | "guess";

/** One question. `credential` is the label, in the evidence, of what it carries. */
export interface Question {
  readonly purpose: Purpose;
  readonly method: HttpRequest["method"];
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly maxBytes: number;
  readonly credential: string;
  /** No redirect led here: the host challenges as the registry that it is. */
  readonly direct: boolean;
  readonly leg: Leg;
}

/** What a host said, or why it didn't. */
export type Heard =
  | { readonly kind: "answer"; readonly answer: Answer; readonly exchange: Exchange }
  | { readonly kind: "failure"; readonly failure: Failure; readonly exchange: Exchange };

export type Reply =
  | Heard
  /** The run's deadline came first. */
  | { readonly kind: "deadline" };

/** Characters of an address that are kept: redirects may be of any length. */
const longestUrl = 1000;

/** An answer with the exchange that may be shown of it. */
export function heardAnswer(question: Question, answer: Answer, redactor: Redactor): Heard {
  const words = answer.status < 400 ? statusLine(answer.status) : wordsOf(answer);
  const exchange = {
    ...blank(question, answer.ms, redactor),
    status: answer.status,
    message: shown(words, redactor),
    requestId: requestIdOf(answer, redactor),
    date: dateOf(answer),
  };
  return { kind: "answer", answer, exchange };
}

/** A failure with the exchange that may be shown of it. */
export function heardFailure(question: Question, failure: Failure, redactor: Redactor): Heard {
  const detail = shown(failure.detail, redactor);
  const exchange = { ...blank(question, failure.ms, redactor), message: detail };
  return { kind: "failure", failure: { ...failure, detail }, exchange };
}

/** The world's words on one line, without a secret. */
export function shown(words: string, redactor: Redactor): string {
  return oneLine(redactor.clean(words, enoughForLine));
}

function blank({ method, url, credential }: Question, ms: number, redactor: Redactor): Exchange {
  const address = cut(redactor.clean(redactUrl(url)), longestUrl);
  return { method, url: address, status: null, ms, credential, message: "", requestId: null, date: null };
}

/** The same without what was not known to be a secret when it was taken down; headers are read anew, for they were cut. */
export function retold(exchange: Exchange, answer: Answer, redactor: Redactor): Exchange {
  return {
    ...exchange,
    url: redactor.clean(exchange.url),
    message: redactor.clean(exchange.message),
    requestId: requestIdOf(answer, redactor),
  };
}

/** The name registries give a request in their logs. */
function requestIdOf(answer: Answer, redactor: Redactor): string | null {
  for (const name of requestIdHeaders) {
    const value = header(answer, name);
    if (value !== null) return shown(value, redactor);
  }
  return null;
}

const requestIdHeaders = [
  "x-request-id",
  "x-amzn-requestid",
  "x-ms-correlation-request-id",
  "x-github-request-id",
  "x-gitlab-request-id",
  "request-id",
];

/** Only what is a date: any header may be made to carry something else. */
function dateOf(answer: Answer): string | null {
  const value = header(answer, "date") ?? "";
  return /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(value) ? value : null;
}

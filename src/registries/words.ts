// The registry's own words: what an error answer says, on one line.
import { isObject, parseJson, stringAt } from "../json.ts";
import { type Answer, mediaTypeOf } from "./answer.ts";

/** Bytes of a body that is read for its words alone. */
export const wordsBytes = 64 * 1024;
/** Characters of the world's words that are kept. */
const longest = 300;
/**
 * Characters that are enough for these, white space aside: by code points they may be twice as many, and a short secret of
 * five is three as `***`.
 */
export const enoughForLine = 4 * longest;

/** A registry's error as the distribution specification shapes it: `{"errors":[{"code","message","detail"}]}`. */
export interface RegistryError {
  readonly code: string;
  readonly message: string;
}

/** The errors that an answer's body lists, or the one that it is; empty where it holds none, or something else altogether. */
export function errorsIn(answer: Answer): readonly RegistryError[] {
  const document = parseJson(answer.body.toString("utf8"));
  if (!isObject(document)) return [];
  return Array.isArray(document["errors"]) ? errorsOf(document["errors"]) : errorsOf([document]);
}

/** Only those of a list, as the specification wants them: a document that is an error itself may be anybody's. */
export function listedErrorsIn(answer: Answer): readonly RegistryError[] {
  const document = parseJson(answer.body.toString("utf8"));
  return isObject(document) && Array.isArray(document["errors"]) ? errorsOf(document["errors"]) : [];
}

function errorsOf(list: readonly unknown[]): readonly RegistryError[] {
  return list.filter(isObject).flatMap((error) => {
    const code = stringAt(error, "code");
    const message = stringAt(error, "message") || stringAt(error, "details") || stringAt(error, "error");
    return code === "" && message === "" ? [] : [{ code, message }];
  });
}

/** The registry's errors, else its text, else the status: whole, and on as many lines as it took. */
export function wordsOf(answer: Answer): string {
  const errors = errorsIn(answer);
  if (errors.length > 0) {
    return errors.map(({ code, message }) => [code, message].filter((part) => part !== "").join(": ")).join("; ");
  }
  const text = mediaTypeOf(answer) === "text/plain" ? answer.body.toString("utf8") : "";
  return text.trim() === "" ? statusLine(answer.status) : text;
}

/** `404 Not Found`, as Go prints a status. */
export function statusLine(status: number): string {
  const reason = reasons.get(status);
  return reason === undefined ? `status ${status}` : `${status} ${reason}`;
}

/** The same in a node's words: how Go prints a status that has no name is for the host to say. */
export function nodeStatus(status: number): string {
  return reasons.has(status) ? statusLine(status) : `${status} …`;
}

/** White space folded, at most 300 characters by code points. */
export function oneLine(text: string): string {
  return cut(text.replaceAll(/[\s\u0000-\u001f\u007f]+/g, " ").trim(), longest);
}

/** At most so many characters, by code points; the last one is an ellipsis where something is missing. */
export function cut(text: string, length: number): string {
  const points = Array.from(text.slice(0, 2 * length + 2));
  return points.length <= length ? text : `${points.slice(0, length - 1).join("")}…`;
}

/** Source: Go `net/http/status.go`. */
const reasons: ReadonlyMap<number, string> = new Map([
  [200, "OK"],
  [201, "Created"],
  [202, "Accepted"],
  [204, "No Content"],
  [206, "Partial Content"],
  [300, "Multiple Choices"],
  [301, "Moved Permanently"],
  [302, "Found"],
  [303, "See Other"],
  [304, "Not Modified"],
  [307, "Temporary Redirect"],
  [308, "Permanent Redirect"],
  [400, "Bad Request"],
  [401, "Unauthorized"],
  [402, "Payment Required"],
  [403, "Forbidden"],
  [404, "Not Found"],
  [405, "Method Not Allowed"],
  [406, "Not Acceptable"],
  [407, "Proxy Authentication Required"],
  [408, "Request Timeout"],
  [409, "Conflict"],
  [410, "Gone"],
  [411, "Length Required"],
  [412, "Precondition Failed"],
  [413, "Request Entity Too Large"],
  [414, "Request URI Too Long"],
  [415, "Unsupported Media Type"],
  [416, "Requested Range Not Satisfiable"],
  [417, "Expectation Failed"],
  [418, "I'm a teapot"],
  [421, "Misdirected Request"],
  [422, "Unprocessable Entity"],
  [423, "Locked"],
  [424, "Failed Dependency"],
  [425, "Too Early"],
  [426, "Upgrade Required"],
  [428, "Precondition Required"],
  [429, "Too Many Requests"],
  [431, "Request Header Fields Too Large"],
  [451, "Unavailable For Legal Reasons"],
  [500, "Internal Server Error"],
  [501, "Not Implemented"],
  [502, "Bad Gateway"],
  [503, "Service Unavailable"],
  [504, "Gateway Timeout"],
  [505, "HTTP Version Not Supported"],
  [507, "Insufficient Storage"],
  [508, "Loop Detected"],
  [511, "Network Authentication Required"],
]);

// An answer of a host, and how to look at it: headers come once or several times, content types with parameters.
import type { HttpAnswer } from "../edges/edges.ts";

export type Failure = Extract<HttpAnswer, { kind: "failure" }>;
export type Answer = Extract<HttpAnswer, { kind: "answer" }>;

/** The first value of a header; `name` in lower case. */
export function header(answer: Answer, name: string): string | null {
  return headerLines(answer, name)[0] ?? null;
}

/** Every value of a repeated header. */
export function headerLines(answer: Answer, name: string): readonly string[] {
  const value = answer.headers[name];
  if (value === undefined) return [];
  return typeof value === "string" ? [value] : value;
}

/** The content type without its parameters, lower-case; empty where there is none. */
export function mediaTypeOf(answer: Answer): string {
  return (header(answer, "content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

/** The same as containerd reads it of a manifest: to the letter, up to the first semicolon (`resolver.go`, getManifestMediaType). */
export function manifestTypeOf(answer: Answer): string {
  return (header(answer, "content-type") ?? "").split(";", 1)[0] ?? "";
}

/** The codings that a body is still in, since nobody could undo them when it came; `null` where there are none. */
export function leftCoding(answer: Answer): string | null {
  const codings = (header(answer, "content-encoding") ?? "").trim();
  return codings === "" ? null : codings;
}

/** A coding that no node undoes, as it is written (`core/remotes/docker/fetcher.go`, open); `null` where all are known. */
export function unknownCoding(answer: Answer): string | null {
  const codings = leftCoding(answer);
  const names = codings?.split(/[ \t,]+/).filter((name) => name !== "") ?? [];
  return names.every((name) => ["zstd", "gzip", "deflate"].includes(name)) ? null : codings;
}

/** The bytes of a body of which only a beginning was read, as they were declared; `null` where they were not. */
export function wholeLength(answer: Answer): number | null {
  const declared = declaredLength(answer);
  return declared !== null && declared > answer.body.length && leftCoding(answer) === null ? declared : null;
}

/** What `Content-Length` declares, in bytes; `null` where it is missing or no number. */
export function declaredLength(answer: Answer): number | null {
  const text = header(answer, "content-length")?.trim() ?? "";
  const length = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(length) ? length : null;
}

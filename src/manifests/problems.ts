// What is said of a file or document that was not read.
import type { Problem, ProblemKind, SourceFile, Span } from "../model.ts";

/** Bytes of one file, at most. */
export const maxFileBytes = 16 * 1024 * 1024;

/** A problem of a whole file or folder: it stands at the first character. */
export function fileProblem(kind: ProblemKind, path: string, message: string): Problem {
  return { kind, message, span: { file: { path, text: "" }, start: 0, end: 0 } };
}

/** What Node's code of a failed system call means to the reader. */
export function unreadable(path: string, code: string): Problem {
  return fileProblem("unreadable", path, `"${path}" can't be read: ${unreadableWords(path, code)}`);
}

function unreadableWords(path: string, code: string): string {
  switch (code) {
    case "EACCES":
    case "EPERM":
      return "permission denied";
    case "ENOENT":
    case "ENOTDIR":
      // Node puts U+FFFD where bytes of a name are no UTF-8, and finds no file under that name.
      return path.includes("\uFFFD") ? "its name is not valid UTF-8: rename it" : "it leads to nothing";
    case "ELOOP":
      return "a link that leads back to itself";
    case "EFTYPE":
    case "ENXIO":
      return "it is a pipe, a socket or a device, not a file";
    case "EISDIR":
      return "it is a folder";
    default:
      return code;
  }
}

export function tooLarge(path: string): Problem {
  const mebibytes = maxFileBytes / (1024 * 1024);
  return fileProblem("too-large", path, `"${path}" is over the limit of ${mebibytes} MiB a file`);
}

/** A stretch that ends on the line it starts on, and within the text, whatever a parser said. */
export function spanOnLine(file: SourceFile, start: number, end: number): Span {
  const from = Math.min(Math.max(start, 0), file.text.length);
  const rest = /[\r\n]/.exec(file.text.slice(from, Math.max(end, from)));
  return {
    file,
    start: from,
    end: rest === null ? Math.min(Math.max(end, from), file.text.length) : from + rest.index,
  };
}

const longestQuote = 200;

/** A parser's own words as one of our sentences: one line, lower-case start, not endless. */
export function parserWords(message: string): string {
  const line = message.replaceAll(/\s+/g, " ").trim();
  const words = line.charAt(0).toLowerCase() + line.slice(1);
  return words.length > longestQuote ? `${words.slice(0, longestQuote)}…` : words;
}

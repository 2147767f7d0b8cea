// What is said of a file or document that was not read.
import type { Problem, ProblemKind, SourceFile, Span } from "../model.ts";
import { isManifestName, standardInput } from "./names.ts";

/** Bytes of one file, at most. */
export const maxFileBytes = 16 * 1024 * 1024;

/** A problem of a whole file or folder: it stands at the first character. */
export function fileProblem(kind: ProblemKind, path: string, message: string): Problem {
  return { kind, message, span: { file: { path, text: "" }, start: 0, end: 0 } };
}

/** What nobody expects to be read is no finding: it is told of every run, and compared with nothing. */
export function isNoFinding({ kind }: Problem): boolean {
  return kind === "chart-template" || kind === "vendored";
}

/** How a sentence names a file: `-` says nothing to who piped something in without writing it. */
export function spoken(path: string): string {
  return path === standardInput ? "standard input" : `"${path}"`;
}

/** What Node's code of a failed system call means to the reader. */
export function unreadable(path: string, code: string): Problem {
  return fileProblem("unreadable", path, `${spoken(path)} can't be read: ${unreadableWords(path, code)}`);
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
      // Whether files or folders were meant, nobody will know; a folder's loop is what people look for by that name.
      return `${isManifestName(path) ? "a link" : "a directory"} loop: its links lead back to where they start`;
    case "EFTYPE":
    case "ENXIO":
      return "it is a pipe, a socket or a device, not a file";
    case "EISDIR":
      return "it is a folder";
    default:
      return code;
  }
}

/** Is it written in JSON? To the parser that is YAML, to who wrote it not. */
export function isJson({ path }: SourceFile): boolean {
  return /\.json$/i.test(path);
}

const yamlWords = "the YAML can't be parsed";

/** What is wrong with a file's text, told in the name of what it is. */
export function inItsFormat(problem: Problem): Problem {
  if (!isJson(problem.span.file) || !problem.message.startsWith(yamlWords)) return problem;
  return { ...problem, message: `the JSON can't be parsed${problem.message.slice(yamlWords.length)}` };
}

/** A file over the limit of one file, of which nothing was read. */
export function tooLarge(path: string): Problem {
  const mebibytes = maxFileBytes / (1024 * 1024);
  return fileProblem("too-large", path, `${spoken(path)} is over the limit of ${mebibytes} MiB a file`);
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
  const unclosed = /^Flow (?:map|sequence) in block collection .*end with a ([}\]])/.exec(line)?.[1];
  if (unclosed !== undefined) {
    const open = unclosed === "}" ? "{" : "[";
    return `a ${open} is missing its ${unclosed}, or a line between them is not indented far enough`;
  }
  const words = line.charAt(0).toLowerCase() + line.slice(1);
  return words.length > longestQuote ? `${words.slice(0, longestQuote)}…` : words;
}

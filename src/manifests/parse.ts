// One document's text → its nodes, read as kubectl reads them, within limits; failures are values.
import { type Alias, Parser } from "yaml";
import type { SourceFile, Span } from "../model.ts";
import { type AliasFault, type Content, maxAliasedNodes, resolveAliases } from "./aliases.ts";
import { type ComposedDocument, type ComposerToken, composeUntilError } from "./composer.ts";
import { kubectlLexer } from "./lexer.ts";
import { plainRoot } from "./plain.ts";
import type { DocumentSlice } from "./slice.ts";

export interface Limits {
  /** Levels of nesting. */
  readonly depth: number;
  /** Tokens of one document. */
  readonly tokens: number;
  /** Tokens of one file. */
  readonly fileTokens: number;
}

/** What starting with a document takes, and what failing does, in the time of tokens: a file may hold a million of them. */
const documentCost = 10;
const failureCost = 100;
/** What is read without the parser takes so little time that this many characters count as one token. */
const charactersForToken = 16;

/** What of a file's limit is left; all that parses one file counts it down. */
export interface Budget {
  tokens: number;
}

/**
 * Real manifests stay below 40 levels (schemas of resources, 60), and the parser's own recursion holds to about 1,500.
 * A token takes 300 to 500 bytes of memory until its document is done with, and a million some five seconds; JSON has
 * 170,000 a megabyte as `kubectl get -o json` prints it, and up to 300,000 where it is indented less.
 */
export const parseLimits: Limits = { depth: 256, tokens: 3_000_000, fileTokens: 6_000_000 };

/** A parsed document. Offsets of its nodes count from `start` of the source's text. */
export interface ParsedDocument {
  readonly source: SourceFile;
  readonly start: number;
  /** Where stretches of `source` stand in a file, if it is no file but a text that was read in one (`embedded.ts`). */
  readonly place: ((span: Span) => Span) | null;
  /** The root node; `null` where the document is empty. */
  readonly contents: unknown;
  readonly targets: ReadonlyMap<Alias, Content>;
}

export type Parsed =
  | { readonly kind: "documents"; readonly documents: readonly ParsedDocument[] }
  | {
      readonly kind: "failure";
      readonly why: "syntax" | "too-deep" | "too-large" | "too-many-aliases";
      /** Into the file's text; the end may be past the line, or past the text. */
      readonly start: number;
      readonly end: number;
      readonly message: string;
    };

export type Failure = Extract<Parsed, { readonly kind: "failure" }>;

/** Parses one slice of `source`; of what is wrong with it, the first is told. */
export function parseSlice(
  source: SourceFile,
  slice: DocumentSlice,
  limits: Limits = parseLimits,
  budget: Budget = { tokens: limits.fileTokens },
): Parsed {
  // No text has more tokens than that, so that no limit is passed which the parser would have kept.
  const mostTokens = 2 * slice.text.length + documentCost;
  const contents = mostTokens <= Math.min(limits.tokens, budget.tokens) ? plainRoot(slice.text) : null;
  if (contents === null) return parseWhole(source, slice, limits, budget);
  const aliases = slice.text.includes("*") ? resolveAliases(contents, limits.depth) : noAliases;
  if (aliases.kind === "fault") return parseWhole(source, slice, limits, budget);
  budget.tokens -= documentCost + slice.text.length / charactersForToken;
  const document = { source, start: slice.start, place: null, contents, targets: aliases.targets };
  return { kind: "documents", documents: [document] };
}

/** The same by the parser alone, whatever the text looks like. */
export function parseWhole(source: SourceFile, slice: DocumentSlice, limits: Limits, budget: Budget): Parsed {
  // What is missing at a document's end is told there, not on the line where the next one starts.
  const last = Math.max(slice.text.trimEnd().length - 1, 0);
  const fail = (why: Failure["why"], start: number, end: number, message: string): Failure => {
    budget.tokens -= failureCost;
    const from = Math.min(start, last);
    return { kind: "failure", why, start: slice.start + from, end: slice.start + Math.max(end, from + 1), message };
  };
  try {
    const composed = compose(slice.text, limits, budget);
    if (composed.kind === "stopped") return fail(composed.why, composed.start, composed.end, composed.message);
    const documents: ParsedDocument[] = [];
    for (const { contents } of composed.documents) {
      const aliases = composed.hasAliases ? resolveAliases(contents, limits.depth) : noAliases;
      if (aliases.kind === "fault") {
        const { why, message } = faultWords(aliases.fault, aliases.alias, limits);
        const [from = 0, to = 0] = aliases.alias.range ?? [];
        return fail(why, from, to, message);
      }
      documents.push({ source, start: slice.start, place: null, contents, targets: aliases.targets });
    }
    return { kind: "documents", documents };
  } catch (error) {
    // Whatever input makes the parser itself give up costs this document, not the run.
    if (error instanceof RangeError || error instanceof TypeError)
      return fail("syntax", 0, 1, `the parser gave up: ${error.message}`);
    throw error;
  }
}

const noAliases = { kind: "resolved", targets: new Map<Alias, Content>() } as const;

type Composed =
  | { readonly kind: "composed"; readonly documents: readonly ComposedDocument[]; readonly hasAliases: boolean }
  | Stopped;

interface Stopped {
  readonly kind: "stopped";
  readonly why: Failure["why"];
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

/** Drives lexer, parser and composer by hand, so that depth and tokens are counted before anything is built from them. */
function compose(text: string, limits: Limits, budget: Budget): Composed {
  const parser = new Parser();
  const tokens: ComposerToken[] = [];
  let lexemes = 0;
  budget.tokens -= documentCost;
  let hasAliases = false;
  const stop = (why: Failure["why"], message: string, start = parser.offset, end = start + 1): Stopped => {
    return { kind: "stopped", why, start, end, message };
  };
  const composed = (): Composed => {
    const composition = composeUntilError(tokens);
    if (composition.kind === "composed") return { ...composition, hasAliases };
    const { message, pos } = composition.error;
    return stop("syntax", message, pos[0], pos[1]);
  };
  for (const lexeme of kubectlLexer().lex(text)) {
    for (const token of parser.next(lexeme)) {
      if (token.type === "error") {
        const before = composed();
        return before.kind === "stopped" ? before : stop("syntax", token.message, token.offset);
      }
      tokens.push(token);
    }
    lexemes += 1;
    budget.tokens -= 1;
    hasAliases ||= lexeme.startsWith("*");
    if (parser.stack.length > limits.depth) return stop("too-deep", `nested deeper than ${limits.depth} levels`);
    if (lexemes > limits.tokens) {
      return stop("too-large", `the document is over the limit of ${limits.tokens} YAML tokens`);
    }
    if (budget.tokens < 0) {
      const message = `the file is over the limit of ${limits.fileTokens} YAML tokens: this document and what follows is not read`;
      return stop("too-large", message);
    }
  }
  tokens.push(...parser.end());
  return composed();
}

function faultWords(fault: AliasFault, { source }: Alias, limits: Limits): Pick<Failure, "why" | "message"> {
  switch (fault) {
    case "unknown":
      return { why: "syntax", message: `alias "*${source}" has no anchor "&${source}" before it` };
    case "endless":
      return { why: "syntax", message: `the value of anchor "&${source}" contains itself` };
    case "too-many":
      return {
        why: "too-many-aliases",
        message: `the document's aliases stand for more than ${maxAliasedNodes} nodes`,
      };
    case "too-deep":
      return { why: "too-deep", message: `with its aliases written out, nested deeper than ${limits.depth} levels` };
  }
}
